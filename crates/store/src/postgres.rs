//! PostgreSQL behind the verbs of a transaction: one session with its prepared statements.

use crate::db::{Cell, Value};
use crate::error::StoreError;
use std::collections::HashMap;
use std::error::Error;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, Row, Statement};

/// How long to wait for a connection, and for the answer to a commit.
const PATIENCE: Duration = Duration::from_secs(30);
/// Prepared statements kept per session; past this the cache starts anew.
const STATEMENTS_KEPT: usize = 1024;
/// How many statements of a batch are on their way at once.
const BATCH: usize = 256;
/// What every session is set to: the server ends what hangs, and answers do not depend on the server's own settings.
const SETTINGS: &str = "-c statement_timeout=60s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s \
                        -c client_min_messages=warning -c timezone=UTC -c synchronous_commit=on";

/// One connection and its prepared statements.
pub(crate) struct Session {
    client: Client,
    statements: HashMap<Box<str>, Statement>,
    /// Whether the server warned since the last commit began: a commit that was only cancelled while it waited for its
    /// copies is answered with a warning, not an error.
    warned: Arc<AtomicBool>,
}

/// Reads and checks the address of a server: `postgresql://user@host/database`.
pub(crate) fn config(url: &str) -> Result<Config, StoreError> {
    let mut config: Config = url
        .parse()
        .map_err(|error| StoreError::unavailable(format!("the PostgreSQL address is wrong: {error}")))?;
    config.application_name("makegood").options(SETTINGS).connect_timeout(PATIENCE);
    Ok(config)
}

impl Session {
    /// Connects; the connection's own work runs on the current runtime.
    pub(crate) async fn connect(config: &Config) -> Result<Self, StoreError> {
        let connecting = tokio::time::timeout(PATIENCE, config.connect(NoTls)).await;
        let (client, mut connection) =
            connecting.map_err(|_| StoreError::unavailable("no answer from the PostgreSQL server"))??;
        let warned = Arc::new(AtomicBool::new(false));
        let warning = Arc::clone(&warned);
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notice(notice) = message {
                    tracing::warn!(code = notice.code().code(), "PostgreSQL: {}", notice.message());
                    warning.store(true, Ordering::Release);
                }
            }
        });
        Ok(Self { client, statements: HashMap::new(), warned })
    }

    /// Refuses a database whose texts sort otherwise than by bytes, because SQLite's do.
    pub(crate) async fn check_collation(&self) -> Result<(), StoreError> {
        let row = self
            .client
            .query_one(
                "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()",
                &[],
            )
            .await?;
        let (collation, encoding): (&str, &str) = (row.get(0), row.get(1));
        if matches!(collation, "C" | "POSIX" | "C.UTF-8" | "C.utf8") && encoding == "UTF8" {
            return Ok(());
        }
        Err(StoreError::unavailable(format!(
            "the database has collation {collation} and encoding {encoding}; create it with LC_COLLATE 'C' and UTF8"
        )))
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    pub(crate) async fn query(&mut self, sql: &str, args: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepared(sql, args).await?;
        let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|it| it as &(dyn ToSql + Sync)).collect();
        Ok(self.client.query(&statement, &args).await?)
    }

    pub(crate) async fn exec(&mut self, sql: &str, args: &[Value<'_>]) -> Result<u64, StoreError> {
        let statement = self.prepared(sql, args).await?;
        Ok(self.client.execute_raw(&statement, args).await?)
    }

    /// Sends up to [`BATCH`] statements before it waits for the first answer.
    pub(crate) async fn exec_many<'v, A: AsRef<[Value<'v>]>>(
        &mut self,
        sql: &str,
        mut sets: impl Iterator<Item = A>,
    ) -> Result<u64, StoreError> {
        let mut changed = 0;
        loop {
            let batch: Vec<A> = sets.by_ref().take(BATCH).collect();
            let Some(first) = batch.first() else {
                return Ok(changed);
            };
            let statement = self.prepared(sql, first.as_ref()).await?;
            let sent = batch.iter().map(|args| self.client.execute_raw(&statement, args.as_ref())).collect();
            changed += sum_of_all(sent).await?;
        }
    }

    pub(crate) async fn run_text(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(self.client.batch_execute(sql).await?)
    }

    /// Commits. No answer, a broken connection or a warning leave the outcome unknown; the session must then be given up.
    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        self.warned.store(false, Ordering::Release);
        let answer = tokio::time::timeout(PATIENCE, self.client.batch_execute("COMMIT")).await;
        match answer.map(|answer| answer.map_err(StoreError::from)) {
            Ok(Ok(())) if self.warned.load(Ordering::Acquire) => Err(StoreError::UnknownOutcome),
            Ok(Ok(())) => Ok(()),
            Err(_) | Ok(Err(StoreError::Unavailable { .. })) => Err(StoreError::UnknownOutcome),
            Ok(Err(error)) => Err(error),
        }
    }

    /// The statement, prepared once; the types of its markers come from the values, so that `$1 IS NULL` works as it does
    /// on SQLite.
    async fn prepared(&mut self, sql: &str, args: &[Value<'_>]) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            let fits = statement.params().len() == args.len();
            return if fits { Ok(statement.clone()) } else { Err(wrong_count(args, sql)) };
        }
        if highest_marker(sql) != args.len() {
            return Err(wrong_count(args, sql));
        }
        let types: Vec<Type> = args.iter().map(type_of).collect();
        let statement = self.client.prepare_typed(sql, &types).await?;
        if self.statements.len() == STATEMENTS_KEPT {
            self.statements.clear();
        }
        self.statements.insert(sql.into(), statement.clone());
        Ok(statement)
    }
}

