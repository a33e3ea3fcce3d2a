//! What is due next, soonest first, and what was missed, newest first.
//!
//! A technician's own work is in the list of orders by due instant; obligations are the provider's and the principal's.

use super::page::{Listed, Order, Page, Plan, fetch, order};
use super::{due, part_of};
use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use domain::ids::{ObligationId, ProviderId, TenantId};
use domain::obligation::{ObligationKind, ObligationState};
use domain::outcome::{Subject, SubjectKind};
use domain::people::Scope;
use jiff::Timestamp;
use serde::Deserialize;

const SOONEST: Order = order!("obligations-due" obligation int due_at, obligation_id up);
const NEWEST: Order = order!("obligations-breached" obligation obligation_id down);

/// Who owes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Owner {
    /// Anybody.
    #[default]
    Anybody,
    /// The principal.
    Principal,
    /// This provider.
    Provider(ProviderId),
}

/// How it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Its clock runs.
    #[default]
    Due,
    /// It was missed, whether done later or not.
    Breached,
}

/// What a list of obligations is narrowed by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ObligationFilter {
    /// How they stand.
    pub standing: Standing,
    /// Who owes them.
    pub owner: Owner,
    /// Of this kind.
    pub kind: Option<ObligationKind>,
    /// Of those whose clock runs: due before this instant.
    pub due_before: Option<Timestamp>,
}

/// An obligation in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObligationRow {
    /// Its identifier.
    pub obligation_id: ObligationId,
    /// Its kind, by code.
    pub kind: String,
    /// Who owes it; none for the principal.
    pub provider_id: Option<ProviderId>,
    /// The provider's name.
    pub provider_name: Option<String>,
    /// What it is about.
    pub subject: Subject,
    /// The number of the order or the statement it is about.
    pub subject_number: Option<String>,
    /// Since when it is owed.
    pub started_at: Timestamp,
    /// Where it stands, with the due instant.
    pub state: ObligationState,
}

/// The obligations within a scope that pass a filter.
pub async fn obligations(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &ObligationFilter,
    page: &Page,
) -> Result<Listed<ObligationRow>, StoreError> {
    let Some(filter) = narrowed(scope, *filter) else {
        return Ok(Listed::EMPTY);
    };
    let (keys, next) = plan(filter).keys(tx, tenant, page).await?;
    let sql = "SELECT b.obligation_id, b.kind, b.provider_id, p.name, b.subject_kind, b.subject_id,
             coalesce(o.number, s.number), b.body
         FROM obligation b
         LEFT JOIN provider p ON p.tenant_id = ? AND p.provider_id = b.provider_id
         LEFT JOIN service_order o ON o.tenant_id = ? AND o.order_id = b.subject_id AND b.subject_kind = 'order'
         LEFT JOIN statement s ON s.tenant_id = ? AND s.statement_id = b.subject_id AND b.subject_kind = 'statement'
         WHERE b.tenant_id = ?";
    let rows = fetch(tx, sql, " AND b.obligation_id IN (", args![tenant, tenant, tenant, tenant], &keys, row)
        .await?;
    Ok(Listed { rows, next })
}

#[derive(Deserialize)]
struct Clock {
    started_at: Timestamp,
    state: ObligationState,
}

fn row(row: &Row<'_>) -> Result<ObligationRow, StoreError> {
    let kind = SubjectKind::from_code(row.str(4)?).ok_or_else(|| row.unreadable(4, "a kind of subject"))?;
    let Clock { started_at, state } = part_of(row, 7)?;
    Ok(ObligationRow {
        obligation_id: row.get(0)?,
        kind: row.get(1)?,
        provider_id: row.get(2)?,
        provider_name: row.get(3)?,
        subject: Subject { kind, id: row.get(5)? },
        subject_number: row.get(6)?,
        started_at,
        state,
    })
}

/// The filter within a scope; none when nothing can pass.
pub(super) fn narrowed(scope: Scope, filter: ObligationFilter) -> Option<ObligationFilter> {
    match (scope, filter.owner) {
        (Scope::All, _) => Some(filter),
        (Scope::Provider(own), Owner::Provider(wanted)) if own != wanted => None,
        (Scope::Provider(_), Owner::Principal) | (Scope::Technician(..), _) => None,
        (Scope::Provider(own), _) => Some(ObligationFilter { owner: Owner::Provider(own), ..filter }),
    }
}

pub(super) fn plan(filter: ObligationFilter) -> Plan {
    let mut plan = match filter.standing {
        Standing::Due => {
            let mut plan = Plan::new(SOONEST);
            due(&mut plan, filter.owner != Owner::Anybody, filter.due_before);
            plan
        }
        Standing::Breached => {
            let mut plan = Plan::new(NEWEST);
            plan.bounds.and(" AND state = 'breached'", []);
            plan
        }
    };
    match filter.owner {
        Owner::Anybody => {}
        Owner::Principal => {
            plan.bounds.and(" AND provider_id IS NULL", []);
        }
        Owner::Provider(provider) => {
            plan.bounds.and(" AND provider_id = ?", args![provider]);
        }
    }
    plan.checks.and_if(" AND kind = ?", filter.kind.map(ObligationKind::code));
    plan
}
