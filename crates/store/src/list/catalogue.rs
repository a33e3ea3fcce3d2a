//! Products, parts, units, and what was sold each month.

use super::page::{Listed, Order, Page, Plan, fetch, order};
use super::{name_in, part_of, prefix_end, provider_of};
use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use domain::catalogue::{PartProfile, ProductProfile};
use domain::coverage::SaleDate;
use domain::ids::{CustomerId, PartId, ProductId, ProviderId, SalesId, TenantId, UnitId};
use domain::people::Scope;
use domain::{Fen, Month};
use serde::Deserialize;

const PRODUCTS: Order = order!("products" product text code, product_id up);
const PARTS: Order = order!("parts" part text code, part_id up);
const UNITS: Order = order!("units" unit text serial, unit_id up);
const UNITS_OF_CUSTOMER: Order = order!("units-customer" unit unit_id up);
const SALES: Order = order!("sales" sales sales_id down);

/// A product in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductRow {
    /// Its identifier.
    pub product_id: ProductId,
    /// What is on record.
    pub profile: ProductProfile,
}

/// A part in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartRow {
    /// Its identifier.
    pub part_id: PartId,
    /// What is on record.
    pub profile: PartProfile,
}

#[derive(Deserialize)]
struct Body<P> {
    profile: P,
}

/// The products, of one product line or all, by code.
pub async fn products(
    tx: &mut Tx,
    tenant: TenantId,
    product_line: Option<&str>,
    page: &Page,
) -> Result<Listed<ProductRow>, StoreError> {
    let plan = product_plan(product_line);
    let (keys, next) = plan.keys(tx, tenant, page).await?;
    let sql = "SELECT product_id, body FROM product WHERE tenant_id = ?";
    let rows = fetch(tx, sql, " AND product_id IN (", args![tenant], &keys, |row| {
        let Body { profile } = part_of(row, 1)?;
        Ok(ProductRow { product_id: row.get(0)?, profile })
    })
    .await?;
    Ok(Listed { rows, next })
}

pub(super) fn product_plan(product_line: Option<&str>) -> Plan {
    let mut plan = Plan::new(PRODUCTS);
    plan.checks.and_if(" AND product_line = ?", product_line.map(str::to_owned));
    plan
}

/// The parts, by code.
pub async fn parts(tx: &mut Tx, tenant: TenantId, page: &Page) -> Result<Listed<PartRow>, StoreError> {
    let (keys, next) = Plan::new(PARTS).keys(tx, tenant, page).await?;
    let sql = "SELECT part_id, body FROM part WHERE tenant_id = ?";
    let rows = fetch(tx, sql, " AND part_id IN (", args![tenant], &keys, |row| {
        let Body { profile } = part_of(row, 1)?;
        Ok(PartRow { part_id: row.get(0)?, profile })
    })
    .await?;
    Ok(Listed { rows, next })
}

/// What a list of units is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitFilter {
    /// Of this product.
    pub product: Option<ProductId>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// Whose serial begins so.
    pub serial: Option<String>,
}

/// A unit in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// Its identifier.
    pub unit_id: UnitId,
    /// Its serial.
    pub serial: String,
    /// The product.
    pub product_id: ProductId,
    /// The product's code.
    pub product_code: String,
    /// The product's name.
    pub product_name: Option<String>,
    /// The customer, when known.
    pub customer_id: Option<CustomerId>,
    /// The customer's name, to be masked.
    pub customer_name: Option<String>,
    /// The customer's phone, to be masked.
    pub customer_phone: Option<String>,
    /// What is known of the day of sale.
    pub sale: SaleDate,
}

#[derive(Deserialize)]
struct UnitSale {
    sale: SaleDate,
}

