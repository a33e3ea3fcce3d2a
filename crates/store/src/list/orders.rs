//! The list of orders: narrowed by what a desk asks for, newest first or soonest due first.
//!
//! The index is chosen by what narrows most; what is left of the filter is checked row by row.

use super::cursor::Key;
use super::page::{Conditions, Listed, Order, Page, Plan, fetch, order};
use super::{due, name_in, prefix_end};
use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use crate::record::catalogue::unit_by_serial;
use domain::Month;
use domain::ids::{CustomerId, OrderId, ProviderId, StatementId, TechnicianId, TenantId, UnitId};
use domain::order::JudgementKind;
use domain::people::Scope;
use jiff::Timestamp;

const NEWEST: Order = order!("orders" service_order order_id down);
const OLDEST: Order = order!("orders-waiting" service_order order_id up);
const REPORTED: Order = order!("orders-reported" service_order int reported_at, order_id down);
const DUE: Order = order!("orders-due" service_order int due_at, order_id up);

/// Every stage of an order.
const STAGES: [&str; 7] =
    ["open", "dispatched", "accepted", "visit_planned", "on_site", "completed", "cancelled"];
/// The stages in which work remains.
const UNFINISHED: [&str; 5] = ["open", "dispatched", "accepted", "visit_planned", "on_site"];

/// Which stages a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stages {
    /// All.
    #[default]
    Any,
    /// Those in which work remains: neither completed nor cancelled.
    Unfinished,
    /// These, by code.
    Of(Vec<String>),
}

impl Stages {
    /// Reads `unfinished`, or stage codes with commas between; what is no stage is left out, an empty text is any.
    pub fn read(text: &str) -> Self {
        match text {
            "" => Self::Any,
            "unfinished" => Self::Unfinished,
            codes => {
                Self::Of(codes.split(',').filter(|code| STAGES.contains(code)).map(str::to_owned).collect())
            }
        }
    }

    fn codes(&self) -> Vec<&'static str> {
        match self {
            Self::Any => STAGES.to_vec(),
            Self::Unfinished => UNFINISHED.to_vec(),
            Self::Of(codes) => {
                STAGES.into_iter().filter(|stage| codes.iter().any(|code| code == stage)).collect()
            }
        }
    }
}

/// In which order orders are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderSort {
    /// The newest first; by the time of the report when the filter names a span of it.
    #[default]
    Newest,
    /// Those whose clock runs, soonest due first.
    Due,
}

/// What a list of orders is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// In which order; a filter by `due_before` is always in the order of due instants.
    pub sort: OrderSort,
    /// In these stages.
    pub stages: Stages,
    /// At this provider.
    pub provider: Option<ProviderId>,
    /// Given to this technician.
    pub technician: Option<TechnicianId>,
    /// For this customer.
    pub customer: Option<CustomerId>,
    /// About this unit.
    pub unit: Option<UnitId>,
    /// In this product line.
    pub product_line: Option<String>,
    /// In the category with this code; `undecided` is one.
    pub category: Option<String>,
    /// In this division: a code, or the beginning of one.
    pub division: Option<String>,
    /// The exact number of an order, or the exact serial of a unit.
    pub text: Option<String>,
    /// Reported at or after.
    pub reported_from: Option<Timestamp>,
    /// Reported before.
    pub reported_to: Option<Timestamp>,
    /// Completed in this month.
    pub month: Option<Month>,
    /// Judged so.
    pub judgement: Option<JudgementKind>,
    /// Unfinished and due before this instant; late ones, when it is the present.
    pub due_before: Option<Timestamp>,
    /// Only those whose work is paused.
    pub paused: bool,
}

/// An order in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// Its identifier.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Its stage, by code.
    pub stage: String,
    /// Its category, by code.
    pub category: String,
    /// Its product line; empty when unknown.
    pub product_line: String,
    /// Where the service takes place; empty when unknown.
    pub division: String,
    /// The provider that has it.
    pub provider_id: Option<ProviderId>,
    /// The provider's name.
    pub provider_name: Option<String>,
    /// The technician that has it.
    pub technician_id: Option<TechnicianId>,
    /// The technician's name.
    pub technician_name: Option<String>,
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
    /// When it is due, while its clock runs.
    pub due_at: Option<Timestamp>,
    /// Why its work is paused, by code.
    pub paused: Option<String>,
    /// The month of its completion.
    pub completed_month: Option<String>,
    /// How it was judged, by code.
    pub judgement: Option<String>,
    /// The statement that claims it.
    pub statement_id: Option<StatementId>,
}

