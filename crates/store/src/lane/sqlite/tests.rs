//! Group commit, step by step: the queue is filled before the lane starts, so every test sees the same batches.

use super::*;
use crate::args;
use crate::db::Connection;
use crate::lane::Task;
use crate::{counter, migration, sqlite, tenant};
use domain::ids::TenantId;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::sync::Mutex as AsyncMutex;
use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::oneshot::{self, Receiver};

const TENANT: TenantId = TenantId(1);

type Answer = Result<i64, StoreError>;

/// A lane that is driven by hand.
struct Lane {
    folder: TempDir,
    queue: Queue,
}

impl Lane {
    async fn new() -> Self {
        let lane = Self { folder: tempfile::tempdir().unwrap(), queue: Queue::new(1000) };
        let mut tx = lane.writer();
        migration::run(&mut tx, Timestamp::UNIX_EPOCH).await.unwrap();
        let principal = tenant::Tenant { tenant_id: TENANT, code: "sun".into(), name: "日光".into() };
        tenant::add(&mut tx, &principal, Timestamp::UNIX_EPOCH).await.unwrap();
        lane
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("makegood.db")
    }

    fn writer(&self) -> Tx {
        Tx::on(Connection::Sqlite(sqlite::open_writer(&self.file()).unwrap()))
    }

    fn reader(&self) -> Tx {
        Tx::on(Connection::Sqlite(sqlite::open_reader(&self.file()).unwrap()))
    }

    fn add(&self, work: impl AsyncFn(&mut Tx) -> Answer + Send + 'static) -> Receiver<Answer> {
        let (caller, answer) = oneshot::channel();
        assert_eq!(self.queue.push(Box::new(Task::new(work, caller))), Ok(()));
        answer
    }

    /// Adds a job that draws the next number.
    fn add_draw(&self) -> Receiver<Answer> {
        self.add(async |tx| counter::draw(tx, TENANT, "order").await)
    }

    /// Runs what is queued on one connection, then ends.
    async fn run(&self, tx: Tx) {
        self.queue.close();
        run_writer(tx, &self.queue).await;
    }

    /// The last number drawn, as somebody else sees it.
    async fn drawn(&self) -> i64 {
        drawn(&mut self.reader()).await
    }
}

async fn drawn(tx: &mut Tx) -> i64 {
    let sql = "SELECT next - 1 FROM counter WHERE tenant_id = $1";
    tx.maybe(sql, args![TENANT], |row| row.int(0)).await.unwrap().unwrap_or(0)
}

fn answer(receiver: &mut Receiver<Answer>) -> Answer {
    receiver.try_recv().expect("the lane has answered")
}

#[tokio::test]
async fn nobody_is_answered_before_the_commit() {
    let lane = Lane::new().await;
    let first = Arc::new(Mutex::new(lane.add_draw()));
    let waiting = Arc::clone(&first);
    let outside = AsyncMutex::new(lane.reader());
    let mut second = lane.add(async move |tx| {
        assert_eq!(
            waiting.lock().unwrap().try_recv(),
            Err(TryRecvError::Empty),
            "answered before the commit"
        );
        assert_eq!(drawn(tx).await, 1, "the batch is one transaction");
        assert_eq!(drawn(&mut *outside.lock().await).await, 0, "nobody else sees it yet");
        Ok(0)
    });
    lane.run(lane.writer()).await;
    assert_eq!(answer(&mut first.lock().unwrap()), Ok(1));
    assert_eq!(answer(&mut second), Ok(0));
    assert_eq!(lane.drawn().await, 1);
}

#[tokio::test]
async fn a_failed_commit_is_everybodys_failure() {
    let lane = Lane::new().await;
    let mut innocent = lane.add_draw();
    let mut culprit = lane.add(async |tx| {
        tx.run_text("PRAGMA defer_foreign_keys = ON").await?;
        counter::draw(tx, TenantId(99), "order").await
    });
    lane.run(lane.writer()).await;
    for receiver in [&mut innocent, &mut culprit] {
        let answer = answer(receiver);
        assert!(matches!(answer, Err(StoreError::Constraint { .. })), "{answer:?}");
    }
    assert_eq!(lane.drawn().await, 0);
}

