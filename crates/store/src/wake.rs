//! Instants to look again: found when due, forgotten when looked at. A wake lost or doubled does no harm, because
//! whoever handles it decides from the record.

use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use domain::ids::TenantId;
use domain::outcome::{Subject, SubjectKind, Wake};
use jiff::Timestamp;

fn read(row: &Row<'_>) -> Result<Wake, StoreError> {
    let kind = SubjectKind::from_code(row.str(1)?).ok_or_else(|| row.unreadable(1, "a kind of subject"))?;
    Ok(Wake { due_at: row.get(0)?, subject: Subject { kind, id: row.get(2)? } })
}

/// The wakes whose instant has passed, soonest first, up to a limit. At the very instant nothing is late yet, so a wake
/// handled then would be forgotten too early.
pub async fn due(tx: &mut Tx, tenant: TenantId, now: Timestamp, limit: i64) -> Result<Vec<Wake>, StoreError> {
    tx.all(
        "SELECT due_at, subject_kind, subject_id FROM wake WHERE tenant_id = $1 AND due_at < $2
         ORDER BY due_at, subject_kind, subject_id LIMIT $3",
        args![tenant, now, limit],
        read,
    )
    .await
}

/// The next instant anything is to be looked at.
pub async fn next(tx: &mut Tx, tenant: TenantId) -> Result<Option<Timestamp>, StoreError> {
    tx.maybe("SELECT due_at FROM wake WHERE tenant_id = $1 ORDER BY due_at LIMIT 1", args![tenant], |row| {
        row.get(0)
    })
    .await
}

/// A wake was handled.
pub async fn handled(tx: &mut Tx, tenant: TenantId, wake: &Wake) -> Result<(), StoreError> {
    tx.exec(
        "DELETE FROM wake WHERE tenant_id = $1 AND due_at = $2 AND subject_kind = $3 AND subject_id = $4",
        args![tenant, wake.due_at, wake.subject.kind.code(), wake.subject.id],
    )
    .await
    .map(drop)
}
