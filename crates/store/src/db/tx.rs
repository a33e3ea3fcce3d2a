//! A transaction: the verbs a use case runs SQL with, the same on both engines.
//!
//! SQL texts are fixed and write their markers as `$1 … $n`. When the engine refuses a statement, the transaction takes
//! no further ones and cannot commit: PostgreSQL works that way, so SQLite is made to. A statement that may meet
//! an existing row says `ON CONFLICT` instead of trying and catching.

use super::row::{Row, Source};
use super::value::Value;
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::{postgres, sqlite};

/// The most rows [`Tx::all`] collects; longer answers are read with [`Tx::each`] or in pages.
const ROWS_AT_MOST: usize = 250_000;

/// One transaction on one connection.
pub struct Tx {
    connection: Connection,
    failure: Option<StoreError>,
}

/// The engine's own connection.
pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Session),
}

impl Tx {
    pub(crate) const fn on(connection: Connection) -> Self {
        Self { connection, failure: None }
    }

    /// Which engine it runs on; only the dialect file asks.
    pub const fn dialect(&self) -> Dialect {
        match self.connection {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Reads exactly one row; none is [`StoreError::NotFound`].
    pub async fn one<T>(
        &mut self,
        sql: &'static str,
        args: impl AsRef<[Value<'_>]>,
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.maybe(sql, args, read).await?.ok_or(StoreError::NotFound)
    }

    /// Reads one row or none; two rows are an error, because the statement promised one.
    pub async fn maybe<T>(
        &mut self,
        sql: &'static str,
        args: impl AsRef<[Value<'_>]>,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut found = None;
        self.run(sql, args.as_ref(), &mut |row| {
            if found.is_some() {
                return Err(StoreError::other(format!("more than one row answers: {sql}")));
            }
            found = Some(read(row)?);
            Ok(())
        })
        .await?;
        Ok(found)
    }

    /// Reads every row into a list; the statement says the limit.
    pub async fn all<T>(
        &mut self,
        sql: &'static str,
        args: impl AsRef<[Value<'_>]>,
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.rows(sql, args.as_ref(), read).await
    }

    /// Hands over row by row without collecting them: exports, replays, checks.
    pub async fn each(
        &mut self,
        sql: &'static str,
        args: impl AsRef<[Value<'_>]>,
        mut read: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.run(sql, args.as_ref(), &mut read).await
    }

    /// Changes rows and says how many.
    pub async fn exec(
        &mut self,
        sql: &'static str,
        args: impl AsRef<[Value<'_>]>,
    ) -> Result<u64, StoreError> {
        self.change(sql, args.as_ref()).await
    }

    /// Changes exactly one row, named by key *and version*; when that row is no longer there as it was read, the answer is
    /// [`StoreError::Stale`].
    pub async fn exec_one(
        &mut self,
        sql: &'static str,
        args: impl AsRef<[Value<'_>]>,
    ) -> Result<(), StoreError> {
        match self.change(sql, args.as_ref()).await? {
            1 => Ok(()),
            0 => Err(StoreError::Stale),
            many => Err(StoreError::other(format!("{many} rows instead of one changed by: {sql}"))),
        }
    }

    /// Runs one statement with many sets of arguments, prepared once and, on PostgreSQL, sent without waiting for each
    /// answer; says how many rows changed in all.
    pub async fn exec_many<'v, A: AsRef<[Value<'v>]>>(
        &mut self,
        sql: &'static str,
        sets: impl IntoIterator<Item = A>,
    ) -> Result<u64, StoreError> {
        self.usable()?;
        let sets = sets.into_iter();
        let changed = match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::exec_many(connection, sql, sets),
            Connection::Postgres(session) => session.exec_many(sql, sets).await,
        };
        self.remember(changed)
    }

    pub(super) async fn rows<T>(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        self.run(sql, args, &mut |row| {
            if rows.len() == ROWS_AT_MOST {
                return Err(StoreError::other(format!("more than {ROWS_AT_MOST} rows answer: {sql}")));
            }
            rows.push(read(row)?);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    async fn change(&mut self, sql: &str, args: &[Value<'_>]) -> Result<u64, StoreError> {
        self.usable()?;
        let changed = match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::exec(connection, sql, args),
            Connection::Postgres(session) => session.exec(sql, args).await,
        };
        self.remember(changed)
    }

    /// Runs a statement and reads its rows. What the reader itself refuses is not the engine's failure, so only the
    /// engine's errors end the transaction.
    async fn run(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.usable()?;
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let mut refused = None;
                let ran = sqlite::query(connection, sql, args, &mut |row| {
                    refused = read(&Row::new(Source::Sqlite(row))).err();
                    refused.is_none()
                });
                self.remember(ran)?;
                refused.map_or(Ok(()), Err)
            }
            Connection::Postgres(session) => {
                let rows = session.query(sql, args).await;
                let rows = self.remember(rows)?;
                rows.iter().try_for_each(|row| read(&Row::new(Source::Postgres(row))))
            }
        }
    }

    /// Runs a text without markers, prepared only for this once: schema steps and engine settings.
    pub(crate) async fn run_text(&mut self, sql: &str) -> Result<(), StoreError> {
        match &mut self.connection {
            Connection::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Connection::Postgres(session) => session.run_text(sql).await,
        }
    }

    /// Runs one of the lane's own statements, those that begin and end transactions; they work after a failure too.
    pub(crate) async fn control(&mut self, sql: &'static str) -> Result<(), StoreError> {
        match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::exec(connection, sql, &[]).map(drop),
            Connection::Postgres(session) => session.run_text(sql).await,
        }
    }

    /// Makes everything since the beginning durable.
    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::exec(connection, "COMMIT", &[]).map(drop),
            Connection::Postgres(session) => session.commit().await,
        }
    }

    /// Whether the connection can still be used.
    pub(crate) fn is_connected(&self) -> bool {
        match &self.connection {
            Connection::Sqlite(_) => true,
            Connection::Postgres(session) => !session.is_closed(),
        }
    }

    /// Whether SQLite still has the transaction open: a full or broken disk makes it undo the whole of it.
    pub(crate) fn is_open(&self) -> bool {
        match &self.connection {
            Connection::Sqlite(connection) => !connection.is_autocommit(),
            Connection::Postgres(_) => true,
        }
    }

    fn usable(&self) -> Result<(), StoreError> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn remember<T>(&mut self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &result {
            self.failure.get_or_insert_with(|| error.clone());
        }
        result
    }

    /// The first failure of the transaction, after which it is fit for another one.
    pub(crate) const fn take_failure(&mut self) -> Option<StoreError> {
        self.failure.take()
    }
}
