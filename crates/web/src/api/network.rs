//! Customers, providers, technicians, and what is owed by whom.

use super::ask::{Caller, Items, Listing, Paging};
use super::code::{ObligationCode, SubjectCode};
use super::id_of;
use super::problem::Problem;
use super::shared::{MaskedCustomer, Standing};
use crate::WebState;
use app::view::api::{
    self as view, CustomerFilter, CustomerRow, ObligationFilter, ObligationRow, Owner, ProviderFilter,
    ProviderRow, TechnicianRow,
};
use axum::Json;
use axum::extract::Path;
use domain::identifier::mask;
use domain::ids::{CustomerId, ObligationId, ProviderId, TechnicianId};
use domain::obligation::ObligationKind;
use domain::outcome::SubjectKind;
use domain::party::{Customer, Provider};
use domain::words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(customers))
        .routes(routes!(customer))
        .routes(routes!(providers))
        .routes(routes!(provider))
        .routes(routes!(technicians))
        .routes(routes!(obligations))
}

/// What a list of customers is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CustomerQuery {
    /// Whose name begins so.
    name: Option<String>,
    /// With exactly this phone.
    phone: Option<String>,
}

impl From<CustomerQuery> for CustomerFilter {
    fn from(query: CustomerQuery) -> Self {
        let phone = query.phone.map(|phone| domain::identifier::phone::normalise(&phone));
        Self { name: query.name, phone }
    }
}

impl From<CustomerRow> for MaskedCustomer {
    fn from(row: CustomerRow) -> Self {
        Self::of(row.customer_id, &row.name, &row.phone)
    }
}

/// A customer, shown in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerDetail {
    /// Its id.
    #[schema(value_type = String)]
    pub id: CustomerId,
    /// The name, masked.
    pub name: String,
    /// The phone, masked.
    pub phone: String,
    /// Division code.
    pub division: String,
    /// The address, masked.
    pub address: String,
}

impl From<Customer> for CustomerDetail {
    fn from(customer: Customer) -> Self {
        let contact = customer.contact;
        Self {
            id: customer.id,
            name: mask::name(&contact.name),
            phone: mask::phone(&contact.phone),
            address: mask::address(&contact.address),
            division: contact.division,
        }
    }
}

/// List customers by name, or newest first
#[utoipa::path(get, path = "/api/customers", tag = "network", params(CustomerQuery, Paging),
    responses((status = 200, description = "A page", body = Items<MaskedCustomer>)))]
async fn customers(
    Caller { app, actor }: Caller,
    listing: Listing<CustomerQuery>,
) -> Result<Json<Items<MaskedCustomer>>, Problem> {
    let listed = view::customers(&app, &actor, listing.filter.clone().into(), listing.page.clone()).await?;
    Ok(listing.items(listed, MaskedCustomer::from))
}

/// Get a customer, masked
#[utoipa::path(get, path = "/api/customers/{id}", tag = "network",
    params(("id" = String, Path, description = "The customer's id", example = "26173945")),
    responses((status = 200, description = "The customer", body = CustomerDetail)))]
async fn customer(
    Caller { app, actor }: Caller,
    Path(id): Path<String>,
) -> Result<Json<CustomerDetail>, Problem> {
    Ok(Json(view::customer(&app, &actor, id_of(&id)?).await?.into()))
}

/// What a list of providers is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProviderQuery {
    /// Whether they take new orders.
    #[serde(deserialize_with = "super::ask::flag")]
    active: Option<bool>,
    /// Whose code begins so.
    code: Option<String>,
}

/// A provider in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedProvider {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ProviderId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it takes new orders.
    pub active: bool,
}

impl From<ProviderRow> for ListedProvider {
    fn from(row: ProviderRow) -> Self {
        Self { id: row.provider_id, code: row.code, name: row.name, active: row.active }
    }
}

/// A provider with its territory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProviderDetail {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ProviderId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The repair lead.
    pub contact: String,
    /// The desk's phone.
    pub phone: String,
    /// Where it serves, and what.
    pub territories: Vec<Served>,
    /// The bank of its account.
    pub bank: String,
    /// The number of its account, masked.
    pub account_number: String,
    /// Whether it takes new orders.
    pub active: bool,
}

/// Where a provider serves, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Served {
    /// Division code: two, four or six digits.
    pub division: String,
    /// The product line.
    pub product_line: String,
}

impl From<Provider> for ProviderDetail {
    fn from(provider: Provider) -> Self {
        let profile = provider.profile;
        let territories = profile.territories.into_iter();
        Self {
            id: provider.id,
            code: profile.code,
            name: profile.name,
            contact: profile.contact,
            phone: profile.phone,
            territories: territories
                .map(|served| Served { division: served.division, product_line: served.product_line })
                .collect(),
            bank: profile.account.bank,
            account_number: mask::bank_card(&profile.account.number),
            active: profile.active,
        }
    }
}

/// List providers by code
#[utoipa::path(get, path = "/api/providers", tag = "network", params(ProviderQuery, Paging),
    responses((status = 200, description = "A page", body = Items<ListedProvider>)))]
