//! The schema and how it grows: numbered steps, forward only, each statement sent alone and repeatable.
//!
//! One source serves both engines: `{{int}}`, `{{bytes}}` and `{{strict}}` stand for what they spell differently, and a block
//! between `-- only: sqlite` (or `postgres`) and `-- both` belongs to one of them. A released step is never edited:
//! its checksum is kept.

use crate::args;
use crate::db::Tx;
use crate::dialect::Dialect;
use crate::error::StoreError;
use jiff::Timestamp;

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Its number, from 1 without gaps.
    pub number: i64,
    /// Its name in a few words.
    pub name: &'static str,
    source: &'static str,
}

macro_rules! steps {
    ($($number:literal $name:literal),+ $(,)?) => {
        &[$(Step {
            number: $number,
            name: $name,
            source: include_str!(concat!("../migrations/", $name, ".sql")),
        }),+]
    };
}

/// Every step of this program, in order.
pub const STEPS: &[Step] = steps![
    1 "0001-engine",
    2 "0002-service",
    3 "0003-lists",
];

/// After this long a migration that has not ended is taken for dead and its lock may be taken over.
const LOCK_MILLISECONDS: i64 = 10 * 60 * 1000;

const SCHEMA_STEP: &str = "CREATE TABLE IF NOT EXISTS schema_step (
    step {{int}} NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at {{int}} NOT NULL
){{strict}};";
const SCHEMA_LOCK: &str = "CREATE TABLE IF NOT EXISTS schema_lock (
    lock_id {{int}} NOT NULL PRIMARY KEY,
    taken_at {{int}} NOT NULL
){{strict}};";

impl Step {
    /// The statements of this step for an engine, one by one.
    pub fn statements(&self, dialect: Dialect) -> Vec<String> {
        statements(self.source, dialect)
    }

    fn checksum(&self) -> String {
        let bytes: Vec<u8> = self.source.bytes().filter(|byte| *byte != b'\r').collect();
        blake3::hash(&bytes).to_hex().to_string()
    }
}

/// Brings the schema up to [`STEPS`]; a database of a newer program is refused.
pub(crate) async fn run(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    create_own_tables(tx).await?;
    if pending(tx, STEPS).await?.is_empty() {
        return Ok(());
    }
    if tx.dialect().steps_in_transactions() {
        run_in_transaction(tx, now).await
    } else {
        run_under_lock(tx, now).await
    }
}

/// All steps or none; the engine's own lock keeps other processes out.
async fn run_in_transaction(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    tx.control(tx.dialect().begin_write()).await?;
    let ran = run_pending(tx, now).await;
    match ran {
        Ok(()) => tx.commit().await,
        Err(error) => tx.control("ROLLBACK").await.and(Err(error)),
    }
}

/// Each statement for itself, while a row keeps other processes out; what was interrupted is repeated.
async fn run_under_lock(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    take_lock(tx, now).await?;
    let ran = run_pending(tx, now).await;
    tx.take_failure();
    let released = tx.exec("DELETE FROM schema_lock WHERE lock_id = 1", args![]).await;
    ran.and(released.map(drop))
}

/// Runs what another process has not done meanwhile.
async fn run_pending(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    for step in pending(tx, STEPS).await? {
        run_one(tx, step, now).await?;
    }
    Ok(())
}

/// Two processes that start at once may both try; the one that loses finds the tables there the next time.
async fn create_own_tables(tx: &mut Tx) -> Result<(), StoreError> {
    for text in [SCHEMA_STEP, SCHEMA_LOCK] {
        for statement in statements(text, tx.dialect()) {
            match tx.run_text(&statement).await {
                Err(StoreError::Unique { .. }) => tx.run_text(&statement).await?,
                other => other?,
            }
        }
    }
    Ok(())
}

/// The steps that have not run yet, after checking that those that have are ours.
async fn pending<'s>(tx: &mut Tx, steps: &'s [Step]) -> Result<&'s [Step], StoreError> {
    let sql = "SELECT step, checksum FROM schema_step ORDER BY step";
    let applied = tx.all(sql, args![], |row| Ok((row.int(0)?, row.text(1)?))).await?;
    let known = steps.last().map_or(0, |step| step.number);
    if let Some((found, _)) = applied.last().filter(|(found, _)| *found > known) {
        return Err(StoreError::NewerSchema { found: *found, known });
    }
    for (step, (number, checksum)) in steps.iter().zip(&applied) {
        if step.number != *number || step.checksum() != *checksum {
            return Err(StoreError::ChangedStep { step: *number });
        }
    }
    Ok(steps.get(applied.len()..).unwrap_or_default())
}

/// The lock is a row: advisory locks do nothing on some engines and are per node on others.
async fn take_lock(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let sql = "INSERT INTO schema_lock (lock_id, taken_at) VALUES (1, $1)
               ON CONFLICT (lock_id) DO UPDATE SET taken_at = excluded.taken_at WHERE schema_lock.taken_at < $2";
    let now = now.as_millisecond();
    match tx.exec(sql, args![now, now - LOCK_MILLISECONDS]).await? {
        0 => Err(StoreError::Locked),
        _ => Ok(()),
    }
}

async fn run_one(tx: &mut Tx, step: &Step, now: Timestamp) -> Result<(), StoreError> {
    tracing::info!(step = step.number, name = step.name, "the schema grows");
    for statement in step.statements(tx.dialect()) {
        tx.run_text(&statement).await?;
    }
    tx.exec(
        "INSERT INTO schema_step (step, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
        args![step.number, step.name, step.checksum(), now],
    )
    .await?;
    Ok(())
}

/// Renders a source for one engine and splits it where a line ends with a semicolon.
fn statements(source: &str, dialect: Dialect) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    let mut ours = true;
    for line in source.lines() {
        let line = line.trim_end();
        if let Some(comment) = line.trim_start().strip_prefix("--") {
            match comment.trim().strip_prefix("only: ") {
                Some(engine) => ours = engine == dialect.name(),
                None if comment.trim() == "both" => ours = true,
                None => {}
            }
            continue;
        }
        if !ours || line.is_empty() {
            continue;
        }
        if !current.is_empty() {
            current.push('\n');
        }
        match line.strip_suffix(';') {
            Some(end) => {
                current.push_str(end);
                found.push(render(&std::mem::take(&mut current), dialect));
            }
            None => current.push_str(line),
        }
    }
    if !current.is_empty() {
        found.push(render(&current, dialect));
    }
    found
}

fn render(text: &str, dialect: Dialect) -> String {
    dialect.tokens().iter().fold(text.to_owned(), |text, (token, spelled)| text.replace(token, spelled))
}
