//! The bounded queue between callers and lanes.

use super::Job;
use crate::error::StoreError;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{Semaphore, TryAcquireError};

/// Jobs in order of arrival; one permit of the semaphore stands for each, so exactly one idle lane wakes per job.
pub(crate) struct Queue {
    jobs: Mutex<VecDeque<Box<dyn Job>>>,
    waiting: Semaphore,
    capacity: usize,
}

impl Queue {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { jobs: Mutex::default(), waiting: Semaphore::new(0), capacity }
    }

    /// Adds a job, or refuses it when the queue is full or closed.
    pub(crate) fn push(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        let mut jobs = self.jobs();
        if self.waiting.is_closed() {
            return Err(StoreError::unavailable("the store is closed"));
        }
        if jobs.len() >= self.capacity {
            return Err(StoreError::Busy);
        }
        jobs.push_back(job);
        drop(jobs);
        self.waiting.add_permits(1);
        Ok(())
    }

    /// Waits for a job; none once the queue is closed and empty.
    pub(crate) async fn next(&self) -> Option<Box<dyn Job>> {
        if let Ok(permit) = self.waiting.acquire().await {
            permit.forget();
        }
        self.jobs().pop_front()
    }

    /// A job, if one is there.
    pub(crate) fn try_next(&self) -> Option<Box<dyn Job>> {
        match self.waiting.try_acquire() {
            Ok(permit) => permit.forget(),
            Err(TryAcquireError::NoPermits) => return None,
            Err(TryAcquireError::Closed) => {}
        }
        self.jobs().pop_front()
    }

    /// How many jobs wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.available_permits()
    }

    /// Takes no more jobs; those already queued are still done.
    pub(crate) fn close(&self) {
        let jobs = self.jobs();
        self.waiting.close();
        drop(jobs);
    }

    /// A panic while the lock is held cannot leave the list half changed, so a poisoned lock is still good.
    fn jobs(&self) -> MutexGuard<'_, VecDeque<Box<dyn Job>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
