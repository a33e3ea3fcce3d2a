//! Customers, providers, technicians, people and agreements.

use super::cursor::Key;
use super::page::{Listed, Order, Page, Plan, fetch, order};
use super::{part_of, prefix_end, provider_of};
use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::{AgreementId, CustomerId, PersonId, ProviderId, TechnicianId, TenantId};
use domain::party::{PersonProfile, TechnicianProfile};
use domain::people::{Role, Scope};
use jiff::civil::Date;
use serde::Deserialize;

const NEWEST_CUSTOMERS: Order = order!("customers" customer customer_id down);
const CUSTOMERS_BY_NAME: Order = order!("customers-name" customer text name, customer_id up);
const PROVIDERS: Order = order!("providers" provider text code, provider_id up);
const TECHNICIANS: Order = order!("technicians" technician technician_id up);
const PEOPLE: Order = order!("people" person text login, person_id up);
const AGREEMENTS: Order = order!("agreements" agreement agreement_id down);

/// What a list of customers is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerFilter {
    /// Whose name begins so; the list is then in the order of names, otherwise newest first.
    pub name: Option<String>,
    /// With exactly this phone.
    pub phone: Option<String>,
}

/// A customer in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerRow {
    /// Its identifier.
    pub customer_id: CustomerId,
    /// The name, to be masked.
    pub name: String,
    /// The phone, to be masked.
    pub phone: String,
}

/// The customers that pass a filter. Only the service centre sees the list.
pub async fn customers(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &CustomerFilter,
    page: &Page,
) -> Result<Listed<CustomerRow>, StoreError> {
    if scope != Scope::All {
        return Ok(Listed::EMPTY);
    }
    let (keys, next) = customer_plan(filter.clone()).keys(tx, tenant, page).await?;
    let rows = customer_rows(tx, tenant, &keys).await?;
    Ok(Listed { rows, next })
}

/// The customers with these ids, in that order.
pub(crate) async fn customers_by_ids(
    tx: &mut Tx,
    tenant: TenantId,
    ids: &[CustomerId],
) -> Result<Vec<CustomerRow>, StoreError> {
    let keys: Vec<Key> = ids.iter().map(|id| Key::of(id.0)).collect();
    customer_rows(tx, tenant, &keys).await
}

async fn customer_rows(tx: &mut Tx, tenant: TenantId, keys: &[Key]) -> Result<Vec<CustomerRow>, StoreError> {
    let sql = "SELECT customer_id, name, phone FROM customer WHERE tenant_id = ?";
    fetch(tx, sql, " AND customer_id IN (", args![tenant], keys, |row| {
        Ok(CustomerRow { customer_id: row.get(0)?, name: row.get(1)?, phone: row.get(2)? })
    })
    .await
}

pub(super) fn customer_plan(filter: CustomerFilter) -> Plan {
    let mut plan = Plan::new(NEWEST_CUSTOMERS);
    if let Some(phone) = filter.phone {
        plan.bounds.and(" AND phone = ?", args![phone]);
        if let Some(name) = filter.name.filter(|name| !name.is_empty()) {
            let end = prefix_end(&name);
            plan.checks.and(" AND name >= ? AND name < ?", args![name, end]);
        }
    } else if let Some(name) = filter.name.filter(|name| !name.is_empty()) {
        let end = prefix_end(&name);
        plan.order = CUSTOMERS_BY_NAME;
        plan.bounds.and(" AND name >= ? AND name < ?", args![name, end]);
    }
    plan
}

/// What a list of providers is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderFilter {
    /// Whether they take new orders.
    pub active: Option<bool>,
    /// Whose code begins so.
    pub code: Option<String>,
}

/// A provider in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRow {
    /// Its identifier.
    pub provider_id: ProviderId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it takes new orders.
    pub active: bool,
}

/// The providers within a scope that pass a filter, by code.
pub async fn providers(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &ProviderFilter,
    page: &Page,
) -> Result<Listed<ProviderRow>, StoreError> {
    let own = match scope {
        Scope::All => None,
        Scope::Provider(own) | Scope::Technician(own, _) => Some(own),
    };
    let (keys, next) = provider_plan(own, filter.clone()).keys(tx, tenant, page).await?;
    let sql = "SELECT provider_id, code, name, active FROM provider WHERE tenant_id = ?";
    let rows = fetch(tx, sql, " AND provider_id IN (", args![tenant], &keys, |row| {
        Ok(ProviderRow {
            provider_id: row.get(0)?,
            code: row.get(1)?,
            name: row.get(2)?,
            active: row.get(3)?,
        })
    })
    .await?;
    Ok(Listed { rows, next })
}

pub(super) fn provider_plan(own: Option<ProviderId>, filter: ProviderFilter) -> Plan {
    let mut plan = Plan::new(PROVIDERS);
    if let Some(own) = own {
        plan.order = order!("providers-own" provider provider_id up);
        plan.bounds.and(" AND provider_id = ?", args![own]);
    }
    if let Some(code) = filter.code.filter(|code| !code.is_empty()) {
        let end = prefix_end(&code);
        if own.is_some() {
            plan.checks.and(" AND code >= ? AND code < ?", args![code, end]);
        } else {
            plan.bounds.and(" AND code >= ? AND code < ?", args![code, end]);
        }
    }
    plan.checks.and_if(" AND active = ?", filter.active);
    plan
}

