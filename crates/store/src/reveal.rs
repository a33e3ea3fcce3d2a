//! Who looked behind a mask, at whom, for which record.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::{CustomerId, PersonId, TenantId};
use domain::outcome::Subject;
use jiff::Timestamp;

/// One look behind a mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// Its identifier.
    pub reveal_id: i64,
    /// Who looked.
    pub person_id: PersonId,
    /// At whom.
    pub customer_id: CustomerId,
    /// For which record.
    pub subject: Subject,
    /// When.
    pub revealed_at: Timestamp,
}

/// Keeps a look for good.
pub async fn log(tx: &mut Tx, tenant: TenantId, reveal: &Reveal) -> Result<(), StoreError> {
    let sql = "INSERT INTO reveal (tenant_id, reveal_id, person_id, customer_id, subject_kind, subject_id, revealed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = args![
        tenant,
        reveal.reveal_id,
        reveal.person_id,
        reveal.customer_id,
        reveal.subject.kind.code(),
        reveal.subject.id,
        reveal.revealed_at,
    ];
    tx.exec(sql, values).await.map(drop)
}

/// How often somebody looked for a record.
pub async fn count(tx: &mut Tx, tenant: TenantId, subject: Subject) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM reveal WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id = $3";
    tx.one(sql, args![tenant, subject.kind.code(), subject.id], |row| row.int(0)).await
}
