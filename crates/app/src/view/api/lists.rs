//! The lists, each within the scope of one action.

use crate::{App, AppError};
use domain::callback::CallbackKind;
use domain::ids::ProviderId;
use domain::ledger::Account;
use domain::people::{Action, Actor};
use store::list::{
    self, AccountRow, AgreementRow, CallbackFilter, CallbackRow, CustomerFilter, CustomerRow, Listed,
    ObligationFilter, ObligationRow, OrderFilter, OrderRow, Page, PartRow, PersonFilter, PersonRow,
    PostingRow, ProductRow, ProviderFilter, ProviderRow, RequestFilter, RequestRow, SalesFilter, SalesRow,
    StatementFilter, StatementRow, TechnicianRow, UnitFilter, UnitRow,
};

/// A list that takes a filter by reference, within the scope of an action.
macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident($action:ident, $filter:ty) -> $row:ty;)+) => {$(
        $(#[$doc])*
        pub async fn $name(app: &App, who: &Actor, filter: $filter, page: Page) -> Result<Listed<$row>, AppError> {
            app.read(Some(who), async move |desk| {
                let (scope, tenant) = (desk.scope(Action::$action)?, desk.tenant());
                Ok(list::$name(desk.tx(), tenant, scope, &filter, &page).await?)
            })
            .await
        }
    )+};
}

lists! {
    /// Requests, newest first.
    requests(SeeRequests, RequestFilter) -> RequestRow;
    /// Orders, newest first or soonest due first.
    orders(SeeOrders, OrderFilter) -> OrderRow;
    /// Obligations: soonest due first, or newest breach first.
    obligations(SeeOrders, ObligationFilter) -> ObligationRow;
    /// Statements, newest first.
    statements(SeeStatements, StatementFilter) -> StatementRow;
    /// Units by serial.
    units(SeeUnits, UnitFilter) -> UnitRow;
    /// Customers by name, or newest first.
    customers(SeeUnits, CustomerFilter) -> CustomerRow;
    /// Providers by code.
    providers(SeeNetwork, ProviderFilter) -> ProviderRow;
    /// Monthly sales, newest first.
    sales(SeeStatements, SalesFilter) -> SalesRow;
    /// People who sign in, by sign-in name.
    people(ManagePeople, PersonFilter) -> PersonRow;
}

/// Callbacks, oldest first: first ones for whoever makes those, second ones for auditors.
pub async fn callbacks(
    app: &App,
    who: &Actor,
    filter: CallbackFilter,
    page: Page,
) -> Result<Listed<CallbackRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let (kind, scope) = match desk.scope(Action::CallBackFirst) {
            Ok(scope) => (CallbackKind::First, scope),
            Err(_) => (CallbackKind::Second, desk.scope(Action::CallBackSecond)?),
        };
        if filter.kind.is_some_and(|wanted| wanted != kind) {
            return Ok(Listed { rows: Vec::new(), next: None });
        }
        let filter = CallbackFilter { kind: Some(kind), ..filter.clone() };
        let tenant = desk.tenant();
        Ok(list::callbacks(desk.tx(), tenant, scope, &filter, &page).await?)
    })
    .await
}

/// Products, of one product line or all, by code.
pub async fn products(
    app: &App,
    who: &Actor,
    product_line: Option<String>,
    page: Page,
) -> Result<Listed<ProductRow>, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeNetwork)?;
        let tenant = desk.tenant();
        Ok(list::products(desk.tx(), tenant, product_line.as_deref(), &page).await?)
    })
    .await
}

/// Parts by code.
pub async fn parts(app: &App, who: &Actor, page: Page) -> Result<Listed<PartRow>, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeNetwork)?;
        let tenant = desk.tenant();
        Ok(list::parts(desk.tx(), tenant, &page).await?)
    })
    .await
}

/// Technicians, of one provider or all, in the order they were recorded.
pub async fn technicians(
    app: &App,
    who: &Actor,
    provider: Option<ProviderId>,
    page: Page,
) -> Result<Listed<TechnicianRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let (scope, tenant) = (desk.scope(Action::SeeNetwork)?, desk.tenant());
        Ok(list::technicians(desk.tx(), tenant, scope, provider, &page).await?)
    })
    .await
}

/// Every version of every agreement, newest first.
pub async fn agreements(app: &App, who: &Actor, page: Page) -> Result<Listed<AgreementRow>, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeAgreements)?;
        let tenant = desk.tenant();
        Ok(list::agreements(desk.tx(), tenant, &page).await?)
    })
    .await
}

/// The accounts of the ledger with their balances.
pub async fn accounts(app: &App, who: &Actor, page: Page) -> Result<Listed<AccountRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let (scope, tenant) = (desk.scope(Action::SeeLedger)?, desk.tenant());
        Ok(list::accounts(desk.tx(), tenant, scope, &page).await?)
    })
    .await
}

/// The postings of an account, newest first.
pub async fn postings(
    app: &App,
    who: &Actor,
    account: Account,
    page: Page,
) -> Result<Listed<PostingRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let (scope, tenant) = (desk.scope(Action::SeeLedger)?, desk.tenant());
        Ok(list::postings(desk.tx(), tenant, scope, account, &page).await?)
    })
    .await
}
