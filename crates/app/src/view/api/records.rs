//! One record with what belongs to it.

use crate::statement::Quota;
use crate::{App, AppError, Desk, not_found};
use domain::callback::Callback;
use domain::catalogue::{Part, Product, Unit};
use domain::ids::{CallbackId, CustomerId, ProviderId};
use domain::obligation::Obligation;
use domain::order::Order;
use domain::outcome::{Subject, SubjectKind};
use domain::party::{Customer, Provider, Technician};
use domain::people::{Action, Actor};
use domain::request::Request;
use domain::settlement::{Statement, StatementLine, StatementStage};
use store::list::{self, Listed, Page, TimelineRow};
use store::record::{self, catalogue, party, service};

/// A request with its customer.
#[derive(Clone, Debug)]
pub struct RequestView {
    /// The request.
    pub request: Request,
    /// The customer.
    pub customer: Customer,
    /// The number of its order.
    pub order_number: Option<String>,
}

/// An order with the parties to it, what is owed about it and its callbacks.
#[derive(Clone, Debug)]
pub struct OrderView {
    /// The order.
    pub order: Order,
    /// The customer.
    pub customer: Customer,
    /// The provider that has it.
    pub provider: Option<Provider>,
    /// The technician that has it.
    pub technician: Option<Technician>,
    /// What is owed about it, oldest first.
    pub obligations: Vec<Obligation>,
    /// Its callbacks, oldest first.
    pub callbacks: Vec<Callback>,
}

/// A statement with its provider, what is owed about it and how far its callbacks are.
#[derive(Clone, Debug)]
pub struct StatementView {
    /// The statement.
    pub statement: Statement,
    /// The provider.
    pub provider: Provider,
    /// The code of the agreement it is settled by.
    pub agreement_code: String,
    /// The version of that agreement.
    pub agreement_version: u32,
    /// What is owed about it, oldest first.
    pub obligations: Vec<Obligation>,
    /// The first callbacks of its month.
    pub quota: Option<Quota>,
}

/// A unit with its product and its owner.
#[derive(Clone, Debug)]
pub struct UnitView {
    /// The unit.
    pub unit: Unit,
    /// The product.
    pub product: Product,
    /// The owner.
    pub customer: Option<Customer>,
}

/// A page of a statement's lines.
#[derive(Clone, Debug)]
pub struct Lines {
    /// The lines in order.
    pub lines: Vec<StatementLine>,
    /// The number of the last line, when more follow.
    pub next: Option<u32>,
}

/// A request by its number.
pub async fn request(app: &App, who: &Actor, number: String) -> Result<RequestView, AppError> {
    app.read(Some(who), async move |desk| {
        let request = crate::request::load(desk, &number).await?;
        let tenant = desk.tenant();
        let customer = record::load(desk.tx(), tenant, request.taken.customer_id.0).await?;
        let order_number = match request.stage {
            domain::request::RequestStage::Ordered { order_id } => {
                let order = record::load::<Order>(desk.tx(), tenant, order_id.0).await?;
                Some(order.opened.number)
            }
            _ => None,
        };
        Ok(RequestView { request, customer, order_number })
    })
    .await
}

/// An order by its number.
pub async fn order(app: &App, who: &Actor, number: String) -> Result<OrderView, AppError> {
    app.read(Some(who), async move |desk| {
        let order = desk.order(&number, Action::SeeOrders).await?;
        let tenant = desk.tenant();
        let customer = record::load(desk.tx(), tenant, order.opened.customer_id.0).await?;
        let provider = match order.provider_id() {
            Some(id) => Some(record::load(desk.tx(), tenant, id.0).await?),
            None => None,
        };
        let technician = match order.technician_id() {
            Some(id) => Some(record::load(desk.tx(), tenant, id.0).await?),
            None => None,
        };
        let subject = Subject { kind: SubjectKind::Order, id: order.id.0 };
        let obligations = service::obligations_of(desk.tx(), tenant, subject).await?;
        let callbacks = service::callbacks_of_order(desk.tx(), tenant, order.id).await?;
        Ok(OrderView { order, customer, provider, technician, obligations, callbacks })
    })
    .await
}

/// A statement by its number.
pub async fn statement(app: &App, who: &Actor, number: String) -> Result<StatementView, AppError> {
    app.read(Some(who), async move |desk| {
        let statement = desk.statement(&number, Action::SeeStatements).await?;
        let tenant = desk.tenant();
        let provider = record::load(desk.tx(), tenant, statement.provider_id.0).await?;
        let subject = Subject { kind: SubjectKind::Statement, id: statement.id.0 };
        let obligations = service::obligations_of(desk.tx(), tenant, subject).await?;
        let quota = crate::statement::quota(desk, &statement).await?;
        let agreements = desk.agreements();
        let version = agreements
            .get(statement.agreement_id)
            .ok_or_else(|| not_found("该协议版本", "agreement version"))?;
        let (agreement_code, agreement_version) =
            (version.signed.text.code.clone(), version.signed.text.number);
        Ok(StatementView { statement, provider, agreement_code, agreement_version, obligations, quota })
    })
    .await
}

