//! The queue of callbacks, oldest first: first callbacks for providers (A2.9), second ones for auditors (A2.11).

use super::page::{Listed, Order, Page, Plan, fetch, order};
use super::{part_of, provider_of};
use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use domain::Month;
use domain::callback::CallbackKind;
use domain::ids::{CallbackId, CustomerId, OrderId, ProviderId, StatementId, TenantId};
use domain::people::Scope;
use serde::Deserialize;
use serde::de::IgnoredAny;

const OLDEST: Order = order!("callbacks" callback callback_id up);

/// Every stage of a callback.
const STAGES: [&str; 3] = ["due", "done", "given_up"];

/// What a list of callbacks is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallbackFilter {
    /// Of this kind.
    pub kind: Option<CallbackKind>,
    /// In the stage with this code.
    pub stage: Option<String>,
    /// About the orders of this provider.
    pub provider: Option<ProviderId>,
    /// About orders completed in this month.
    pub month: Option<Month>,
    /// For the check of this statement.
    pub statement: Option<StatementId>,
}

/// A callback in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackRow {
    /// Its identifier.
    pub callback_id: CallbackId,
    /// Its kind, by code.
    pub kind: String,
    /// Its stage, by code.
    pub stage: String,
    /// The order it asks about.
    pub order_id: OrderId,
    /// The order's number.
    pub order_number: String,
    /// The order's provider.
    pub provider_id: ProviderId,
    /// The provider's name.
    pub provider_name: String,
    /// The month of the order's completion.
    pub month: String,
    /// The statement it checks.
    pub statement_id: Option<StatementId>,
    /// The customer to ask.
    pub customer_id: CustomerId,
    /// The customer's name, to be masked.
    pub customer_name: String,
    /// The customer's phone, to be masked.
    pub customer_phone: String,
    /// How often the customer was tried in vain.
    pub attempts: usize,
}

/// The callbacks within a scope that pass a filter.
pub async fn callbacks(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &CallbackFilter,
    page: &Page,
) -> Result<Listed<CallbackRow>, StoreError> {
    let Ok(provider) = provider_of(scope, filter.provider) else {
        return Ok(Listed::EMPTY);
    };
    let filter = CallbackFilter { provider, ..filter.clone() };
    let (keys, next) = plan(filter).keys(tx, tenant, page).await?;
    let sql = "SELECT b.callback_id, b.kind, b.stage, b.order_id, o.number, b.provider_id, p.name, b.month,
             b.statement_id, o.customer_id, c.name, c.phone, b.body
         FROM callback b
         LEFT JOIN service_order o ON o.tenant_id = ? AND o.order_id = b.order_id
         LEFT JOIN customer c ON c.tenant_id = ? AND c.customer_id = o.customer_id
         LEFT JOIN provider p ON p.tenant_id = ? AND p.provider_id = b.provider_id
         WHERE b.tenant_id = ?";
    let rows =
        fetch(tx, sql, " AND b.callback_id IN (", args![tenant, tenant, tenant, tenant], &keys, row).await?;
    Ok(Listed { rows, next })
}

#[derive(Deserialize)]
struct Tries {
    attempts: Vec<IgnoredAny>,
}

fn row(row: &Row<'_>) -> Result<CallbackRow, StoreError> {
    Ok(CallbackRow {
        callback_id: row.get(0)?,
        kind: row.get(1)?,
        stage: row.get(2)?,
        order_id: row.get(3)?,
        order_number: row.get(4)?,
        provider_id: row.get(5)?,
        provider_name: row.get(6)?,
        month: row.get(7)?,
        statement_id: row.get(8)?,
        customer_id: row.get(9)?,
        customer_name: row.get(10)?,
        customer_phone: row.get(11)?,
        attempts: part_of::<Tries>(row, 12)?.attempts.len(),
    })
}

/// By statement, by provider (and month), or by kind and stage; the rest is checked row by row.
pub(super) fn plan(mut filter: CallbackFilter) -> Plan {
    let mut plan = Plan::new(OLDEST);
    if let Some(statement) = filter.statement.take() {
        plan.bounds.and(" AND statement_id IS NOT NULL AND statement_id = ?", args![statement]);
    } else {
        if let Some(provider) = filter.provider.take() {
            plan.bounds
                .and(" AND provider_id = ?", args![provider])
                .and_if(" AND month = ?", filter.month.take().map(|month| month.to_string()));
        }
        match filter.kind.take() {
            Some(kind) => plan.each(" AND kind = ?", [kind.code()]),
            None => plan.each(" AND kind = ?", [CallbackKind::First.code(), CallbackKind::Second.code()]),
        }
        match filter.stage.take() {
            Some(stage) => plan.each(" AND stage = ?", [stage]),
            None => plan.each(" AND stage = ?", STAGES),
        }
    }
    plan.checks
        .and_if(" AND kind = ?", filter.kind.map(CallbackKind::code))
        .and_if(" AND stage = ?", filter.stage)
        .and_if(" AND provider_id = ?", filter.provider)
        .and_if(" AND month = ?", filter.month.map(|month| month.to_string()));
    plan
}
