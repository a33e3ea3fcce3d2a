//! What can go wrong between a use case and the disk, each in one clear sentence.
//!
//! Errors are told apart by SQLite's extended code and by SQLSTATE, never by an engine's prose. Names of tables are
//! compared by their beginning, because distributed engines add a shard's number to them.

use domain::{Words, words};
use rusqlite::ffi;
use std::error::Error;
use std::fmt;
use tokio_postgres::error::SqlState;

/// An error of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// More work is queued than the store accepts; nothing was done.
    Busy,
    /// A row with this key exists.
    Unique {
        /// The table, without a shard's number.
        table: String,
        /// The columns of the key as the engine lists them: `tenant_id, series`.
        columns: String,
    },
    /// A row would break a rule of the schema: a reference to nothing, a missing or impossible value.
    Constraint {
        /// What the engine says.
        detail: String,
    },
    /// The row was changed since it was read.
    Stale,
    /// There is no such row.
    NotFound,
    /// The disk is full.
    DiskFull,
    /// The data folder or the database cannot be written.
    ReadOnly,
    /// Another process keeps the database locked.
    Locked,
    /// The database was written by a newer version of the program.
    NewerSchema {
        /// The step the database is at.
        found: i64,
        /// The last step this program knows.
        known: i64,
    },
    /// A schema step that has run is not the one this program holds.
    ChangedStep {
        /// The step's number.
        step: i64,
    },
    /// What is stored cannot be read.
    Corrupt {
        /// Where and what.
        detail: String,
    },
    /// The database cannot be reached or opened.
    Unavailable {
        /// What the engine or the system says.
        detail: String,
    },
    /// The connection broke during the commit: it may or may not have happened.
    UnknownOutcome,
    /// Other work changed the same rows at the same time, again and again.
    Conflict,
    /// A mistake in the program stopped this piece of work; nothing of it was kept.
    Panicked {
        /// What the program said.
        message: String,
    },
    /// Anything else.
    Other {
        /// What the engine says.
        detail: String,
    },
}

impl StoreError {
    pub(crate) fn other(detail: impl Into<String>) -> Self {
        Self::Other { detail: detail.into() }
    }

    /// What is stored cannot be read, and where.
    pub fn corrupt(detail: impl Into<String>) -> Self {
        Self::Corrupt { detail: detail.into() }
    }

    pub(crate) fn unavailable(detail: impl Into<String>) -> Self {
        Self::Unavailable { detail: detail.into() }
    }

    /// Whether it says that a key of `table` is taken.
    pub fn is_unique_in(&self, table: &str) -> bool {
        matches!(self, Self::Unique { table: found, .. } if found == table)
    }

    /// The sentence for people.
    pub fn words(&self) -> Words {
        match self {
            Self::Busy => Words::fixed(
                "系统正忙，这一步没有执行。请稍后再试。",
                "The system is busy and did not do this. Try again in a moment.",
            ),
            Self::Unique { table, columns } => words!(
                "表 {table} 中已有相同的记录（{columns}）。请核对后再提交。",
                "Table {table} already has a row with the same {columns}. Check the values and submit again."
            ),
            Self::Constraint { detail } => words!(
                "数据不符合数据库的约束：{detail}。什么也没有保存；请把这句话告诉管理员。",
                "The data breaks a rule of the database: {detail}. Nothing was saved; pass this sentence on to the administrator."
            ),
            Self::Stale => Words::fixed(
                "这条记录已被他人修改。请刷新页面，核对后再提交。",
                "Somebody else changed this record meanwhile. Reload the page, check it and submit again.",
            ),
            Self::NotFound => Words::fixed(
                "找不到这条记录。请核对编号，或返回列表查找。",
                "There is no such record. Check the number, or look for it in the list.",
            ),
            Self::DiskFull => Words::fixed(
                "磁盘已满，什么也没有保存。请清理数据所在的磁盘后再试。",
                "The disk is full and nothing was saved. Free some space on the data disk and try again.",
            ),
            Self::ReadOnly => Words::fixed(
                "数据文件夹不可写。请检查文件夹的权限，或换一个文件夹。",
                "The data folder cannot be written. Check its permissions, or choose another folder.",
            ),
            Self::Locked => Words::fixed(
                "数据库被另一个程序占用。请关闭那个程序后再试。",
                "Another program keeps the database locked. Stop that program and try again.",
            ),
            Self::NewerSchema { found, known } => words!(
                "数据库由更新的版本写成（第 {found} 步，本程序只到第 {known} 步）。请升级本程序。",
                "The database was written by a newer version (step {found}; this program knows {known}). Upgrade this program."
            ),
            Self::ChangedStep { step } => words!(
                "数据库结构的第 {step} 步与本程序所带的不一致。请使用写成该数据库的程序版本。",
                "Step {step} of the database's schema differs from the one in this program. Use the version that wrote the database."
            ),
            Self::Corrupt { detail } => words!(
                "存储的数据无法读取：{detail}。请用 makegood check 检查，必要时恢复备份。",
                "Stored data cannot be read: {detail}. Run makegood check, and restore a backup if need be."
            ),
            Self::Unavailable { detail } => words!(
                "数据库无法使用：{detail}。请检查数据库的位置和状态后再试。",
                "The database cannot be used: {detail}. Check where it is and whether it runs, then try again."
            ),
            Self::UnknownOutcome => Words::fixed(
                "保存时与数据库失去联系，不能确定是否已保存。请先查看记录，再决定是否重试。",
                "The database was lost while saving, so it is not known whether this was saved. Look at the record before you try again.",
            ),
            Self::Conflict => Words::fixed(
                "同一记录正被多人同时修改，这一步没有执行。请再试一次。",
                "Several people are changing the same record, so this was not done. Try once more.",
            ),
            Self::Panicked { message } => words!(
                "程序内部出错：{message}。什么也没有保存；请把这句话告诉管理员。",
                "The program made a mistake: {message}. Nothing was saved; pass this sentence on to the administrator."
            ),
            Self::Other { detail } => words!(
                "数据库报错：{detail}。什么也没有保存；请把这句话告诉管理员。",
                "The database reports: {detail}. Nothing was saved; pass this sentence on to the administrator."
            ),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().en)
    }
}