async fn providers(
    Caller { app, actor }: Caller,
    listing: Listing<ProviderQuery>,
) -> Result<Json<Items<ListedProvider>>, Problem> {
    let filter = ProviderFilter { active: listing.filter.active, code: listing.filter.code.clone() };
    let listed = view::providers(&app, &actor, filter, listing.page.clone()).await?;
    Ok(listing.items(listed, ListedProvider::from))
}

/// Get a provider by its code
#[utoipa::path(get, path = "/api/providers/{code}", tag = "network",
    params(("code" = String, Path, description = "The provider's code", example = "P001")),
    responses((status = 200, description = "The provider", body = ProviderDetail)))]
async fn provider(
    Caller { app, actor }: Caller,
    Path(code): Path<String>,
) -> Result<Json<ProviderDetail>, Problem> {
    Ok(Json(view::provider(&app, &actor, code).await?.into()))
}

/// What a list of technicians is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TechnicianQuery {
    /// Of this provider.
    #[param(value_type = Option<String>)]
    provider: Option<ProviderId>,
}

/// A technician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TechnicianDetail {
    /// Its id.
    #[schema(value_type = String)]
    pub id: TechnicianId,
    /// The provider.
    #[schema(value_type = String)]
    pub provider_id: ProviderId,
    /// The provider's name.
    pub provider_name: String,
    /// Name.
    pub name: String,
    /// Phone, masked.
    pub phone: String,
    /// Qualifications.
    pub qualifications: String,
}

impl From<TechnicianRow> for TechnicianDetail {
    fn from(row: TechnicianRow) -> Self {
        Self {
            id: row.technician_id,
            provider_id: row.provider_id,
            provider_name: row.provider_name,
            name: row.name,
            phone: mask::phone(&row.phone),
            qualifications: row.qualifications,
        }
    }
}

/// List technicians in the order they were recorded
#[utoipa::path(get, path = "/api/technicians", tag = "network", params(TechnicianQuery, Paging),
    responses((status = 200, description = "A page", body = Items<TechnicianDetail>)))]
async fn technicians(
    Caller { app, actor }: Caller,
    listing: Listing<TechnicianQuery>,
) -> Result<Json<Items<TechnicianDetail>>, Problem> {
    let listed = view::technicians(&app, &actor, listing.filter.provider, listing.page.clone()).await?;
    Ok(listing.items(listed, TechnicianDetail::from))
}

/// What a list of obligations is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ObligationQuery {
    /// Those whose clock runs, soonest first (the default), or those that were missed, newest first.
    standing: Option<StandingCode>,
    /// Owed by the principal, or by this provider.
    owner: Option<String>,
    /// Of this kind.
    #[param(value_type = Option<ObligationCode>)]
    kind: Option<ObligationKind>,
    /// Of those whose clock runs: due before.
    due_before: Option<Timestamp>,
}

/// Which obligations are listed.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingCode {
    /// Its clock runs.
    Due,
    /// It was missed.
    Breached,
}

/// What is owed, in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedObligation {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ObligationId,
    /// What is owed.
    #[schema(value_type = ObligationCode)]
    pub kind: String,
    /// The provider that owes it; null when the principal does.
    #[schema(value_type = Option<String>)]
    pub provider_id: Option<ProviderId>,
    /// The provider's name.
    pub provider_name: Option<String>,
    /// The kind of record it is about.
    #[schema(value_type = SubjectCode)]
    pub subject: SubjectKind,
    /// The number of the order or the statement it is about.
    pub subject_number: Option<String>,
    /// Since when.
    pub started_at: Timestamp,
    /// Where it stands.
    #[serde(flatten)]
    pub standing: Standing,
}

impl From<ObligationRow> for ListedObligation {
    fn from(row: ObligationRow) -> Self {
        Self {
            id: row.obligation_id,
            kind: row.kind,
            provider_id: row.provider_id,
            provider_name: row.provider_name,
            subject: row.subject.kind,
            subject_number: row.subject_number,
            started_at: row.started_at,
            standing: Standing::from(&row.state),
        }
    }
}

/// List what is due next, or what was missed
#[utoipa::path(get, path = "/api/obligations", tag = "network", params(ObligationQuery, Paging),
    responses((status = 200, description = "A page", body = Items<ListedObligation>)))]
async fn obligations(
    Caller { app, actor }: Caller,
    listing: Listing<ObligationQuery>,
) -> Result<Json<Items<ListedObligation>>, Problem> {
    let ObligationQuery { standing, owner, kind, due_before } = listing.filter.clone();
    let owner = match owner.as_deref() {
        None => Owner::Anybody,
        Some("principal") => Owner::Principal,
        Some(id) => Owner::Provider(id.parse().map_err(|_| wrong_owner(id))?),
    };
    let standing = match standing {
        None | Some(StandingCode::Due) => view::Standing::Due,
        Some(StandingCode::Breached) => view::Standing::Breached,
    };
    let filter = ObligationFilter { standing, owner, kind, due_before };
    let listed = view::obligations(&app, &actor, filter, listing.page.clone()).await?;
    Ok(listing.items(listed, ListedObligation::from))
}

fn wrong_owner(text: &str) -> Problem {
    Problem::invalid(
        "owner.unfit",
        "owner",
        words!(
            "owner 为“{text}”，应为 principal 或服务商的编号。",
            "owner is “{text}”; it must be principal or the id of a provider."
        ),
    )
}