fn wrong_count(args: &[Value<'_>], sql: &str) -> StoreError {
    StoreError::other(format!("{} values do not fit the markers of: {sql}", args.len()))
}

/// The highest `$n` of a statement.
fn highest_marker(sql: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let markers = sql.split('$').skip(1).filter_map(|rest| rest[..digits(rest)].parse().ok());
    markers.max().unwrap_or(0)
}

const fn type_of(value: &Value<'_>) -> Type {
    match value {
        Value::Int(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
    }
}

/// Drives all of them at once and adds up what they answer; the first error counts, after every answer has come.
async fn sum_of_all<F: Future<Output = Result<u64, tokio_postgres::Error>>>(
    sent: Vec<F>,
) -> Result<u64, tokio_postgres::Error> {
    let mut waiting: Vec<Pin<Box<F>>> = sent.into_iter().map(Box::pin).collect();
    let mut sum = Ok(0);
    poll_fn(|context| {
        waiting.retain_mut(|future| match future.as_mut().poll(context) {
            Poll::Pending => true,
            Poll::Ready(Ok(changed)) => {
                sum = std::mem::replace(&mut sum, Ok(0)).map(|so_far| so_far + changed);
                false
            }
            Poll::Ready(Err(error)) => {
                if sum.is_ok() {
                    sum = Err(error);
                }
                false
            }
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    sum
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        if type_of(self) != *kind {
            return Err(format!("the marker was {kind} at first and is {} now", type_of(self)).into());
        }
        match self {
            Self::Int(number) => number.to_sql(kind, out),
            Self::Text(text) => text.as_deref().to_sql(kind, out),
            Self::Bytes(bytes) => bytes.as_deref().to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Binary
    }

    to_sql_checked!();
}

/// One column of a row.
pub(crate) fn cell(row: &Row, at: usize) -> Result<Cell<'_>, StoreError> {
    let column =
        row.columns().get(at).ok_or_else(|| StoreError::other(format!("the answer has no column {at}")))?;
    let cell = match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map(Cell::Int),
        Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(|number| Cell::Int(number.into())),
        Type::INT2 => row.try_get::<_, Option<i16>>(at)?.map(|number| Cell::Int(number.into())),
        Type::BOOL => row.try_get::<_, Option<bool>>(at)?.map(|flag| Cell::Int(flag.into())),
        Type::TEXT | Type::VARCHAR | Type::NAME => row.try_get::<_, Option<&str>>(at)?.map(Cell::Text),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(at)?.map(Cell::Bytes),
        ref other => {
            let name = column.name();
            return Err(StoreError::other(format!(
                "column {name} is of type {other}; CAST it AS BIGINT or choose a text"
            )));
        }
    };
    Ok(cell.unwrap_or(Cell::Null))
}
