//! How customers, providers, technicians, people and agreements are kept, and how they are found.

use super::{Stored, find_by, list_by};
use crate::args;
use crate::db::{Tx, Value};
use crate::error::StoreError;
use domain::ids::{ProviderId, TenantId};
use domain::order::{Candidate, Order};
use domain::party::{Customer, Person, Provider, Technician};
use domain::signed::SignedAgreement;

impl Stored for Customer {
    const INSERT: &'static str = "INSERT INTO customer (tenant_id, customer_id, version, body, name, phone)
         VALUES ($1, $2, $3, $4, $5, $6)";
    const UPDATE: &'static str = "UPDATE customer SET version = $3, body = $4, name = $5, phone = $6
         WHERE tenant_id = $1 AND customer_id = $2 AND version = $7";
    const LOAD: &'static str = "SELECT body FROM customer WHERE tenant_id = $1 AND customer_id = $2";
    const SCAN: &'static str = "SELECT customer_id, version, body, name, phone FROM customer
         WHERE tenant_id = $1 AND customer_id > $2 ORDER BY customer_id LIMIT $3";
    const COLUMNS: usize = 2;

    fn columns(&self) -> Vec<Value<'_>> {
        args![&self.contact.name, &self.contact.phone,].into()
    }
}

impl Stored for Provider {
    const INSERT: &'static str =
        "INSERT INTO provider (tenant_id, provider_id, version, body, code, name, active)
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    const UPDATE: &'static str =
        "UPDATE provider SET version = $3, body = $4, code = $5, name = $6, active = $7
         WHERE tenant_id = $1 AND provider_id = $2 AND version = $8";
    const LOAD: &'static str = "SELECT body FROM provider WHERE tenant_id = $1 AND provider_id = $2";
    const SCAN: &'static str = "SELECT provider_id, version, body, code, name, active FROM provider
         WHERE tenant_id = $1 AND provider_id > $2 ORDER BY provider_id LIMIT $3";
    const COLUMNS: usize = 3;

    fn columns(&self) -> Vec<Value<'_>> {
        args![&self.profile.code, &self.profile.name, self.profile.active,].into()
    }
}

impl Stored for Technician {
    const INSERT: &'static str =
        "INSERT INTO technician (tenant_id, technician_id, version, body, provider_id)
         VALUES ($1, $2, $3, $4, $5)";
    const UPDATE: &'static str = "UPDATE technician SET version = $3, body = $4, provider_id = $5
         WHERE tenant_id = $1 AND technician_id = $2 AND version = $6";
    const LOAD: &'static str = "SELECT body FROM technician WHERE tenant_id = $1 AND technician_id = $2";
    const SCAN: &'static str = "SELECT technician_id, version, body, provider_id FROM technician
         WHERE tenant_id = $1 AND technician_id > $2 ORDER BY technician_id LIMIT $3";
    const COLUMNS: usize = 1;

    fn columns(&self) -> Vec<Value<'_>> {
        args![self.profile.provider_id,].into()
    }
}

impl Stored for Person {
    const INSERT: &'static str =
        "INSERT INTO person (tenant_id, person_id, version, body, login, role, provider_id, active)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    const UPDATE: &'static str =
        "UPDATE person SET version = $3, body = $4, login = $5, role = $6, provider_id = $7, active
         = $8
         WHERE tenant_id = $1 AND person_id = $2 AND version = $9";
    const LOAD: &'static str = "SELECT body FROM person WHERE tenant_id = $1 AND person_id = $2";
    const SCAN: &'static str = "SELECT person_id, version, body, login, role, provider_id, active FROM person
         WHERE tenant_id = $1 AND person_id > $2 ORDER BY person_id LIMIT $3";
    const COLUMNS: usize = 4;

    fn columns(&self) -> Vec<Value<'_>> {
        args![&self.profile.login, self.profile.role.code(), self.profile.provider_id, self.profile.active,]
            .into()
    }
}

impl Stored for SignedAgreement {
    const INSERT: &'static str =
        "INSERT INTO agreement (tenant_id, agreement_id, version, body, code, number, from_on,
         until_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    const UPDATE: &'static str =
        "UPDATE agreement SET version = $3, body = $4, code = $5, number = $6, from_on = $7,
         until_on = $8
         WHERE tenant_id = $1 AND agreement_id = $2 AND version = $9";
    const LOAD: &'static str = "SELECT body FROM agreement WHERE tenant_id = $1 AND agreement_id = $2";
    const SCAN: &'static str =
        "SELECT agreement_id, version, body, code, number, from_on, until_on FROM agreement
         WHERE tenant_id = $1 AND agreement_id > $2 ORDER BY agreement_id LIMIT $3";
    const COLUMNS: usize = 4;

    fn columns(&self) -> Vec<Value<'_>> {
        args![&self.text.code, self.text.number, self.text.from_on, self.until_on,].into()
    }
}

/// The customers with this phone, newest first, up to a limit.
pub async fn customers_by_phone(
    tx: &mut Tx,
    tenant: TenantId,
    phone: &str,
    limit: i64,
) -> Result<Vec<Customer>, StoreError> {
    let sql =
        "SELECT body FROM customer WHERE tenant_id = $1 AND phone = $2 ORDER BY customer_id DESC LIMIT $3";
    list_by(tx, sql, args![tenant, phone, limit]).await
}