/// The units that pass a filter, by serial; a customer's in the order they were recorded. Only the centre sees the list.
pub async fn units(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &UnitFilter,
    page: &Page,
) -> Result<Listed<UnitRow>, StoreError> {
    if scope != Scope::All {
        return Ok(Listed::EMPTY);
    }
    let (keys, next) = unit_plan(filter.clone()).keys(tx, tenant, page).await?;
    let sql =
        "SELECT u.unit_id, u.serial, u.product_id, p.code, p.body, u.customer_id, c.name, c.phone, u.body
         FROM unit u
         LEFT JOIN product p ON p.tenant_id = ? AND p.product_id = u.product_id
         LEFT JOIN customer c ON c.tenant_id = ? AND c.customer_id = u.customer_id
         WHERE u.tenant_id = ?";
    let rows = fetch(tx, sql, " AND u.unit_id IN (", args![tenant, tenant, tenant], &keys, unit_row).await?;
    Ok(Listed { rows, next })
}

fn unit_row(row: &Row<'_>) -> Result<UnitRow, StoreError> {
    Ok(UnitRow {
        unit_id: row.get(0)?,
        serial: row.get(1)?,
        product_id: row.get(2)?,
        product_code: row.get(3)?,
        product_name: name_in(row, 4)?,
        customer_id: row.get(5)?,
        customer_name: row.get(6)?,
        customer_phone: row.get(7)?,
        sale: part_of::<Body<UnitSale>>(row, 8)?.profile.sale,
    })
}

/// By customer, by product, or all; a serial's beginning is a range of the last two.
pub(super) fn unit_plan(filter: UnitFilter) -> Plan {
    let mut plan = Plan::new(UNITS);
    let serial = filter.serial.filter(|serial| !serial.is_empty());
    let range = serial.map(|serial| {
        let end = prefix_end(&serial);
        args![serial, end]
    });
    if let Some(customer) = filter.customer {
        plan.order = UNITS_OF_CUSTOMER;
        plan.bounds.and(" AND customer_id = ?", args![customer]);
        plan.checks.and_if(" AND product_id = ?", filter.product);
        if let Some(range) = range {
            plan.checks.and(" AND serial >= ? AND serial < ?", range);
        }
    } else {
        plan.bounds.and_if(" AND product_id = ?", filter.product);
        if let Some(range) = range {
            plan.bounds.and(" AND serial >= ? AND serial < ?", range);
        }
    }
    plan
}

/// What a list of monthly sales is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SalesFilter {
    /// Of this provider.
    pub provider: Option<ProviderId>,
    /// Of this month.
    pub month: Option<Month>,
}

/// One month's sales of one provider in one product line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesRow {
    /// Its identifier.
    pub sales_id: SalesId,
    /// The provider.
    pub provider_id: ProviderId,
    /// The provider's name.
    pub provider_name: String,
    /// The month.
    pub month: String,
    /// The product line.
    pub product_line: String,
    /// The amount.
    pub amount_fen: Fen,
}

/// The sales within a scope that pass a filter, newest first.
pub async fn sales(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &SalesFilter,
    page: &Page,
) -> Result<Listed<SalesRow>, StoreError> {
    let Ok(provider) = provider_of(scope, filter.provider) else {
        return Ok(Listed::EMPTY);
    };
    let filter = SalesFilter { provider, month: filter.month };
    let (keys, next) = sales_plan(&filter).keys(tx, tenant, page).await?;
    let sql = "SELECT s.sales_id, s.provider_id, p.name, s.month, s.product_line, s.amount_fen
         FROM sales s LEFT JOIN provider p ON p.tenant_id = ? AND p.provider_id = s.provider_id
         WHERE s.tenant_id = ?";
    let rows = fetch(tx, sql, " AND s.sales_id IN (", args![tenant, tenant], &keys, |row| {
        Ok(SalesRow {
            sales_id: row.get(0)?,
            provider_id: row.get(1)?,
            provider_name: row.get(2)?,
            month: row.get(3)?,
            product_line: row.get(4)?,
            amount_fen: row.get(5)?,
        })
    })
    .await?;
    Ok(Listed { rows, next })
}

pub(super) fn sales_plan(filter: &SalesFilter) -> Plan {
    let mut plan = Plan::new(SALES);
    let month = filter.month.map(|month| month.to_string());
    if filter.provider.is_some() {
        plan.bounds.and_if(" AND provider_id = ?", filter.provider);
        plan.checks.and_if(" AND month = ?", month);
    } else {
        plan.bounds.and_if(" AND month = ?", month);
    }
    plan
}
