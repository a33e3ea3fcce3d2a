//! The outbox: messages written with the change they tell of, sent after it, at least once.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::TenantId;
use domain::outcome::Message;
use jiff::Timestamp;

/// A message that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its identifier; receivers use it to recognise a message sent twice.
    pub message_id: i64,
    /// The message.
    pub message: Message,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was written.
    pub created_at: Timestamp,
}

/// Messages whose next try is due, oldest first, up to a limit.
pub async fn due(
    tx: &mut Tx,
    tenant: TenantId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Waiting>, StoreError> {
    tx.all(
        "SELECT message_id, body, attempts, created_at FROM outbox
         WHERE tenant_id = $1 AND next_try_at <= $2 ORDER BY next_try_at, message_id LIMIT $3",
        args![tenant, now, limit],
        |row| {
            let message = serde_json::from_str(row.str(1)?).map_err(|error| StoreError::Corrupt {
                detail: format!("a message cannot be read: {error}"),
            })?;
            Ok(Waiting { message_id: row.get(0)?, message, attempts: row.get(2)?, created_at: row.get(3)? })
        },
    )
    .await
}

/// A message was delivered.
pub async fn sent(tx: &mut Tx, tenant: TenantId, id: i64, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE outbox SET sent_at = $3, next_try_at = NULL WHERE tenant_id = $1 AND message_id = $2",
        args![tenant, id, now],
    )
    .await
    .map(drop)
}

/// A try failed; the next is at `again`, or never when there is none.
pub async fn failed(
    tx: &mut Tx,
    tenant: TenantId,
    id: i64,
    again: Option<Timestamp>,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE outbox SET attempts = attempts + 1, next_try_at = $3 WHERE tenant_id = $1 AND message_id = $2",
        args![tenant, id, again],
    )
    .await
    .map(drop)
}
