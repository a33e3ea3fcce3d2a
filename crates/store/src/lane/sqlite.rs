//! The lanes of SQLite: one that writes with group commit, and several that read.
//!
//! The writer takes what has queued up while the last commit went to disk, runs each job inside its own savepoint, commits
//! once, and only then answers: many use cases share one durable commit, and a failing one takes nothing with it.

use super::{Job, Queue, run_now};
use crate::db::Tx;
use crate::error::StoreError;
use std::time::{Duration, Instant};

/// The most jobs that share a commit.
const BATCH_AT_MOST: usize = 256;
/// The longest a batch collects before it commits.
const BATCH_TIME: Duration = Duration::from_millis(10);
/// A batch of this many shows that callers come in a crowd; a smaller one waits for nobody.
const CROWD: usize = 4;
/// How long a batch waits for the next of a crowd. Those answered by the last commit are on their way back, and whoever
/// misses this commit waits for a whole further one.
const NEXT_OF_CROWD: Duration = Duration::from_millis(1);

/// A job that has run, and the error that stands in for its own result, if any.
type Done = (Box<dyn Job>, Result<(), StoreError>);

/// Serves the queue of writes until it closes, then brings the write-ahead log back into the file.
pub(crate) async fn run_writer(mut tx: Tx, queue: &Queue) {
    let mut crowd = 0;
    while let Some(job) = queue.next().await {
        let mut done = Vec::with_capacity(32);
        let expected = if crowd < CROWD { 0 } else { crowd };
        let committed = run_batch(&mut tx, (job, expected), queue, &mut done).await;
        // Whoever is about to be answered and whoever waits already: nobody is counted twice.
        crowd = done.len() + queue.waiting();
        for (job, outcome) in done {
            job.answer(committed.clone().and(outcome));
        }
    }
    if let Err(error) = tx.run_text("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)").await {
        tracing::warn!("the write-ahead log was left as it is: {error}");
    }
}

/// Runs the first job and those that wait behind it, as many as are expected, then commits; an error is everybody's.
async fn run_batch(
    tx: &mut Tx,
    (first, expected): (Box<dyn Job>, usize),
    queue: &Queue,
    done: &mut Vec<Done>,
) -> Result<(), StoreError> {
    let begun = tx.control(tx.dialect().begin_write()).await;
    if begun.is_err() {
        done.push((first, Ok(())));
        return begun;
    }
    let started = Instant::now();
    let mut next = Some(first);
    while let Some(mut job) = next.take() {
        if !job.abandoned() {
            let isolated = run_isolated(tx, &mut *job).await;
            let lost = isolated.as_ref().err().cloned();
            done.push((job, isolated.unwrap_or(Ok(()))));
            if let Some(error) = lost {
                roll_back(tx).await;
                return Err(error);
            }
        }
        if done.len() < BATCH_AT_MOST && started.elapsed() < BATCH_TIME {
            next = queue.try_next();
            if next.is_none() && done.len() < expected {
                next = tokio::time::timeout(NEXT_OF_CROWD, queue.next()).await.unwrap_or_default();
            }
        }
    }
    let committed = tx.commit().await;
    if committed.is_err() {
        roll_back(tx).await;
    }
    committed
}

/// Runs one job inside a savepoint, which is undone when the job fails. The outer error means that the whole batch is
/// lost; the inner one stands in for the job's own result.
async fn run_isolated(tx: &mut Tx, job: &mut dyn Job) -> Result<Result<(), StoreError>, StoreError> {
    tx.control("SAVEPOINT job").await?;
    let ran = run_now(job, tx);
    let failure = tx.take_failure();
    if !tx.is_open() {
        return Err(failure.unwrap_or_else(|| StoreError::unavailable("the database undid the transaction")));
    }
    if failure.is_some() || ran != Ok(true) {
        tx.control("ROLLBACK TO job").await?;
    }
    tx.control("RELEASE job").await?;
    Ok(told(ran, failure))
}

/// What stands in for a job's own result: a panic, or a failed statement that the job kept quiet about.
fn told(ran: Result<bool, StoreError>, failure: Option<StoreError>) -> Result<(), StoreError> {
    match (ran?, failure) {
        (true, Some(error)) => Err(error),
        _ => Ok(()),
    }
}

async fn roll_back(tx: &mut Tx) {
    if tx.is_open()
        && let Err(error) = tx.control("ROLLBACK").await
    {
        tracing::error!("a transaction could not be rolled back: {error}");
    }
}

/// Serves the queue of reads; each job sees one snapshot.
pub(crate) async fn run_reader(mut tx: Tx, queue: &Queue) {
    while let Some(mut job) = queue.next().await {
        if !job.abandoned() {
            let outcome = read(&mut tx, &mut *job).await;
            job.answer(outcome);
        }
    }
}

async fn read(tx: &mut Tx, job: &mut dyn Job) -> Result<(), StoreError> {
    tx.control(tx.dialect().begin_read()).await?;
    let ran = run_now(job, tx);
    let failure = tx.take_failure();
    roll_back(tx).await;
    told(ran, failure)
}

#[cfg(test)]
mod tests;
