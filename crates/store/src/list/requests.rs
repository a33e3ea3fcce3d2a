//! The register of requests (M2), newest first. Only the service centre sees it.

use super::page::{Listed, Order, Page, Plan, fetch, order};
use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use domain::ids::{CustomerId, RequestId, TenantId};
use domain::people::Scope;
use domain::request::Channel;
use jiff::Timestamp;

const NEWEST: Order = order!("requests" request request_id down);
const REPORTED: Order = order!("requests-reported" request int reported_at, request_id down);

/// What a list of requests is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// In the stage with this code.
    pub stage: Option<String>,
    /// That came in so.
    pub channel: Option<Channel>,
    /// In the category with this code; `undecided` is one.
    pub category: Option<String>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// Reported at or after.
    pub reported_from: Option<Timestamp>,
    /// Reported before.
    pub reported_to: Option<Timestamp>,
}

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// Its identifier.
    pub request_id: RequestId,
    /// Its number.
    pub number: String,
    /// Its stage, by code.
    pub stage: String,
    /// How it came in, by code.
    pub channel: String,
    /// Its category, by code.
    pub category: String,
    /// The customer.
    pub customer_id: CustomerId,
    /// The customer's name, to be masked.
    pub customer_name: String,
    /// The customer's phone, to be masked.
    pub customer_phone: String,
    /// The serial of the unit, when it is on file.
    pub serial: Option<String>,
    /// When it was reported.
    pub reported_at: Timestamp,
}

/// The requests that pass a filter.
pub async fn requests(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &RequestFilter,
    page: &Page,
) -> Result<Listed<RequestRow>, StoreError> {
    if scope != Scope::All {
        return Ok(Listed::EMPTY);
    }
    let (keys, next) = plan(filter.clone()).keys(tx, tenant, page).await?;
    let sql = "SELECT r.request_id, r.number, r.stage, r.channel, r.category, r.customer_id, c.name, c.phone,
             u.serial, r.reported_at
         FROM request r
         LEFT JOIN customer c ON c.tenant_id = ? AND c.customer_id = r.customer_id
         LEFT JOIN unit u ON u.tenant_id = ? AND u.unit_id = r.unit_id
         WHERE r.tenant_id = ?";
    let rows = fetch(tx, sql, " AND r.request_id IN (", args![tenant, tenant, tenant], &keys, row).await?;
    Ok(Listed { rows, next })
}

fn row(row: &Row<'_>) -> Result<RequestRow, StoreError> {
    Ok(RequestRow {
        request_id: row.get(0)?,
        number: row.get(1)?,
        stage: row.get(2)?,
        channel: row.get(3)?,
        category: row.get(4)?,
        customer_id: row.get(5)?,
        customer_name: row.get(6)?,
        customer_phone: row.get(7)?,
        serial: row.get(8)?,
        reported_at: row.get(9)?,
    })
}

/// By customer, by the span of reports, by stage, or all; the rest is checked row by row.
pub(super) fn plan(mut filter: RequestFilter) -> Plan {
    let mut plan = Plan::new(NEWEST);
    if let Some(customer) = filter.customer.take() {
        plan.bounds.and(" AND customer_id = ?", args![customer]);
    } else if filter.reported_from.is_some() || filter.reported_to.is_some() {
        plan.order = REPORTED;
        plan.bounds
            .and_if(" AND reported_at >= ?", filter.reported_from.take())
            .and_if(" AND reported_at < ?", filter.reported_to.take());
    } else if let Some(stage) = filter.stage.take() {
        plan.bounds.and(" AND stage = ?", args![stage]);
    }
    plan.checks
        .and_if(" AND stage = ?", filter.stage)
        .and_if(" AND channel = ?", filter.channel.map(Channel::code))
        .and_if(" AND category = ?", filter.category)
        .and_if(" AND reported_at >= ?", filter.reported_from)
        .and_if(" AND reported_at < ?", filter.reported_to);
    plan
}