/// A technician in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TechnicianRow {
    /// Its identifier.
    pub technician_id: TechnicianId,
    /// The provider.
    pub provider_id: ProviderId,
    /// The provider's name.
    pub provider_name: String,
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Qualifications.
    pub qualifications: String,
}

#[derive(Deserialize)]
struct TechnicianBody {
    profile: TechnicianProfile,
}

/// The technicians within a scope, of one provider or all, in the order they were recorded.
pub async fn technicians(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    provider: Option<ProviderId>,
    page: &Page,
) -> Result<Listed<TechnicianRow>, StoreError> {
    let own = match scope {
        Scope::All => Ok(provider),
        Scope::Provider(own) | Scope::Technician(own, _) => provider_of(Scope::Provider(own), provider),
    };
    let Ok(provider) = own else {
        return Ok(Listed::EMPTY);
    };
    let (keys, next) = technician_plan(provider).keys(tx, tenant, page).await?;
    let sql = "SELECT t.technician_id, t.provider_id, p.name, t.body
         FROM technician t LEFT JOIN provider p ON p.tenant_id = ? AND p.provider_id = t.provider_id
         WHERE t.tenant_id = ?";
    let rows = fetch(tx, sql, " AND t.technician_id IN (", args![tenant, tenant], &keys, |row| {
        let TechnicianBody { profile } = part_of(row, 3)?;
        Ok(TechnicianRow {
            technician_id: row.get(0)?,
            provider_id: row.get(1)?,
            provider_name: row.get(2)?,
            name: profile.name,
            phone: profile.phone,
            qualifications: profile.qualifications,
        })
    })
    .await?;
    Ok(Listed { rows, next })
}

pub(super) fn technician_plan(provider: Option<ProviderId>) -> Plan {
    let mut plan = Plan::new(TECHNICIANS);
    plan.bounds.and_if(" AND provider_id = ?", provider);
    plan
}

/// What a list of people is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonFilter {
    /// In this role.
    pub role: Option<Role>,
    /// Of this provider.
    pub provider: Option<ProviderId>,
    /// Whether they may sign in.
    pub active: Option<bool>,
}

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Its identifier.
    pub person_id: PersonId,
    /// The name they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Their provider.
    pub provider_id: Option<ProviderId>,
    /// The provider's name.
    pub provider_name: Option<String>,
    /// Whether they may sign in.
    pub active: bool,
}

#[derive(Deserialize)]
struct PersonBody {
    profile: PersonProfile,
}

/// The people that pass a filter, by sign-in name. Only the principal's administrators see the list.
pub async fn people(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &PersonFilter,
    page: &Page,
) -> Result<Listed<PersonRow>, StoreError> {
    if scope != Scope::All {
        return Ok(Listed::EMPTY);
    }
    let (keys, next) = person_plan(filter).keys(tx, tenant, page).await?;
    let sql = "SELECT h.person_id, p.name, h.body
         FROM person h LEFT JOIN provider p ON p.tenant_id = ? AND p.provider_id = h.provider_id
         WHERE h.tenant_id = ?";
    let rows = fetch(tx, sql, " AND h.person_id IN (", args![tenant, tenant], &keys, |row| {
        let PersonBody { profile } = part_of(row, 2)?;
        Ok(PersonRow {
            person_id: row.get(0)?,
            login: profile.login,
            name: profile.name,
            role: profile.role,
            provider_id: profile.provider_id,
            provider_name: row.get(1)?,
            active: profile.active,
        })
    })
    .await?;
    Ok(Listed { rows, next })
}

pub(super) fn person_plan(filter: &PersonFilter) -> Plan {
    let mut plan = Plan::new(PEOPLE);
    plan.checks
        .and_if(" AND role = ?", filter.role.map(Role::code))
        .and_if(" AND provider_id = ?", filter.provider)
        .and_if(" AND active = ?", filter.active);
    plan
}

/// One version of an agreement in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementRow {
    /// Its identifier.
    pub agreement_id: AgreementId,
    /// The agreement's code.
    pub code: String,
    /// The version's number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The product lines it covers.
    pub product_lines: Vec<String>,
    /// In force from.
    pub from_on: Date,
    /// In force until; none while no end is set.
    pub until_on: Option<Date>,
}

#[derive(Deserialize)]
struct AgreementBody {
    text: AgreementHead,
}

#[derive(Deserialize)]
struct AgreementHead {
    title: String,
    product_lines: Vec<String>,
}

/// Every version of every agreement, newest first. All parties may read the agreements of their tenant.
pub async fn agreements(
    tx: &mut Tx,
    tenant: TenantId,
    page: &Page,
) -> Result<Listed<AgreementRow>, StoreError> {
    let (keys, next) = Plan::new(AGREEMENTS).keys(tx, tenant, page).await?;
    let sql = "SELECT agreement_id, code, number, from_on, until_on, body FROM agreement
         WHERE tenant_id = ?";
    let rows = fetch(tx, sql, " AND agreement_id IN (", args![tenant], &keys, |row| {
        let AgreementBody { text } = part_of(row, 5)?;
        Ok(AgreementRow {
            agreement_id: row.get(0)?,
            code: row.get(1)?,
            number: row.get(2)?,
            title: text.title,
            product_lines: text.product_lines,
            from_on: row.get(3)?,
            until_on: row.get(4)?,
        })
    })
    .await?;
    Ok(Listed { rows, next })
}
