//! How products, parts, units and monthly sales are kept, and how they are found.

use super::{Stored, find_by, list_by};
use crate::args;
use crate::db::{Tx, Value};
use crate::error::StoreError;
use domain::Month;
use domain::catalogue::{MonthlySales, Part, Product, Unit};
use domain::ids::{CustomerId, ProviderId, TenantId};

impl Stored for Product {
    const INSERT: &'static str =
        "INSERT INTO product (tenant_id, product_id, version, body, code, product_line)
         VALUES ($1, $2, $3, $4, $5, $6)";
    const UPDATE: &'static str = "UPDATE product SET version = $3, body = $4, code = $5, product_line = $6
         WHERE tenant_id = $1 AND product_id = $2 AND version = $7";
    const LOAD: &'static str = "SELECT body FROM product WHERE tenant_id = $1 AND product_id = $2";
    const SCAN: &'static str = "SELECT product_id, version, body, code, product_line FROM product
         WHERE tenant_id = $1 AND product_id > $2 ORDER BY product_id LIMIT $3";
    const COLUMNS: usize = 2;

    fn columns(&self) -> Vec<Value<'_>> {
        args![&self.profile.code, &self.profile.product_line,].into()
    }
}

impl Stored for Part {
    const INSERT: &'static str = "INSERT INTO part (tenant_id, part_id, version, body, code)
         VALUES ($1, $2, $3, $4, $5)";
    const UPDATE: &'static str = "UPDATE part SET version = $3, body = $4, code = $5
         WHERE tenant_id = $1 AND part_id = $2 AND version = $6";
    const LOAD: &'static str = "SELECT body FROM part WHERE tenant_id = $1 AND part_id = $2";
    const SCAN: &'static str = "SELECT part_id, version, body, code FROM part
         WHERE tenant_id = $1 AND part_id > $2 ORDER BY part_id LIMIT $3";
    const COLUMNS: usize = 1;

    fn columns(&self) -> Vec<Value<'_>> {
        args![&self.profile.code,].into()
    }
}

impl Stored for Unit {
    const INSERT: &'static str =
        "INSERT INTO unit (tenant_id, unit_id, version, body, serial, product_id, customer_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    const UPDATE: &'static str =
        "UPDATE unit SET version = $3, body = $4, serial = $5, product_id = $6, customer_id = $7
         WHERE tenant_id = $1 AND unit_id = $2 AND version = $8";
    const LOAD: &'static str = "SELECT body FROM unit WHERE tenant_id = $1 AND unit_id = $2";
    const SCAN: &'static str = "SELECT unit_id, version, body, serial, product_id, customer_id FROM unit
         WHERE tenant_id = $1 AND unit_id > $2 ORDER BY unit_id LIMIT $3";
    const COLUMNS: usize = 3;

    fn columns(&self) -> Vec<Value<'_>> {
        args![&self.profile.serial, self.profile.product_id, self.profile.customer_id,].into()
    }
}

impl Stored for MonthlySales {
    const INSERT: &'static str =
        "INSERT INTO sales (tenant_id, sales_id, version, body, provider_id, month, product_line,
         amount_fen)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    const UPDATE: &'static str =
        "UPDATE sales SET version = $3, body = $4, provider_id = $5, month = $6, product_line = $7,
         amount_fen = $8
         WHERE tenant_id = $1 AND sales_id = $2 AND version = $9";
    const LOAD: &'static str = "SELECT body FROM sales WHERE tenant_id = $1 AND sales_id = $2";
    const SCAN: &'static str =
        "SELECT sales_id, version, body, provider_id, month, product_line, amount_fen FROM sales
         WHERE tenant_id = $1 AND sales_id > $2 ORDER BY sales_id LIMIT $3";
    const COLUMNS: usize = 4;

    fn columns(&self) -> Vec<Value<'_>> {
        args![
            self.profile.provider_id,
            self.profile.month.to_string(),
            &self.profile.product_line,
            self.profile.amount_fen,
        ]
        .into()
    }
}

/// The product with this code.
pub async fn product_by_code(
    tx: &mut Tx,
    tenant: TenantId,
    code: &str,
) -> Result<Option<Product>, StoreError> {
    find_by(tx, "SELECT body FROM product WHERE tenant_id = $1 AND code = $2", args![tenant, code]).await
}

/// Products by code, after one, up to a limit.
pub async fn products_after(
    tx: &mut Tx,
    tenant: TenantId,
    code: &str,
    limit: i64,
) -> Result<Vec<Product>, StoreError> {
    let sql = "SELECT body FROM product WHERE tenant_id = $1 AND code > $2 ORDER BY code LIMIT $3";
    list_by(tx, sql, args![tenant, code, limit]).await
}

/// The part with this code.
pub async fn part_by_code(tx: &mut Tx, tenant: TenantId, code: &str) -> Result<Option<Part>, StoreError> {
    find_by(tx, "SELECT body FROM part WHERE tenant_id = $1 AND code = $2", args![tenant, code]).await
}

/// Parts by code, after one, up to a limit.
pub async fn parts_after(
    tx: &mut Tx,
    tenant: TenantId,
    code: &str,
    limit: i64,
) -> Result<Vec<Part>, StoreError> {
    let sql = "SELECT body FROM part WHERE tenant_id = $1 AND code > $2 ORDER BY code LIMIT $3";
    list_by(tx, sql, args![tenant, code, limit]).await
}

/// The unit with this serial.
pub async fn unit_by_serial(tx: &mut Tx, tenant: TenantId, serial: &str) -> Result<Option<Unit>, StoreError> {
    find_by(tx, "SELECT body FROM unit WHERE tenant_id = $1 AND serial = $2", args![tenant, serial]).await
}

/// The units of a customer, newest first, up to a limit.
pub async fn units_of_customer(
    tx: &mut Tx,
    tenant: TenantId,
    customer: CustomerId,
    limit: i64,
) -> Result<Vec<Unit>, StoreError> {
    let sql =
        "SELECT body FROM unit WHERE tenant_id = $1 AND customer_id = $2 ORDER BY unit_id DESC LIMIT $3";
    list_by(tx, sql, args![tenant, customer, limit]).await
}

/// A provider's sales of a month, by product line.
pub async fn sales_of_month(
    tx: &mut Tx,
    tenant: TenantId,
    provider: ProviderId,
    month: Month,
) -> Result<Vec<MonthlySales>, StoreError> {
    let sql = "SELECT body FROM sales WHERE tenant_id = $1 AND provider_id = $2 AND month = $3
         ORDER BY product_line LIMIT 200";
    list_by(tx, sql, args![tenant, provider, month.to_string()]).await
}

/// The record of one product line's sales in a month.
pub async fn sales_record(
    tx: &mut Tx,
    tenant: TenantId,
    provider: ProviderId,
    month: Month,
    product_line: &str,
) -> Result<Option<MonthlySales>, StoreError> {
    let sql = "SELECT body FROM sales
         WHERE tenant_id = $1 AND provider_id = $2 AND month = $3 AND product_line = $4";
    find_by(tx, sql, args![tenant, provider, month.to_string(), product_line]).await
}

/// Which providers have sales of which product lines in a month.
pub async fn sales_of_all(
    tx: &mut Tx,
    tenant: TenantId,
    month: Month,
) -> Result<Vec<(ProviderId, String)>, StoreError> {
    let sql = "SELECT provider_id, product_line FROM sales WHERE tenant_id = $1 AND month = $2
         ORDER BY provider_id, product_line LIMIT 100000";
    tx.all(sql, args![tenant, month.to_string()], |row| Ok((row.get(0)?, row.text(1)?))).await
}
