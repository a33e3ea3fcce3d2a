//! The list of statements, newest first.

use super::page::{Listed, Order, Page, Plan, fetch, order};
use super::provider_of;
use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use domain::ids::{AgreementId, ProviderId, StatementId, TenantId};
use domain::people::Scope;
use domain::{Fen, Month};

const NEWEST: Order = order!("statements" statement statement_id down);

/// What a list of statements is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementFilter {
    /// In the stage with this code.
    pub stage: Option<String>,
    /// Of this provider.
    pub provider: Option<ProviderId>,
    /// Of this month.
    pub month: Option<Month>,
}

/// A statement in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRow {
    /// Its identifier.
    pub statement_id: StatementId,
    /// Its number.
    pub number: String,
    /// Its stage, by code.
    pub stage: String,
    /// The provider.
    pub provider_id: ProviderId,
    /// The provider's name.
    pub provider_name: String,
    /// The month.
    pub month: String,
    /// The agreement version it is settled by.
    pub agreement_id: AgreementId,
    /// What its lines sum to.
    pub amount_fen: Fen,
}

/// The statements within a scope that pass a filter.
pub async fn statements(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &StatementFilter,
    page: &Page,
) -> Result<Listed<StatementRow>, StoreError> {
    let Ok(provider) = provider_of(scope, filter.provider) else {
        return Ok(Listed::EMPTY);
    };
    let filter = StatementFilter { provider, ..filter.clone() };
    let (keys, next) = plan(filter).keys(tx, tenant, page).await?;
    let sql = "SELECT s.statement_id, s.number, s.stage, s.provider_id, p.name, s.month, s.agreement_id, s.amount_fen
         FROM statement s
         LEFT JOIN provider p ON p.tenant_id = ? AND p.provider_id = s.provider_id
         WHERE s.tenant_id = ?";
    let rows = fetch(tx, sql, " AND s.statement_id IN (", args![tenant, tenant], &keys, row).await?;
    Ok(Listed { rows, next })
}

fn row(row: &Row<'_>) -> Result<StatementRow, StoreError> {
    Ok(StatementRow {
        statement_id: row.get(0)?,
        number: row.get(1)?,
        stage: row.get(2)?,
        provider_id: row.get(3)?,
        provider_name: row.get(4)?,
        month: row.get(5)?,
        agreement_id: row.get(6)?,
        amount_fen: row.get(7)?,
    })
}

/// By provider, by month, by stage, or all; the rest is checked row by row.
pub(super) fn plan(mut filter: StatementFilter) -> Plan {
    let mut plan = Plan::new(NEWEST);
    if let Some(provider) = filter.provider.take() {
        plan.bounds.and(" AND provider_id = ?", args![provider]);
    } else if let Some(month) = filter.month.take() {
        plan.bounds.and(" AND month = ?", args![month.to_string()]);
    } else if let Some(stage) = filter.stage.take() {
        plan.bounds.and(" AND stage = ?", args![stage]);
    }
    plan.checks
        .and_if(" AND month = ?", filter.month.map(|month| month.to_string()))
        .and_if(" AND stage = ?", filter.stage);
    plan
}
