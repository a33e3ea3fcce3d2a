//! The lists of the desk: requests, orders, what waits for dispatch, a technician's visits; customers masked.

use super::ShownContact;
use crate::{App, AppError, Desk};
use domain::identifier::mask;
use domain::obligation::PauseReason;
use domain::order::{DispatchedBy, Order, Stage, choose_provider};
use domain::party::Customer;
use domain::people::{Action, Actor, Scope};
use jiff::Timestamp;
use store::list::{self, Listed, Page};
use store::record::{self, party};

pub use store::list::{OrderFilter, OrderRow, OrderSort, RequestFilter, RequestRow, Stages};

/// The most visits a technician's page shows.
const VISITS_MAX: u16 = 50;

pub(crate) fn masked_order(mut row: OrderRow) -> OrderRow {
    row.customer_name = mask::name(&row.customer_name);
    row.customer_phone = mask::phone(&row.customer_phone);
    row
}

/// Orders by filter, customers masked, inside a transaction that reads more.
pub(crate) async fn orders_at(
    desk: &mut Desk<'_>,
    filter: &OrderFilter,
    page: &Page,
) -> Result<Listed<OrderRow>, AppError> {
    let scope = desk.scope(Action::SeeOrders)?;
    let tenant = desk.tenant();
    let found = list::orders(desk.tx(), tenant, scope, filter, page).await?;
    Ok(Listed { rows: found.rows.into_iter().map(masked_order).collect(), next: found.next })
}

/// The orders a person may see that pass a filter.
pub async fn orders(
    app: &App,
    who: &Actor,
    filter: OrderFilter,
    page: Page,
) -> Result<Listed<OrderRow>, AppError> {
    app.read(Some(who), async move |desk| orders_at(desk, &filter, &page).await).await
}

/// The register of requests.
pub async fn requests(
    app: &App,
    who: &Actor,
    filter: RequestFilter,
    page: Page,
) -> Result<Listed<RequestRow>, AppError> {
    app.read(Some(who), async move |desk| requests_at(desk, &filter, &page).await).await
}

/// The register inside a transaction that reads more.
pub(crate) async fn requests_at(
    desk: &mut Desk<'_>,
    filter: &RequestFilter,
    page: &Page,
) -> Result<Listed<RequestRow>, AppError> {
    let scope = desk.scope(Action::SeeRequests)?;
    let tenant = desk.tenant();
    let mut found = list::requests(desk.tx(), tenant, scope, filter, page).await?;
    for row in &mut found.rows {
        row.customer_name = mask::name(&row.customer_name);
        row.customer_phone = mask::phone(&row.customer_phone);
    }
    Ok(found)
}

/// An order that waits for a provider or for its answer.
#[derive(Clone, Debug)]
pub struct WaitingOrder {
    /// The order.
    pub row: OrderRow,
    /// The provider its territory proposes, and why; none when no territory holds the place.
    pub proposed: Option<(String, DispatchedBy)>,
    /// Who refused it last, and why.
    pub refused: Option<(String, String)>,
    /// The version seen, for whoever dispatches from the list.
    pub version: u32,
}

/// What waits for dispatch, longest waiting first.
pub async fn waiting(app: &App, who: &Actor, page: Page) -> Result<Listed<WaitingOrder>, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::DispatchOrders)?;
        let tenant = desk.tenant();
        let found = list::dispatch(desk.tx(), tenant, scope, &page).await?;
        let mut rows = Vec::with_capacity(found.rows.len());
        for row in found.rows {
            rows.push(waiting_order(desk, masked_order(row)).await?);
        }
        Ok(Listed { rows, next: found.next })
    })
    .await
}

async fn waiting_order(desk: &mut Desk<'_>, mut row: OrderRow) -> Result<WaitingOrder, AppError> {
    let tenant = desk.tenant();
    row.product_line = desk.agreements().line_name(&row.product_line);
    let order = record::load::<Order>(desk.tx(), tenant, row.order_id.0).await?;
    let proposed = if order.stage == Stage::Open {
        let near = party::dispatch_candidates(desk.tx(), tenant, &order).await?;
        choose_provider(&order, &near).map(|(near, by)| (near.name.clone(), by))
    } else {
        None
    };
    let refused = match order.refusals.last() {
        Some(refusal) => {
            let mut names = super::Names::default();
            names.learn_provider(desk, refusal.provider_id).await?;
            Some((names.provider(refusal.provider_id).to_owned(), refusal.reason.clone()))
        }
        None => None,
    };
    Ok(WaitingOrder { row, proposed, refused, version: order.version })
}

/// A technician's visit: where to go, when, and what for.
#[derive(Clone, Debug)]
pub struct VisitRow {
    /// The order's number.
    pub number: String,
    /// Its stage, by code.
    pub stage: &'static str,
    /// The agreed window.
    pub planned: Option<(Timestamp, Timestamp)>,
    /// When its deadline falls due.
    pub due_at: Option<Timestamp>,
    /// Why its clock stands.
    pub paused: Option<PauseReason>,
    /// The customer, masked.
    pub contact: ShownContact,
    /// The problem in the customer's words.
    pub problem: String,
    /// The serial as given.
    pub serial: String,
}

/// A technician's open orders: those on site first, then by the agreed time, then by what is due.
pub async fn visits(app: &App, who: &Actor) -> Result<Vec<VisitRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::WorkOrders)?;
        let Scope::Technician(..) = scope else {
            return Ok(Vec::new());
        };
        let tenant = desk.tenant();
        let filter = OrderFilter { stages: Stages::Unfinished, ..OrderFilter::default() };
        let page = Page { after: None, rows: Some(VISITS_MAX) };
        let found = list::orders(desk.tx(), tenant, scope, &filter, &page).await?;
        let mut visits = Vec::with_capacity(found.rows.len());
        for row in found.rows {
            let order = record::load::<Order>(desk.tx(), tenant, row.order_id.0).await?;
            let customer = record::load::<Customer>(desk.tx(), tenant, row.customer_id.0).await?;
            visits.push(visit(&order, &customer));
        }
        visits.sort_by_key(|visit| {
            let begins = visit.planned.map_or(Timestamp::MAX, |(from, _)| from);
            (visit.stage != "on_site", begins, visit.due_at.unwrap_or(Timestamp::MAX))
        });
        Ok(visits)
    })
    .await
}

fn visit(order: &Order, customer: &Customer) -> VisitRow {
    let planned = match &order.stage {
        Stage::VisitPlanned { planned, .. } => Some((planned.from_at, planned.until_at)),
        _ => None,
    };
    VisitRow {
        number: order.opened.number.clone(),
        stage: order.stage.code(),
        planned,
        due_at: order.due_at,
        paused: order.paused,
        contact: ShownContact::masked(&customer.contact),
        problem: order.opened.problem.clone(),
        serial: order.opened.serial.clone(),
    }
}
