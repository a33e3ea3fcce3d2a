//! A tenant's settings: a named text each, changed only by who has seen the present one.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::TenantId;
use jiff::Timestamp;

/// A setting and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The text.
    pub value: String,
    /// Rises with each change, from 1.
    pub version: i64,
}

/// The setting of this name, if there is one.
pub async fn find(tx: &mut Tx, tenant: TenantId, name: &str) -> Result<Option<Setting>, StoreError> {
    tx.maybe(
        "SELECT value, version FROM setting WHERE tenant_id = $1 AND name = $2",
        args![tenant, name],
        |row| Ok(Setting { value: row.text(0)?, version: row.int(1)? }),
    )
    .await
}

/// Changes a setting that was read at `version` (0 when there was none); [`StoreError::Stale`] when it has changed since.
pub async fn change(
    tx: &mut Tx,
    tenant: TenantId,
    name: &str,
    value: &str,
    version: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    if version == 0 {
        tx.exec_one(
            "INSERT INTO setting (tenant_id, name, value, version, changed_at) VALUES ($1, $2, $3, 1, $4)
             ON CONFLICT (tenant_id, name) DO NOTHING",
            args![tenant, name, value, now],
        )
        .await
    } else {
        tx.exec_one(
            "UPDATE setting SET value = $3, version = version + 1, changed_at = $5
             WHERE tenant_id = $1 AND name = $2 AND version = $4",
            args![tenant, name, value, version, now],
        )
        .await
    }
}