#[tokio::test]
async fn batches_are_bounded() {
    let lane = Lane::new().await;
    let mut answers: Vec<_> = (0..BATCH_AT_MOST).map(|_| lane.add_draw()).collect();
    let outside = AsyncMutex::new(lane.reader());
    let mut after = lane.add(async move |_tx| Ok(drawn(&mut *outside.lock().await).await));
    lane.run(lane.writer()).await;
    assert!(answer(&mut after).unwrap() > 0, "the first batch was committed before the next began");
    let numbers: Vec<i64> = answers.iter_mut().map(|receiver| answer(receiver).unwrap()).collect();
    let expected: Vec<i64> = (1..).take(BATCH_AT_MOST).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn a_refused_job_gives_its_number_back() {
    let lane = Lane::new().await;
    let mut first = lane.add_draw();
    let mut refused = lane.add(async |tx| {
        counter::draw(tx, TENANT, "order").await?;
        Err(StoreError::Stale)
    });
    let mut last = lane.add_draw();
    lane.run(lane.writer()).await;
    assert_eq!(answer(&mut first), Ok(1));
    assert_eq!(answer(&mut refused), Err(StoreError::Stale));
    assert_eq!(answer(&mut last), Ok(2));
}

#[tokio::test]
async fn a_full_disk_is_told_and_passes() {
    let lane = Lane::new().await;
    let mut tx = lane.writer();
    tx.run_text("PRAGMA max_page_count = 40").await.unwrap();
    let mut fills = lane.add(async |tx| {
        let sql =
            "INSERT INTO setting (tenant_id, name, value, version, changed_at) VALUES ($1, $2, $3, 1, 0)";
        let value = "x".repeat(3000);
        tx.exec_many(sql, (0..1000_i64).map(|number| args![TENANT, number.to_string(), &value])).await?;
        Ok(0)
    });
    let mut after = lane.add(async |tx| {
        tx.run_text("PRAGMA max_page_count = 4000").await?;
        counter::draw(tx, TENANT, "order").await
    });
    lane.run(tx).await;
    assert_eq!(answer(&mut fills), Err(StoreError::DiskFull));
    assert_eq!(answer(&mut after), Ok(1));
    let sql = "SELECT COUNT(*) FROM setting WHERE tenant_id = $1";
    assert_eq!(lane.reader().one(sql, args![TENANT], |row| row.int(0)).await, Ok(0));
}

#[tokio::test]
async fn another_process_that_holds_the_lock_is_named() {
    let lane = Lane::new().await;
    let mut other = lane.writer();
    other.control(other.dialect().begin_write()).await.unwrap();
    let mut tx = lane.writer();
    tx.run_text("PRAGMA busy_timeout = 0").await.unwrap();
    let mut locked_out = lane.add_draw();
    lane.run(tx).await;
    assert_eq!(answer(&mut locked_out), Err(StoreError::Locked));
}

#[tokio::test]
async fn waiting_inside_a_transaction_is_refused() {
    let lane = Lane::new().await;
    let mut waits = lane.add(async |tx| {
        counter::draw(tx, TENANT, "order").await?;
        std::future::pending().await
    });
    lane.run(lane.writer()).await;
    assert!(matches!(answer(&mut waits), Err(StoreError::Other { .. })));
    assert_eq!(lane.drawn().await, 0);
}

#[tokio::test]
async fn work_that_nobody_waits_for_is_left_undone() {
    let lane = Lane::new().await;
    drop(lane.add_draw());
    let mut kept = lane.add_draw();
    lane.run(lane.writer()).await;
    assert_eq!(answer(&mut kept), Ok(1));
    assert_eq!(lane.drawn().await, 1);
}
