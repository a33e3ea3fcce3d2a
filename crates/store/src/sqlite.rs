//! SQLite behind the verbs of a transaction: settings of a connection, binding by number, stepping.

use crate::db::{Cell, Value};
use crate::error::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, Row};
use std::io;
use std::path::Path;
use std::time::Duration;

/// How long a connection waits for a lock that another process holds.
const LOCK_WAIT: Duration = Duration::from_secs(5);
/// Prepared statements kept per connection: more than the product has statements on one path.
const STATEMENTS_KEPT: usize = 512;

/// What every connection is set to. `synchronous=FULL` is what makes an answer durable (`NORMAL` loses rows in a power
/// cut); the page caches of a writer and four readers stay near 80 MB together, and the log is brought back at 64 MB.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -40000;
    PRAGMA wal_autocheckpoint = 16000;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA trusted_schema = OFF;
";

/// Set to `off`, gives up durability: the control of the power-cut test, which must be seen to lose rows.
const UNSAFE_SYNCHRONOUS: &str = "MAKEGOOD_UNSAFE_SYNCHRONOUS";

/// Opens the connection that writes; creates the folder and the file when they are not there.
pub(crate) fn open_writer(file: &Path) -> Result<Connection, StoreError> {
    probe_folder(file)?;
    let connection = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    if connection.is_readonly("main")? {
        return Err(StoreError::ReadOnly);
    }
    connection.busy_timeout(LOCK_WAIT)?;
    connection.execute_batch(SETTINGS)?;
    if std::env::var_os(UNSAFE_SYNCHRONOUS).is_some_and(|value| value == "off") {
        tracing::warn!(
            "{UNSAFE_SYNCHRONOUS}=off: a power cut loses what was acknowledged; unset it and restart"
        );
        connection.execute_batch("PRAGMA synchronous = OFF")?;
    }
    keep_statements(&connection)?;
    Ok(connection)
}

/// Prepares each statement once. Without the planner's promise of stability SQLite prepares many of them again whenever
/// they are bound, to look whether the new values deserve another plan; ours are written for their indexes.
fn keep_statements(connection: &Connection) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Opens a connection that can only read.
pub(crate) fn open_reader(file: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(LOCK_WAIT)?;
    connection.execute_batch(
        "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -10000; PRAGMA trusted_schema = OFF;",
    )?;
    keep_statements(&connection)?;
    Ok(connection)
}

/// SQLite says only "unable to open"; trying the folder first tells a full disk from a forbidden one.
fn probe_folder(file: &Path) -> Result<(), StoreError> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let probe = folder.join(format!(".makegood-probe-{}", std::process::id()));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, b"probe"))
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull,
            _ => StoreError::unavailable(format!("{}: {error}", folder.display())),
        })
}

/// Runs a statement and hands over its rows until `row` answers no.
pub(crate) fn query(
    connection: &Connection,
    sql: &str,
    args: &[Value<'_>],
    row: &mut dyn FnMut(&Row<'_>) -> bool,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, args, sql)?;
    let mut rows = statement.raw_query();
    while let Some(found) = rows.next()? {
        if !row(found) {
            break;
        }
    }
    Ok(())
}

/// Runs a statement that answers no rows.
pub(crate) fn exec(connection: &Connection, sql: &str, args: &[Value<'_>]) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, args, sql)?;
    Ok(statement.raw_execute()? as u64)
}

/// Runs one prepared statement for each set of arguments.
pub(crate) fn exec_many<'v, A: AsRef<[Value<'v>]>>(
    connection: &Connection,
    sql: &str,
    sets: impl Iterator<Item = A>,
) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut changed = 0;
    for args in sets {
        bind(&mut statement, args.as_ref(), sql)?;
        changed += statement.raw_execute()? as u64;
    }
    Ok(changed)
}

/// Binds by the number written in each marker, because SQLite numbers `$n` by first appearance.
fn bind(statement: &mut CachedStatement<'_>, args: &[Value<'_>], sql: &str) -> Result<(), StoreError> {
    let mut highest = 0;
    for index in 1..=statement.parameter_count() {
        let number: usize = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| StoreError::other(format!("a marker is not $1 … $n in: {sql}")))?;
        highest = highest.max(number);
        let value =
            number.checked_sub(1).and_then(|at| args.get(at)).ok_or_else(|| wrong_count(args, sql))?;
        if let Value::Text(Some(text)) = value
            && text.contains('\0')
        {
            // PostgreSQL cannot keep it, so neither engine does.
            return Err(StoreError::Constraint { detail: "a text holds the character NUL".to_owned() });
        }
        statement.raw_bind_parameter(index, Bound(value))?;
    }
    if highest == args.len() { Ok(()) } else { Err(wrong_count(args, sql)) }
}

fn wrong_count(args: &[Value<'_>], sql: &str) -> StoreError {
    StoreError::other(format!("{} values do not fit the markers of: {sql}", args.len()))
}

/// A value on its way into SQLite, without a copy of ours.
struct Bound<'a>(&'a Value<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Int(Some(number)) => ValueRef::Integer(*number),
            Value::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Value::Int(None) | Value::Text(None) | Value::Bytes(None) => ValueRef::Null,
        }))
    }
}

/// One column of a row.
pub(crate) fn cell<'a>(row: &'a Row<'_>, at: usize) -> Result<Cell<'a>, StoreError> {
    match row.get_ref(at)? {
        ValueRef::Null => Ok(Cell::Null),
        ValueRef::Integer(number) => Ok(Cell::Int(number)),
        ValueRef::Text(text) => std::str::from_utf8(text)
            .map(Cell::Text)
            .map_err(|_| StoreError::corrupt(format!("column {at} holds a text that is not UTF-8"))),
        ValueRef::Blob(bytes) => Ok(Cell::Bytes(bytes)),
        ValueRef::Real(number) => Err(StoreError::corrupt(format!(
            "column {at} holds the fraction {number}; only whole numbers are kept"
        ))),
    }
}