impl Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let failure = match &error {
            rusqlite::Error::SqliteFailure(failure, _) => *failure,
            rusqlite::Error::SqlInputError { error, .. } => *error,
            _ => return Self::other(error.to_string()),
        };
        let detail = match &error {
            rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
            _ => error.to_string(),
        };
        match (failure.extended_code & 0xff, failure.extended_code) {
            (
                _,
                ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID,
            ) => unique_from_sqlite(&detail),
            (ffi::SQLITE_CONSTRAINT, _) => Self::Constraint { detail },
            (ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED, _) => Self::Locked,
            (ffi::SQLITE_FULL, _) => Self::DiskFull,
            (ffi::SQLITE_READONLY | ffi::SQLITE_PERM, _) => Self::ReadOnly,
            (ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB, _) => Self::Corrupt { detail },
            (ffi::SQLITE_CANTOPEN | ffi::SQLITE_IOERR | ffi::SQLITE_NOMEM, _) => Self::Unavailable { detail },
            _ => Self::Other { detail },
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(refusal) = error.as_db_error() else {
            let detail = innermost(&error);
            let lost = error.is_closed() || error.source().is_some_and(<dyn Error>::is::<std::io::Error>);
            return if lost { Self::Unavailable { detail } } else { Self::Other { detail } };
        };
        let detail = refusal.message().to_owned();
        let code = refusal.code();
        let class = code.code().get(..2).unwrap_or_default();
        match class {
            "08" | "57" if *code != SqlState::QUERY_CANCELED => Self::Unavailable { detail },
            "40" => Self::Conflict,
            "XX" if matches!(*code, SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED) => {
                Self::Corrupt { detail }
            }
            _ => match *code {
                SqlState::UNIQUE_VIOLATION => Self::Unique {
                    table: without_shard(refusal.table().unwrap_or_default()).to_owned(),
                    columns: key_columns(refusal.detail().unwrap_or_default()).to_owned(),
                },
                _ if matches!(class, "22" | "23") => Self::Constraint { detail },
                SqlState::DISK_FULL => Self::DiskFull,
                SqlState::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly,
                SqlState::LOCK_NOT_AVAILABLE => Self::Locked,
                SqlState::TOO_MANY_CONNECTIONS | SqlState::QUERY_CANCELED => Self::Unavailable { detail },
                _ => Self::Other { detail },
            },
        }
    }
}

/// The cause at the bottom of an error's chain: the part that tells a person something.
fn innermost(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// Reads `UNIQUE constraint failed: counter.tenant_id, counter.series`.
fn unique_from_sqlite(message: &str) -> StoreError {
    let named = message.rsplit(": ").next().unwrap_or_default();
    let table = named.split('.').next().unwrap_or_default();
    let columns: Vec<&str> =
        named.split(", ").map(|column| column.split_once('.').map_or(column, |(_, name)| name)).collect();
    StoreError::Unique { table: table.to_owned(), columns: columns.join(", ") }
}

/// Reads the columns in `Key (tenant_id, series)=(1, order) already exists.`, in whatever language it is said.
fn key_columns(detail: &str) -> &str {
    detail.split_once('(').and_then(|(_, rest)| rest.split_once(")=")).map_or("", |(columns, _)| columns)
}

/// `counter_102041` is shard 102041 of `counter`, and `counter_p3` a partition of it.
fn without_shard(table: &str) -> &str {
    match table.rsplit_once('_') {
        Some((name, shard)) if shard.len() >= 6 && shard.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => table,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqlite(extended_code: i32, message: &str) -> StoreError {
        rusqlite::Error::SqliteFailure(ffi::Error::new(extended_code), Some(message.to_owned())).into()
    }

    #[test]
    fn sqlite_codes_are_told_apart() {
        assert_eq!(
            sqlite(
                ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
                "UNIQUE constraint failed: counter.tenant_id, counter.series"
            ),
            StoreError::Unique { table: "counter".into(), columns: "tenant_id, series".into() }
        );
        assert_eq!(sqlite(ffi::SQLITE_BUSY_SNAPSHOT, "locked"), StoreError::Locked);
        assert_eq!(sqlite(ffi::SQLITE_FULL, "full"), StoreError::DiskFull);
        assert_eq!(sqlite(ffi::SQLITE_READONLY_DIRECTORY, "ro"), StoreError::ReadOnly);
        assert_eq!(sqlite(ffi::SQLITE_NOTADB, "what").words().en, StoreError::corrupt("what").words().en);
    }

    #[test]
    fn shards_and_details_are_read_by_shape() {
        assert_eq!(without_shard("work_order_102041"), "work_order");
        assert_eq!(without_shard("work_order"), "work_order");
        assert_eq!(key_columns("键(tenant_id, series)=(1, a(b)=) 已经存在"), "tenant_id, series");
        assert_eq!(key_columns(""), "");
    }

    #[test]
    fn an_error_reads_as_its_english_sentence() {
        let error = StoreError::NewerSchema { found: 9, known: 4 };
        assert_eq!(error.to_string(), error.words().en);
        assert!(error.words().zh.contains("第 9 步"));
    }
}