/// The customers whose name begins with a text, up to a limit.
pub async fn customers_by_name(
    tx: &mut Tx,
    tenant: TenantId,
    name: &str,
    limit: i64,
) -> Result<Vec<Customer>, StoreError> {
    let end = format!("{name}\u{10FFFF}");
    let sql = "SELECT body FROM customer WHERE tenant_id = $1 AND name >= $2 AND name < $3
         ORDER BY name, customer_id LIMIT $4";
    list_by(tx, sql, args![tenant, name, end, limit]).await
}

/// The provider with this code.
pub async fn provider_by_code(
    tx: &mut Tx,
    tenant: TenantId,
    code: &str,
) -> Result<Option<Provider>, StoreError> {
    find_by(tx, "SELECT body FROM provider WHERE tenant_id = $1 AND code = $2", args![tenant, code]).await
}

/// Providers by code, after one, up to a limit.
pub async fn providers_after(
    tx: &mut Tx,
    tenant: TenantId,
    code: &str,
    limit: i64,
) -> Result<Vec<Provider>, StoreError> {
    let sql = "SELECT body FROM provider WHERE tenant_id = $1 AND code > $2 ORDER BY code LIMIT $3";
    list_by(tx, sql, args![tenant, code, limit]).await
}

/// How far a provider's open orders are counted: beyond it one is as busy as another.
const OPEN_ORDERS_MAX: i64 = 50;

/// Active providers that serve the order's place in its product line and have not refused it.
pub async fn dispatch_candidates(
    tx: &mut Tx,
    tenant: TenantId,
    order: &Order,
) -> Result<Vec<Candidate>, StoreError> {
    let (division, line) = (&order.opened.division, &order.opened.product_line);
    candidates_at(tx, tenant, division, line, |provider| !order.was_refused_by(provider)).await
}

/// Active providers that serve a county, its city or its province in a product line, those that may be asked. Open
/// orders are counted only for those whose division is the longest that any has, because only among them the load
/// decides.
pub async fn candidates_at(
    tx: &mut Tx,
    tenant: TenantId,
    division: &str,
    product_line: &str,
    may_be_asked: impl Fn(ProviderId) -> bool,
) -> Result<Vec<Candidate>, StoreError> {
    let part = |length: usize| division.get(..length).unwrap_or_default();
    let sql = "SELECT t.division, p.provider_id, p.code, p.name
         FROM territory t JOIN provider p ON p.tenant_id = t.tenant_id AND p.provider_id = t.provider_id
         WHERE t.tenant_id = $1 AND p.tenant_id = $1 AND t.product_line = $2 AND t.division IN ($3, $4, $5)
           AND p.active = 1
         ORDER BY p.code LIMIT 100";
    let mut candidates = tx
        .all(sql, args![tenant, product_line, part(6), part(4), part(2)], |row| {
            Ok(Candidate {
                division: row.text(0)?,
                provider_id: row.get(1)?,
                code: row.text(2)?,
                name: row.text(3)?,
                open_orders: 0,
            })
        })
        .await?;
    candidates.retain(|candidate| may_be_asked(candidate.provider_id));
    let closest = candidates.iter().map(|candidate| candidate.division.len()).max().unwrap_or(0);
    let mut tied: Vec<&mut Candidate> =
        candidates.iter_mut().filter(|candidate| candidate.division.len() == closest).collect();
    if tied.len() > 1 {
        for candidate in &mut tied {
            candidate.open_orders =
                open_orders_of(tx, tenant, candidate.provider_id, OPEN_ORDERS_MAX).await?;
        }
    }
    Ok(candidates)
}

/// How many orders a provider has open, counted up to a limit.
pub async fn open_orders_of(
    tx: &mut Tx,
    tenant: TenantId,
    provider: ProviderId,
    limit: i64,
) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM service_order
         WHERE tenant_id = $1 AND provider_id = $2
           AND stage IN ('dispatched', 'accepted', 'visit_planned', 'on_site') LIMIT $3) counted";
    tx.one(sql, args![tenant, provider, limit], |row| row.int(0)).await
}

/// The technicians of a provider, up to a limit.
pub async fn technicians_of(
    tx: &mut Tx,
    tenant: TenantId,
    provider: ProviderId,
    limit: i64,
) -> Result<Vec<Technician>, StoreError> {
    let sql = "SELECT body FROM technician WHERE tenant_id = $1 AND provider_id = $2
         ORDER BY technician_id LIMIT $3";
    list_by(tx, sql, args![tenant, provider, limit]).await
}

/// The person with this sign-in name.
pub async fn person_by_login(
    tx: &mut Tx,
    tenant: TenantId,
    login: &str,
) -> Result<Option<Person>, StoreError> {
    find_by(tx, "SELECT body FROM person WHERE tenant_id = $1 AND login = $2", args![tenant, login]).await
}

/// People by sign-in name, after one, up to a limit.
pub async fn people_after(
    tx: &mut Tx,
    tenant: TenantId,
    login: &str,
    limit: i64,
) -> Result<Vec<Person>, StoreError> {
    let sql = "SELECT body FROM person WHERE tenant_id = $1 AND login > $2 ORDER BY login LIMIT $3";
    list_by(tx, sql, args![tenant, login, limit]).await
}

/// Every agreement version ever put in force, oldest first.
pub async fn agreements(tx: &mut Tx, tenant: TenantId) -> Result<Vec<SignedAgreement>, StoreError> {
    let sql = "SELECT body FROM agreement WHERE tenant_id = $1 ORDER BY code, number LIMIT 1000";
    list_by(tx, sql, args![tenant]).await
}
