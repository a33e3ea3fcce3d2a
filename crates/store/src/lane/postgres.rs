//! The lanes of PostgreSQL: one session and one transaction per job, repeated when other work got in between.

use super::{Job, Queue, run_waiting};
use crate::db::{Connection, Tx};
use crate::error::StoreError;
use crate::postgres::Session;
use std::time::Duration;
use tokio_postgres::Config;

/// How often a job is tried when it conflicts with others or the connection breaks.
const TRIES: u32 = 12;

/// Serves a queue until it closes; `begin` is the statement that starts each transaction.
pub(crate) async fn run(config: Config, begin: &'static str, queue: &Queue) {
    let mut lane = Lane { config, begin, tx: None };
    while let Some(mut job) = queue.next().await {
        if !job.abandoned() {
            let outcome = lane.run(&mut *job).await;
            job.answer(outcome);
        }
    }
}

struct Lane {
    config: Config,
    begin: &'static str,
    tx: Option<Tx>,
}

impl Lane {
    /// Tries the job until it is committed, refused, or hopeless. Nothing is repeated whose commit may have happened.
    async fn run(&mut self, job: &mut dyn Job) -> Result<(), StoreError> {
        let mut tries = 1;
        loop {
            let outcome = self.attempt(job).await;
            if !self.tx.as_ref().is_some_and(Tx::is_connected) {
                self.tx = None;
            }
            match outcome {
                Attempt::Over(outcome) => return outcome,
                Attempt::Again(error) if tries == TRIES => return Err(error),
                Attempt::Again(_) => {
                    tokio::time::sleep(Duration::from_millis(u64::from(tries * tries))).await;
                }
            }
            tries += 1;
        }
    }

    async fn attempt(&mut self, job: &mut dyn Job) -> Attempt {
        let (begin, tx) = match self.connected().await {
            Ok(ready) => ready,
            Err(error) => return Attempt::Over(Err(error)),
        };
        if let Err(error) = tx.control(begin).await {
            return Attempt::after(error);
        }
        let ran = run_waiting(job, tx).await;
        let failure = tx.take_failure();
        let (Ok(true), None) = (&ran, &failure) else {
            if tx.control("ROLLBACK").await.is_err() {
                self.tx = None;
            }
            return Attempt::failed(ran, failure);
        };
        match tx.commit().await {
            Ok(()) => Attempt::Over(Ok(())),
            Err(StoreError::UnknownOutcome) => {
                self.tx = None;
                Attempt::Over(Err(StoreError::UnknownOutcome))
            }
            Err(error) => Attempt::after(error),
        }
    }

    async fn connected(&mut self) -> Result<(&'static str, &mut Tx), StoreError> {
        let tx = match self.tx.take() {
            Some(tx) => tx,
            None => Tx::on(Connection::Postgres(Session::connect(&self.config).await?)),
        };
        Ok((self.begin, self.tx.insert(tx)))
    }
}

/// How one try ended.
enum Attempt {
    /// With the job's own result, or with an error instead of it.
    Over(Result<(), StoreError>),
    /// With nothing done and good hope for the next try.
    Again(StoreError),
}

impl Attempt {
    fn after(error: StoreError) -> Self {
        match error {
            StoreError::Conflict | StoreError::Unavailable { .. } => Self::Again(error),
            error => Self::Over(Err(error)),
        }
    }

    fn failed(ran: Result<bool, StoreError>, failure: Option<StoreError>) -> Self {
        match (ran, failure) {
            (Err(panic), _) => Self::Over(Err(panic)),
            (Ok(_), Some(error @ (StoreError::Conflict | StoreError::Unavailable { .. }))) => {
                Self::Again(error)
            }
            // The job kept quiet about a failed statement: that is ours to tell.
            (Ok(true), Some(error)) => Self::Over(Err(error)),
            (Ok(_), _) => Self::Over(Ok(())),
        }
    }
}