/// The orders within a scope that pass a filter.
pub async fn orders(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &OrderFilter,
    page: &Page,
) -> Result<Listed<OrderRow>, StoreError> {
    let Some(mut filter) = narrowed(scope, filter) else {
        return Ok(Listed::EMPTY);
    };
    let mut number = None;
    if let Some(text) = filter.text.take() {
        let text = text.trim();
        match unit_by_serial(tx, tenant, text).await? {
            Some(unit) if filter.unit.is_none_or(|wanted| wanted == unit.id) => filter.unit = Some(unit.id),
            _ => number = Some(text.to_uppercase()),
        }
    }
    list(tx, tenant, &plan(filter, number), page).await
}

/// The orders that wait for a provider or for its answer, longest waiting first.
pub async fn dispatch(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    page: &Page,
) -> Result<Listed<OrderRow>, StoreError> {
    match dispatch_plan(scope) {
        Some(plan) => list(tx, tenant, &plan, page).await,
        None => Ok(Listed::EMPTY),
    }
}

pub(super) fn dispatch_plan(scope: Scope) -> Option<Plan> {
    let mut plan = Plan::new(OLDEST);
    match scope {
        Scope::All => plan.each(" AND stage = ?", ["open", "dispatched"]),
        Scope::Provider(provider) => {
            plan.bounds.and(" AND provider_id = ?", args![provider]);
            plan.each(" AND stage = ?", ["dispatched"]);
        }
        Scope::Technician(..) => return None,
    }
    Some(plan)
}

/// The filter within a scope; none when nothing can pass.
pub(super) fn narrowed(scope: Scope, filter: &OrderFilter) -> Option<OrderFilter> {
    let mut filter = filter.clone();
    let (provider, technician) = match scope {
        Scope::All => (None, None),
        Scope::Provider(provider) => (Some(provider), None),
        Scope::Technician(provider, technician) => (Some(provider), Some(technician)),
    };
    if let Some(own) = provider
        && filter.provider.replace(own).is_some_and(|wanted| wanted != own)
    {
        return None;
    }
    if let Some(own) = technician
        && filter.technician.replace(own).is_some_and(|wanted| wanted != own)
    {
        return None;
    }
    (!filter.stages.codes().is_empty()).then_some(filter)
}

/// Chooses the index, and takes from the filter what it answers; the rest is checked row by row.
pub(super) fn plan(mut filter: OrderFilter, number: Option<String>) -> Plan {
    let by_due = filter.due_before.is_some() || filter.sort == OrderSort::Due;
    let mut plan = Plan::new(if by_due { DUE } else { NEWEST });
    if let Some(number) = number {
        plan.order = NEWEST;
        plan.bounds.and(" AND number = ?", args![number]);
        plan.checks.and_if(" AND due_at < ?", filter.due_before.take());
    } else if by_due {
        let owned = filter.provider.is_some();
        plan.bounds.and_if(" AND provider_id = ?", filter.provider.take());
        due(&mut plan, owned, filter.due_before.take());
    } else if let Some(unit) = filter.unit.take() {
        plan.bounds.and(" AND unit_id = ?", args![unit]);
    } else if let Some(customer) = filter.customer.take() {
        plan.bounds.and(" AND customer_id = ?", args![customer]);
    } else if filter.judgement.is_some() {
        plan.bounds.and(" AND judgement IS NOT NULL", []);
    } else if filter.paused {
        filter.paused = false;
        plan.bounds.and(" AND paused IS NOT NULL", []);
    } else if let Some(month) = filter.month.take() {
        plan.bounds
            .and_if(" AND provider_id = ?", filter.provider.take())
            .and(" AND completed_month = ?", args![month.to_string()]);
    } else if let Some(technician) = filter.technician.take() {
        plan.bounds.and(" AND technician_id = ?", args![technician]);
        plan.each(" AND stage = ?", std::mem::take(&mut filter.stages).codes());
    } else if let Some(provider) = filter.provider.take() {
        plan.bounds.and(" AND provider_id = ?", args![provider]);
        plan.each(" AND stage = ?", std::mem::take(&mut filter.stages).codes());
    } else if filter.reported_from.is_some() || filter.reported_to.is_some() {
        plan.order = REPORTED;
        plan.bounds
            .and_if(" AND reported_at >= ?", filter.reported_from.take())
            .and_if(" AND reported_at < ?", filter.reported_to.take());
    } else if filter.stages != Stages::Any {
        plan.each(" AND stage = ?", std::mem::take(&mut filter.stages).codes());
    }
    check(&mut plan.checks, filter);
    plan
}

