//! The one search box: a phone, a serial, a name or a number, and what belongs to it.

use super::desk_list::{OrderFilter, OrderRow, orders_at};
use super::desk_unit::mask_row;
use super::{Page, ShownContact};
use crate::{App, AppError, Desk};
use domain::identifier::phone;
use domain::party::Customer;
use domain::people::{Action, Actor, Scope};
use store::list::{self, UnitFilter, UnitRow};
use store::record::{party, service};

/// Rows of each kind.
const ROWS: u16 = 20;
/// Customers of one phone or name that are looked through.
const CUSTOMERS: i64 = 20;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct SearchView {
    /// Requests by number.
    pub requests: Vec<String>,
    /// Statements by number.
    pub statements: Vec<String>,
    /// Orders by number, serial or customer.
    pub orders: Vec<OrderRow>,
    /// Units by serial or customer.
    pub units: Vec<UnitRow>,
    /// Customers by phone or name, masked.
    pub customers: Vec<ShownContact>,
}

impl SearchView {
    /// Nothing was found.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
            && self.statements.is_empty()
            && self.orders.is_empty()
            && self.units.is_empty()
            && self.customers.is_empty()
    }
}

/// Looks for a text everywhere a person may look.
pub async fn search(app: &App, who: &Actor, text: String) -> Result<SearchView, AppError> {
    app.read(Some(who), async move |desk| {
        let text = text.trim();
        let mut found = SearchView::default();
        if text.is_empty() {
            return Ok(found);
        }
        by_number(desk, text, &mut found).await?;
        if desk.scope(Action::SeeOrders).is_ok() {
            let filter = OrderFilter { text: Some(text.to_owned()), ..OrderFilter::default() };
            found.orders = orders_at(desk, &filter, &rows()).await?.rows;
        }
        if let Ok(scope) = desk.scope(Action::SeeUnits) {
            let tenant = desk.tenant();
            let filter = UnitFilter { serial: Some(text.to_owned()), ..UnitFilter::default() };
            found.units = list::units(desk.tx(), tenant, scope, &filter, &rows()).await?.rows;
        }
        if found.is_empty() {
            by_customer(desk, text, &mut found).await?;
        }
        found.units.iter_mut().for_each(mask_row);
        Ok(found)
    })
    .await
}

const fn rows() -> Page {
    Page { after: None, rows: Some(ROWS) }
}

async fn by_number(desk: &mut Desk<'_>, text: &str, found: &mut SearchView) -> Result<(), AppError> {
    let tenant = desk.tenant();
    let number = text.to_uppercase();
    if desk.scope(Action::SeeRequests).is_ok()
        && let Some(request) = service::request_by_number(desk.tx(), tenant, &number).await?
    {
        found.requests.push(request.taken.number);
    }
    if let Ok(scope) = desk.scope(Action::SeeStatements)
        && let Some(statement) = service::statement_by_number(desk.tx(), tenant, &number).await?
        && scope.covers(Some(statement.provider_id), None)
    {
        found.statements.push(statement.number);
    }
    Ok(())
}

/// By the customer's phone or the beginning of their name: their orders and, for the centre, their units.
async fn by_customer(desk: &mut Desk<'_>, text: &str, found: &mut SearchView) -> Result<(), AppError> {
    let tenant = desk.tenant();
    let number = phone::normalise(text);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let customers: Vec<Customer> = if digits >= 7 {
        party::customers_by_phone(desk.tx(), tenant, &number, CUSTOMERS).await?
    } else {
        party::customers_by_name(desk.tx(), tenant, text, CUSTOMERS).await?
    };
    let Ok(scope) = desk.scope(Action::SeeOrders) else {
        return Ok(());
    };
    for customer in customers {
        let filter = OrderFilter { customer: Some(customer.id), ..OrderFilter::default() };
        let orders = orders_at(desk, &filter, &rows()).await?.rows;
        // A provider learns of a customer only by an order of its own.
        if orders.is_empty() && scope != Scope::All {
            continue;
        }
        if let Ok(scope) = desk.scope(Action::SeeUnits) {
            let filter = UnitFilter { customer: Some(customer.id), ..UnitFilter::default() };
            found.units.extend(list::units(desk.tx(), tenant, scope, &filter, &rows()).await?.rows);
        }
        found.orders.extend(orders);
        found.customers.push(ShownContact::masked(&customer.contact));
    }
    Ok(())
}
