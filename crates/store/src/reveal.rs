//! Who looked behind a mask, at whom, for which piece of work, and when.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::{CustomerId, PersonId, TenantId};
use domain::outcome::Subject;
use jiff::Timestamp;

/// One look behind a mask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// Its identifier.
    pub reveal_id: i64,
    /// Who looked.
    pub person_id: PersonId,
    /// At whom.
    pub customer_id: CustomerId,
    /// For which piece of work.
    pub subject: Subject,
    /// When.
    pub revealed_at: Timestamp,
}

/// Writes a look down.
pub async fn log(tx: &mut Tx, tenant: TenantId, reveal: &Reveal) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO reveal (tenant_id, reveal_id, person_id, customer_id, subject_kind, subject_id, revealed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            tenant,
            reveal.reveal_id,
            reveal.person_id,
            reveal.customer_id,
            reveal.subject.kind.code(),
            reveal.subject.id,
            reveal.revealed_at,
        ],
    )
    .await
    .map(drop)
}

/// The latest looks for a piece of work, newest first, up to a limit.
pub async fn of_subject(
    tx: &mut Tx,
    tenant: TenantId,
    subject: Subject,
    limit: i64,
) -> Result<Vec<Reveal>, StoreError> {
    tx.all(
        "SELECT reveal_id, person_id, customer_id, revealed_at FROM reveal
         WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY reveal_id DESC LIMIT $4",
        args![tenant, subject.kind.code(), subject.id, limit],
        |row| {
            Ok(Reveal {
                reveal_id: row.get(0)?,
                person_id: row.get(1)?,
                customer_id: row.get(2)?,
                subject,
                revealed_at: row.get(3)?,
            })
        },
    )
    .await
}