/// Every condition the index does not answer.
fn check(checks: &mut Conditions, filter: OrderFilter) {
    if filter.stages != Stages::Any {
        let codes = filter.stages.codes();
        let last = codes.last().copied().unwrap_or_default();
        let padded = (0..STAGES.len()).map(|at| codes.get(at).copied().unwrap_or(last));
        checks.and(" AND stage IN (?, ?, ?, ?, ?, ?, ?)", padded.flat_map(|code| args![code]));
    }
    checks
        .and_if(" AND provider_id = ?", filter.provider)
        .and_if(" AND technician_id = ?", filter.technician)
        .and_if(" AND customer_id = ?", filter.customer)
        .and_if(" AND unit_id = ?", filter.unit)
        .and_if(" AND product_line = ?", filter.product_line)
        .and_if(" AND category = ?", filter.category)
        .and_if(" AND reported_at >= ?", filter.reported_from)
        .and_if(" AND reported_at < ?", filter.reported_to)
        .and_if(" AND completed_month = ?", filter.month.map(|month| month.to_string()))
        .and_if(" AND judgement = ?", filter.judgement.map(JudgementKind::code));
    if filter.paused {
        checks.and(" AND paused IS NOT NULL", []);
    }
    if let Some(division) = filter.division.filter(|division| !division.is_empty()) {
        let end = prefix_end(&division);
        checks.and(" AND division >= ? AND division < ?", args![division, end]);
    }
}

async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    plan: &Plan,
    page: &Page,
) -> Result<Listed<OrderRow>, StoreError> {
    let (keys, next) = plan.keys(tx, tenant, page).await?;
    let rows = rows(tx, tenant, &keys).await?;
    Ok(Listed { rows, next })
}

async fn rows(tx: &mut Tx, tenant: TenantId, keys: &[Key]) -> Result<Vec<OrderRow>, StoreError> {
    let sql = "SELECT o.order_id, o.number, o.stage, o.category, o.product_line, o.division,
             o.provider_id, p.name, o.technician_id, t.body, o.customer_id, c.name, c.phone, u.serial,
             o.reported_at, o.due_at, o.paused, o.completed_month, o.judgement, o.statement_id
         FROM service_order o
         LEFT JOIN customer c ON c.tenant_id = ? AND c.customer_id = o.customer_id
         LEFT JOIN provider p ON p.tenant_id = ? AND p.provider_id = o.provider_id
         LEFT JOIN technician t ON t.tenant_id = ? AND t.technician_id = o.technician_id
         LEFT JOIN unit u ON u.tenant_id = ? AND u.unit_id = o.unit_id
         WHERE o.tenant_id = ?";
    fetch(tx, sql, " AND o.order_id IN (", args![tenant, tenant, tenant, tenant, tenant], keys, row).await
}

fn row(row: &Row<'_>) -> Result<OrderRow, StoreError> {
    Ok(OrderRow {
        order_id: row.get(0)?,
        number: row.get(1)?,
        stage: row.get(2)?,
        category: row.get(3)?,
        product_line: row.get(4)?,
        division: row.get(5)?,
        provider_id: row.get(6)?,
        provider_name: row.get(7)?,
        technician_id: row.get(8)?,
        technician_name: name_in(row, 9)?,
        customer_id: row.get(10)?,
        customer_name: row.get(11)?,
        customer_phone: row.get(12)?,
        serial: row.get(13)?,
        reported_at: row.get(14)?,
        due_at: row.get(15)?,
        paused: row.get(16)?,
        completed_month: row.get(17)?,
        judgement: row.get(18)?,
        statement_id: row.get(19)?,
    })
}
