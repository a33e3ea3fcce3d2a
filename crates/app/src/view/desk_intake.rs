//! What an agent sees while the caller is still talking: the unit, its rights, its history, what it would cost.
//!
//! It is the same finding and the same judgement that taking the request does, without writing anything.

use super::desk_list::{OrderFilter, OrderRow, orders_at};
use super::{Page, ShownContact};
use crate::request::{self, TakeRequest};
use crate::{App, AppError};
use domain::Fen;
use domain::catalogue::{Product, Unit};
use domain::coverage::{CoverageDecision, Price};
use domain::division::Division;
use domain::order::best_for;
use domain::party::Customer;
use domain::people::{Action, Actor};
use domain::request::Flag;
use domain::words::Words;
use jiff::Timestamp;
use store::record::{self, party};

/// Earlier orders shown beside the form.
const HISTORY: u16 = 5;

/// What is known so far.
#[derive(Clone, Debug)]
pub struct IntakeView {
    /// The unit that was found.
    pub unit: Option<Unit>,
    /// Its product, or the one named.
    pub product: Option<Product>,
    /// The customer on file, masked.
    pub contact: Option<ShownContact>,
    /// Who pays what, and why.
    pub coverage: CoverageDecision,
    /// What the customer would be charged for labour; none while that is undecided.
    pub labour_fen: Option<Fen>,
    /// By when the promise would have to be kept, and by which clause.
    pub due: Option<(Timestamp, Words)>,
    /// The place, in full.
    pub place: Option<String>,
    /// The provider that would get it.
    pub provider: Option<String>,
    /// What a person should look at.
    pub flags: Vec<Flag>,
    /// Earlier orders of the unit, newest first.
    pub history: Vec<OrderRow>,
}

/// What would come of a request, as far as it is typed.
pub async fn preview(app: &App, who: &Actor, command: TakeRequest) -> Result<IntakeView, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::TakeRequests)?;
        let tenant = desk.tenant();
        let found = request::find(desk, &command).await?;
        let sale = request::sale_of(found.unit.as_ref(), &command.sold_on)?;
        let line = found.product.as_ref().map(|product| product.profile.product_line.clone());
        let now = desk.now();
        let agreements = desk.agreements();
        let day = request::zone().to_datetime(now).date();
        let agreement = line.as_deref().and_then(|line| agreements.for_line(line, day));
        let coverage = request::judge(agreement, line.as_deref(), sale, now);
        let region = Division::find(&found.division).and_then(Division::class);
        let due = agreement.zip(region).and_then(|(agreement, region)| {
            let promised = agreement.agreement.terms().restore_deadline(line.as_deref()?, region)?;
            let due = agreement.calendar().add(now, promised.value.span);
            Some((due.at, agreement.agreement.cite(promised.clause).words()))
        });
        let near = match &line {
            Some(line) if !found.division.is_empty() => {
                party::candidates_at(desk.tx(), tenant, &found.division, line, |_| true).await?
            }
            _ => Vec::new(),
        };
        let provider = best_for(&found.division, &near).map(|near| near.name.clone());
        let contact = match found.customer.as_ref() {
            Ok(id) => record::find::<Customer>(desk.tx(), tenant, id.0).await?,
            Err(_) => None,
        };
        let history = match &found.unit {
            Some(unit) => {
                let filter = OrderFilter { unit: Some(unit.id), ..OrderFilter::default() };
                orders_at(desk, &filter, &Page { after: None, rows: Some(HISTORY) }).await?.rows
            }
            None => Vec::new(),
        };
        Ok(IntakeView {
            labour_fen: labour(&coverage, found.product.as_ref()),
            coverage,
            due,
            place: Division::find(&found.division).map(Division::full_name),
            provider,
            contact: contact.map(|customer| ShownContact::masked(&customer.contact)),
            flags: found.flags,
            unit: found.unit,
            product: found.product,
            history,
        })
    })
    .await
}

/// The labour by the product's rates and the price that was decided.
fn labour(coverage: &CoverageDecision, product: Option<&Product>) -> Option<Fen> {
    let profile = &product?.profile;
    Some(match coverage.labour.price? {
        Price::Free => Fen::ZERO,
        Price::AtCost => profile.repair_cost_fen,
        Price::Published => profile.repair_price_fen,
    })
}