/// The lines of a statement after a line number: those that are fixed, or while it is collecting those it would have now.
pub async fn statement_lines(
    app: &App,
    who: &Actor,
    number: String,
    after: u32,
    rows: u16,
) -> Result<Lines, AppError> {
    app.read(Some(who), async move |desk| {
        let statement = desk.statement(&number, Action::SeeStatements).await?;
        let rows = usize::from(rows.clamp(1, list::PAGE_ROWS_AT_MOST));
        let mut lines = if statement.stage == StatementStage::Collecting {
            let mut lines = crate::statement::lines(desk, &statement).await?;
            lines.retain(|line| line.number > after);
            lines
        } else {
            let (tenant, id, round) = (desk.tenant(), statement.id, statement.round);
            let limit = i64::try_from(rows + 1).unwrap_or(i64::MAX);
            service::statement_lines(desk.tx(), tenant, id, round, after, limit).await?
        };
        let more = lines.len() > rows;
        lines.truncate(rows);
        let next = lines.last().filter(|_| more).map(|line| line.number);
        Ok(Lines { lines, next })
    })
    .await
}

/// A callback by its id, as far as the person may make it.
pub async fn callback(app: &App, who: &Actor, id: CallbackId) -> Result<Callback, AppError> {
    app.read(Some(who), async move |desk| crate::callback::load(desk, id).await).await
}

/// A unit by its serial.
pub async fn unit(app: &App, who: &Actor, serial: String) -> Result<UnitView, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeUnits)?;
        let tenant = desk.tenant();
        let unit = catalogue::unit_by_serial(desk.tx(), tenant, &serial)
            .await?
            .ok_or_else(|| not_found("该机器", "unit"))?;
        let product = record::load(desk.tx(), tenant, unit.profile.product_id.0).await?;
        let customer = match unit.profile.customer_id {
            Some(id) => Some(record::load(desk.tx(), tenant, id.0).await?),
            None => None,
        };
        Ok(UnitView { unit, product, customer })
    })
    .await
}

/// A customer by id.
pub async fn customer(app: &App, who: &Actor, id: CustomerId) -> Result<Customer, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeUnits)?;
        let tenant = desk.tenant();
        record::find(desk.tx(), tenant, id.0).await?.ok_or_else(|| not_found("该用户", "customer"))
    })
    .await
}

/// A provider by code.
pub async fn provider(app: &App, who: &Actor, code: String) -> Result<Provider, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::SeeNetwork)?;
        let tenant = desk.tenant();
        let own: Option<ProviderId> = match scope {
            domain::people::Scope::All => None,
            domain::people::Scope::Provider(own) | domain::people::Scope::Technician(own, _) => Some(own),
        };
        party::provider_by_code(desk.tx(), tenant, &code)
            .await?
            .filter(|provider| own.is_none_or(|own| own == provider.id))
            .ok_or_else(|| not_found("该服务商", "provider"))
    })
    .await
}

/// A product by code.
pub async fn product(app: &App, who: &Actor, code: String) -> Result<Product, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeNetwork)?;
        let tenant = desk.tenant();
        catalogue::product_by_code(desk.tx(), tenant, &code)
            .await?
            .ok_or_else(|| not_found("该产品", "product"))
    })
    .await
}

/// A part by code.
pub async fn part(app: &App, who: &Actor, code: String) -> Result<Part, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeNetwork)?;
        let tenant = desk.tenant();
        catalogue::part_by_code(desk.tx(), tenant, &code).await?.ok_or_else(|| not_found("该配件", "part"))
    })
    .await
}

/// What happened to a request.
pub async fn request_timeline(
    app: &App,
    who: &Actor,
    number: String,
    page: Page,
) -> Result<Listed<TimelineRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let id = crate::request::load(desk, &number).await?.id.0;
        timeline(desk, Subject { kind: SubjectKind::Request, id }, &page).await
    })
    .await
}

/// What happened to an order.
pub async fn order_timeline(
    app: &App,
    who: &Actor,
    number: String,
    page: Page,
) -> Result<Listed<TimelineRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let id = desk.order(&number, Action::SeeOrders).await?.id.0;
        timeline(desk, Subject { kind: SubjectKind::Order, id }, &page).await
    })
    .await
}

/// What happened to a statement.
pub async fn statement_timeline(
    app: &App,
    who: &Actor,
    number: String,
    page: Page,
) -> Result<Listed<TimelineRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let id = desk.statement(&number, Action::SeeStatements).await?.id.0;
        timeline(desk, Subject { kind: SubjectKind::Statement, id }, &page).await
    })
    .await
}

async fn timeline(
    desk: &mut Desk<'_>,
    subject: Subject,
    page: &Page,
) -> Result<Listed<TimelineRow>, AppError> {
    let tenant = desk.tenant();
    Ok(list::timeline(desk.tx(), tenant, subject, page).await?)
}
