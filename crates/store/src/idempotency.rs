//! Answers already given: a command from outside carries an id, and sending it again gets the same answer.

use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use domain::ids::TenantId;
use jiff::Timestamp;

/// A command that was done and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoneCommand {
    /// The id the sender gave it.
    pub command_id: String,
    /// The command's name.
    pub command: String,
    /// The hash of what was sent: the same id with other content is a mistake of the sender.
    pub fingerprint: Vec<u8>,
    /// The answer, as it was given.
    pub result: String,
    /// When it was done.
    pub done_at: Timestamp,
}

impl DoneCommand {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            command_id: row.get(0)?,
            command: row.get(1)?,
            fingerprint: row.get(2)?,
            result: row.get(3)?,
            done_at: row.get(4)?,
        })
    }
}

/// The command with this id, if it was done before.
pub async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    command_id: &str,
) -> Result<Option<DoneCommand>, StoreError> {
    tx.maybe(
        "SELECT command_id, command, fingerprint, result, done_at
         FROM idempotency WHERE tenant_id = $1 AND command_id = $2",
        args![tenant, command_id],
        DoneCommand::read,
    )
    .await
}

/// Remembers a command in the transaction that did it; a second one with its id is refused as [`StoreError::Unique`].
pub async fn remember(tx: &mut Tx, tenant: TenantId, done: &DoneCommand) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO idempotency (tenant_id, command_id, command, fingerprint, result, done_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![tenant, &done.command_id, &done.command, &done.fingerprint, &done.result, done.done_at],
    )
    .await
    .map(drop)
}

/// Forgets commands done before `before`; says how many.
pub async fn forget(tx: &mut Tx, tenant: TenantId, before: Timestamp) -> Result<u64, StoreError> {
    tx.exec("DELETE FROM idempotency WHERE tenant_id = $1 AND done_at < $2", args![tenant, before]).await
}
