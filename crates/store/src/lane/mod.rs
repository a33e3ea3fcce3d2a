//! Lanes: a lane is a thread with one connection, and use cases travel to it as jobs.
//!
//! A job borrows the lane's transaction, so its future never leaves the thread and need not be `Send`. Callers wait for
//! the answer without holding a thread. A queue that is full says "busy" instead of growing.

mod postgres;
mod queue;
mod sqlite;

pub(crate) use postgres::run as run_postgres;
pub(crate) use queue::Queue;
pub(crate) use sqlite::{run_reader, run_writer};

use crate::db::Tx;
use crate::error::StoreError;
use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::oneshot;

/// Work waiting for a lane.
pub(crate) trait Job: Send {
    /// Whether nobody waits for the answer any more.
    fn abandoned(&self) -> bool;
    /// Runs in the transaction and says whether to keep what it did; may be run again.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = bool> + 'a>>;
    /// Hands the result to the caller, or the error that came between.
    fn answer(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// A closure on its way, and the result it left.
pub(crate) struct Task<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Task<F, T, E> {
    pub(crate) const fn new(work: F, caller: oneshot::Sender<Result<T, E>>) -> Self {
        Self { work, result: None, caller }
    }
}

impl<F, T, E> Job for Task<F, T, E>
where
    F: AsyncFn(&mut Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn abandoned(&self) -> bool {
        self.caller.is_closed()
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = bool> + 'a>> {
        Box::pin(async move {
            let result = (self.work)(tx).await;
            let keep = result.is_ok();
            self.result = Some(result);
            keep
        })
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let lost = || StoreError::other("the work left no result");
        let result = match outcome {
            Ok(()) => self.result.unwrap_or_else(|| Err(lost().into())),
            Err(error) => Err(error.into()),
        };
        // A caller that went away has nothing to be told.
        drop(self.caller.send(result));
    }
}

/// Runs a job's future on a lane that never waits: one poll finishes it. A panic is that job's error only.
fn run_now(job: &mut dyn Job, tx: &mut Tx) -> Result<bool, StoreError> {
    let mut work = job.run(tx);
    let mut context = Context::from_waker(std::task::Waker::noop());
    match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(&mut context))) {
        Ok(Poll::Ready(keep)) => Ok(keep),
        Ok(Poll::Pending) => {
            Err(StoreError::other("a use case waited for something other than its transaction"))
        }
        Err(panic) => Err(panicked(&*panic)),
    }
}

/// Runs a job's future to its end; a panic is that job's error only.
async fn run_waiting(job: &mut dyn Job, tx: &mut Tx) -> Result<bool, StoreError> {
    let mut work = job.run(tx);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panicked(&*panic))),
    })
    .await
}

fn panicked(panic: &(dyn Any + Send)) -> StoreError {
    let said = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    StoreError::Panicked { message: said.unwrap_or_else(|| "unknown".to_owned()) }
}
