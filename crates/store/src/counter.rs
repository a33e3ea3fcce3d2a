//! Numbers without gaps: a number is drawn in the transaction that uses it, so a refusal gives it back.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::TenantId;

/// Draws the next number of a tenant's series; a new series starts at 1.
pub async fn draw(tx: &mut Tx, tenant: TenantId, series: &str) -> Result<i64, StoreError> {
    tx.one(
        "INSERT INTO counter (tenant_id, series, next) VALUES ($1, $2, 2)
         ON CONFLICT (tenant_id, series) DO UPDATE SET next = counter.next + 1
         RETURNING next - 1",
        args![tenant, series],
        |row| row.int(0),
    )
    .await
}
