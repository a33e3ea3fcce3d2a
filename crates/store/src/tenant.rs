//! The principals whose data is kept here.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::TenantId;
use jiff::Timestamp;

/// A principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id, which leads every key of its data.
    pub tenant_id: TenantId,
    /// A short word for addresses and files.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Adds a tenant; a code that is taken is refused as [`StoreError::Unique`].
pub async fn add(tx: &mut Tx, tenant: &Tenant, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO tenant (tenant_id, code, name, created_at) VALUES ($1, $2, $3, $4)",
        args![tenant.tenant_id, &tenant.code, &tenant.name, now],
    )
    .await
    .map(drop)
}

/// The tenants after `after` by id, at most `limit`.
pub async fn list(tx: &mut Tx, after: TenantId, limit: i64) -> Result<Vec<Tenant>, StoreError> {
    tx.all(
        "SELECT tenant_id, code, name FROM tenant WHERE tenant_id > $1 ORDER BY tenant_id LIMIT $2",
        args![after, limit],
        |row| Ok(Tenant { tenant_id: row.get(0)?, code: row.get(1)?, name: row.get(2)? }),
    )
    .await
}

/// Makes sure a tenant exists, under its id as code until it is named.
pub async fn ensure(tx: &mut Tx, tenant: TenantId, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO tenant (tenant_id, code, name, created_at) VALUES ($1, $2, $2, $3)
         ON CONFLICT (tenant_id) DO NOTHING",
        args![tenant, tenant.0.to_string(), now],
    )
    .await
    .map(drop)
}
