//! Taking a request: the unit is found, coverage is judged, an order is opened and dispatched, in one transaction.
//!
//! Whatever is unknown or odd is kept as it was given and flagged; it never keeps the request out (T1).

use crate::agreements::InForce;
use crate::{App, AppError, CommandKey, Desk, not_found};
use domain::agreement::Target;
use domain::catalogue::{Product, Unit};
use domain::coverage::{Category, CoverageDecision, CoverageFacts, CoveredLine, Fact, SaleDate};
use domain::division::Division;
use domain::identifier::phone;
use domain::ids::{CustomerId, ObligationId, OrderId, ProductId, RequestId};
use domain::obligation::{Debtor, Obligation, ObligationFact, ObligationKind};
use domain::order::{Opened, Order, choose_provider};
use domain::outcome::{Changed, Outcome, Recipient, Subject, SubjectKind};
use domain::party::{Contact, Customer};
use domain::people::{Action, Actor};
use domain::reason::CitedReason;
use domain::request::{Channel, Flag, Request, RequestFact, Taken, required};
use domain::words;
use domain::words::Words;
use domain::{Refusal, RegionClass};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use store::record::{self, catalogue, party, service};

/// The zone of days and numbers where no agreement says another.
pub const ZONE: &str = "Asia/Shanghai";

/// What a caller says. Only the problem must be given; everything else may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TakeRequest {
    /// The customer's name.
    pub name: String,
    /// The customer's phone.
    pub phone: String,
    /// Division code of six digits; found in the address when empty.
    pub division: String,
    /// The address.
    pub address: String,
    /// The serial on the nameplate.
    pub serial: String,
    /// The product code, when the unit is not on file.
    pub product: String,
    /// The day of sale as told: `2026-03-02`, or a year; empty when unknown.
    pub sold_on: String,
    /// The problem in the customer's words.
    pub problem: String,
    /// When the customer called; now when empty.
    pub reported_at: Option<Timestamp>,
    /// Only record it; open no order yet.
    pub record_only: bool,
    /// Open the order, but choose the provider by hand later.
    pub dispatch_by_hand: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenRequest {
    /// The request's number.
    pub number: String,
    /// The order's number, when one was opened.
    pub order_number: Option<String>,
    /// The provider's name, when it was dispatched.
    pub provider: Option<String>,
    /// The category; none while undecided.
    pub category: Option<Category>,
    /// When the deadline falls due.
    pub due_at: Option<Timestamp>,
    /// What a person should look at.
    pub flags: Vec<Flag>,
}

/// What the store knows of the caller and the unit.
pub(crate) struct Found {
    pub(crate) customer: Result<CustomerId, Changed<Customer>>,
    pub(crate) unit: Option<Unit>,
    pub(crate) product: Option<Product>,
    pub(crate) division: String,
    pub(crate) flags: Vec<Flag>,
}

/// Takes a request.
pub async fn take(
    app: &App,
    who: Option<&Actor>,
    channel: Channel,
    key: Option<CommandKey>,
    command: TakeRequest,
) -> Result<TakenRequest, AppError> {
    app.write_once(who, key, async move |desk| take_at(desk, channel, &command).await).await
}

/// Takes a request inside a transaction that does more.
pub async fn take_at(
    desk: &mut Desk<'_>,
    channel: Channel,
    command: &TakeRequest,
) -> Result<TakenRequest, AppError> {
    desk.scope(Action::TakeRequests)?;
    let reported_at = command.reported_at.unwrap_or_else(|| desk.now());
    if reported_at > desk.now() {
        return Err(Refusal::invalid(
            "request.future",
            "reported_at",
            words!(
                "报修时间 {reported_at} 在将来，请改正。",
                "The time of the call, {reported_at}, is in the future. Correct it."
            ),
        )
        .into());
    }
    let problem = required(command.problem.clone(), "problem", &Words::fixed("故障描述", "the problem"))?;
    let mut found = find(desk, command).await?;
    let day = zone().to_datetime(reported_at).date();
    let product_line = found.product.as_ref().map(|product| product.profile.product_line.clone());
    let agreements = desk.agreements();
    let agreement = product_line.as_deref().and_then(|line| agreements.for_line(line, day));
    let sale = sale_of(found.unit.as_ref(), &command.sold_on)?;
    let coverage = judge(agreement, product_line.as_deref(), sale, reported_at);
    if coverage.missing.contains(&Fact::SaleDate) {
        found.flags.push(Flag::SaleDateUnclear);
    }

    let stamp = desk.stamp();
    let number = desk.next_number("B", day.year()).await?;
    let request_id = RequestId(desk.next_id());
    let customer_id = found.customer.as_ref().map_or_else(|changed| changed.after.id, |id| *id);
    let taken = Taken {
        number: number.clone(),
        channel,
        reported_at,
        customer_id,
        unit_id: found.unit.as_ref().map(|unit| unit.id),
        product_id: found.product.as_ref().map(|product| product.id),
        product_line: product_line.clone(),
        serial: command.serial.trim().to_owned(),
        division: found.division.clone(),
        sale,
        problem: problem.clone(),
        flags: found.flags.clone(),
        coverage: coverage.clone(),
    };
    let mut answer = TakenRequest {
        number,
        order_number: None,
        provider: None,
        category: coverage.category,
        due_at: None,
        flags: found.flags.clone(),
    };
    let mut outcome = Outcome::default();
    if let Err(customer) = found.customer {
        outcome = outcome.and(customer);
    }
    let order_id = (!command.record_only).then(|| OrderId(desk.next_id()));
    let request = RequestFact::Taken { taken: Box::new(taken.clone()), order_id };
    outcome = outcome.and(Changed::<Request>::new(request_id.0, request, stamp));
    if let Some(order_id) = order_id {
        let opening = Opening { order_id, request_id, taken: &taken, by_hand: command.dispatch_by_hand };
        outcome = open_order(desk, opening, agreement, outcome, &mut answer).await?;
    }
    desk.commit(&outcome).await?;
    Ok(answer)
}

/// Opens the order of a request that was only recorded.
pub async fn order(app: &App, who: &Actor, number: String, by_hand: bool) -> Result<TakenRequest, AppError> {
    app.command(who, async move |desk| {
        desk.scope(Action::TakeRequests)?;
        let request = load(desk, &number).await?;
        let order_id = OrderId(desk.next_id());
        let changed = request.ordered(order_id, desk.stamp())?;
        let taken = request.taken.clone();
        let day = zone().to_datetime(taken.reported_at).date();
        let agreements = desk.agreements();
        let agreement = taken.product_line.as_deref().and_then(|line| agreements.for_line(line, day));
        let mut answer = TakenRequest {
            number: taken.number.clone(),
            order_number: None,
            provider: None,
            category: taken.coverage.category,
            due_at: None,
            flags: taken.flags.clone(),
        };
        let opening = Opening { order_id, request_id: request.id, taken: &taken, by_hand };
        let outcome = open_order(desk, opening, agreement, Outcome::of(changed), &mut answer).await?;
        desk.commit(&outcome).await?;
        Ok(answer)
    })
    .await
}

/// Answers a request without an order.
pub async fn answer(app: &App, who: &Actor, number: String, text: String) -> Result<(), AppError> {
    app.command(who, async move |desk| {
        desk.scope(Action::TakeRequests)?;
        let changed = load(desk, &number).await?.answer(text.clone(), desk.stamp())?;
        desk.commit(&Outcome::of(changed)).await
    })
    .await
}

/// Withdraws a request.
pub async fn cancel(app: &App, who: &Actor, number: String, reason: String) -> Result<(), AppError> {
    app.command(who, async move |desk| {
        desk.scope(Action::TakeRequests)?;
        let changed = load(desk, &number).await?.cancel(reason.clone(), desk.stamp())?;
        desk.commit(&Outcome::of(changed)).await
    })
    .await
}

/// A request by its number, as far as the person may see it.
pub async fn load(desk: &mut Desk<'_>, number: &str) -> Result<Request, AppError> {
    desk.scope(Action::SeeRequests)?;
    let tenant = desk.tenant();
    service::request_by_number(desk.tx(), tenant, number).await?.ok_or_else(|| not_found("该报修", "request"))
}

/// The request an order is opened for.
struct Opening<'a> {
    order_id: OrderId,
    request_id: RequestId,
    taken: &'a Taken,
    by_hand: bool,
}

/// Opens an order, begins its deadline and dispatches it by territory unless that is left to a person.
async fn open_order(
    desk: &mut Desk<'_>,
    opening: Opening<'_>,
    agreement: Option<&InForce>,
    mut outcome: Outcome,
    answer: &mut TakenRequest,
) -> Result<Outcome, AppError> {
    let Opening { order_id, request_id, taken, by_hand } = opening;
    let stamp = desk.stamp();
    let region = Division::find(&taken.division).and_then(Division::class);
    let product_line = taken.product_line.clone().unwrap_or_default();
    let subject = Subject { kind: SubjectKind::Order, id: order_id.0 };
    let mut deadline = agreement.zip(region).and_then(|(agreement, region)| {
        deadline(desk, agreement, &product_line, region, taken.reported_at, subject)
    });
    let due_at = deadline.as_ref().and_then(|deadline| deadline.after.open_due_at());
    let number = desk.next_number("W", zone().to_datetime(desk.now()).year()).await?;
    let opened = Opened {
        number: number.clone(),
        request_id,
        reported_at: taken.reported_at,
        customer_id: taken.customer_id,
        unit_id: taken.unit_id,
        product_id: taken.product_id,
        product_line,
        serial: taken.serial.clone(),
        division: taken.division.clone(),
        region,
        agreement_id: agreement.map(|agreement| agreement.signed.id),
        sale: taken.sale,
        problem: taken.problem.clone(),
    };
    let mut order = Order::open(order_id, opened, taken.coverage.clone(), due_at, stamp);
    answer.order_number = Some(number.clone());
    answer.due_at = due_at;
    if !by_hand && !taken.division.is_empty() {
        let tenant = desk.tenant();
        let candidates = party::dispatch_candidates(desk.tx(), tenant, &order.after).await?;
        if let Some((provider, by)) = choose_provider(&order.after, &candidates) {
            let fact = domain::order::OrderFact::Dispatched { provider_id: provider.provider_id, by };
            order = order.then(fact, stamp);
            deadline = deadline.map(|began| {
                began.then(ObligationFact::Passed { debtor: Debtor::Provider(provider.provider_id) }, stamp)
            });
            let text = words!("新工单 {number}，请及时接单。", "New order {number}: please accept it.");
            outcome = outcome.and_message(Recipient::Provider(provider.provider_id), subject, text);
            answer.provider = Some(provider.name.clone());
        }
    }
    outcome = outcome.and(order);
    if let Some(deadline) = deadline {
        outcome = outcome.and_obligation(deadline);
    }
    Ok(outcome)
}

/// The obligation a deadline clause begins; the principal owes it until a provider has the order.
fn deadline(
    desk: &Desk<'_>,
    agreement: &InForce,
    product_line: &str,
    region: RegionClass,
    reported_at: Timestamp,
    subject: Subject,
) -> Option<Changed<Obligation>> {
    let promised = agreement.agreement.terms().restore_deadline(product_line, region)?;
    let due = agreement.calendar().add(reported_at, promised.value.span);
    let kind = match promised.value.target {
        Target::OnSite => ObligationKind::OnSite,
        Target::Restored => ObligationKind::Restore,
    };
    let fact = ObligationFact::Began {
        kind,
        debtor: Debtor::Principal,
        subject,
        citation: agreement.agreement.cite(promised.clause),
        span: Some(promised.value.span),
        started_at: reported_at,
        due_at: due.at,
        provisional: due.provisional,
    };
    Some(Changed::new(ObligationId(desk.next_id()).0, fact, desk.stamp()))
}

/// Who pays what, by the facts known at the call. Without an agreement nothing is decided, and the reason says so.
pub fn judge(
    agreement: Option<&InForce>,
    product_line: Option<&str>,
    sale: SaleDate,
    reported_at: Timestamp,
) -> CoverageDecision {
    let Some(agreement) = agreement else {
        let because = match product_line {
            Some(line) => words!(
                "没有协议约定产品线 {line}，请先让协议生效",
                "no agreement in force covers product line {line}; put one in force first"
            ),
            None => Words::fixed(
                "产品型号不明，无法选定协议",
                "the product is unknown, so no agreement can be chosen",
            ),
        };
        let undecided = CoveredLine { payer: None, price: None };
        return CoverageDecision {
            category: None,
            provisional: false,
            labour: undecided,
            parts: undecided,
            travel: undecided,
            reasons: vec![CitedReason { citation: None, because }],
            missing: vec![Fact::Product],
            would_change: Vec::new(),
            fallback: None,
        };
    };
    let facts = CoverageFacts {
        product_line,
        sale,
        reported_on: agreement.zone().to_datetime(reported_at).date(),
        cause: None,
        contract: false,
        internal: false,
        extension_months: 0,
    };
    agreement.agreement.terms().coverage(&facts).cited(&agreement.agreement)
}

/// The day of sale on file, or else as the caller says it.
pub(crate) fn sale_of(unit: Option<&Unit>, told: &str) -> Result<SaleDate, AppError> {
    let on_file = unit.map_or(SaleDate::Unknown, |unit| unit.profile.sale);
    let told = told.trim();
    if on_file != SaleDate::Unknown || told.is_empty() {
        return Ok(on_file);
    }
    if let Ok(day) = told.parse() {
        return Ok(SaleDate::On(day));
    }
    match told.parse::<i16>() {
        Ok(year) if (1800..=2200).contains(&year) => Ok(SaleDate::InYear(year)),
        _ => Err(Refusal::invalid(
            "request.sold_on",
            "sold_on",
            words!(
                "购买日期“{told}”无法识别，请写成 2026-03-02，只知年份时写 2026，不知道时留空。",
                "The date of sale “{told}” cannot be read. Write 2026-03-02, the year alone as 2026, or leave it empty."
            ),
        )
        .into()),
    }
}

/// Finds the unit by serial or phone, the customer, the product and the place.
pub(crate) async fn find(desk: &mut Desk<'_>, command: &TakeRequest) -> Result<Found, AppError> {
    let tenant = desk.tenant();
    let mut flags = Vec::new();
    let phone = phone::normalise(&command.phone);
    if !phone.is_empty() && !phone::check(&phone).is_right() {
        flags.push(Flag::PhoneOdd);
    }
    let serial = command.serial.trim();
    let known = if phone.is_empty() {
        Vec::new()
    } else {
        party::customers_by_phone(desk.tx(), tenant, &phone, 20).await?
    };
    let mut unit = None;
    if !serial.is_empty() {
        unit = catalogue::unit_by_serial(desk.tx(), tenant, serial).await?;
        if unit.is_none() {
            flags.push(Flag::SerialUnknown);
        }
    } else if let [only] = known.as_slice() {
        // A phone names a unit only when it belongs to one customer with one unit.
        let mut units = catalogue::units_of_customer(desk.tx(), tenant, only.id, 2).await?;
        if units.len() == 1 {
            unit = units.pop();
        }
    }
    if let Some(unit) = &unit
        && !service::open_orders_of_unit(desk.tx(), tenant, unit.id).await?.is_empty()
    {
        flags.push(Flag::PossibleDuplicate);
    }
    let product = match &unit {
        Some(unit) => record::find::<Product>(desk.tx(), tenant, unit.profile.product_id.0).await?,
        None if command.product.trim().is_empty() => None,
        None => catalogue::product_by_code(desk.tx(), tenant, command.product.trim()).await?,
    };
    let owner = match unit.as_ref().and_then(|unit| unit.profile.customer_id) {
        Some(owner) => record::find::<Customer>(desk.tx(), tenant, owner.0).await?,
        None => None,
    };
    let name = command.name.trim();
    let same = |customer: &Customer| {
        (phone.is_empty() || customer.contact.phone == phone)
            && (name.is_empty() || customer.contact.name == name)
    };
    let customer = owner.filter(same).or_else(|| known.into_iter().find(same));
    let division = place(command, customer.as_ref());
    if division.is_empty() {
        flags.push(Flag::DivisionUnknown);
    }
    let customer = customer.map(|customer| customer.id).ok_or_else(|| {
        let contact = Contact {
            name: name.to_owned(),
            phone,
            division: division.clone(),
            address: command.address.trim().to_owned(),
        };
        let id = CustomerId(desk.next_id());
        Customer::record(id, contact, desk.random_text(), desk.stamp())
    });
    Ok(Found { customer, unit, product, division, flags })
}

/// The county of the place of service: as given, else found in the address, else the customer's.
fn place(command: &TakeRequest, customer: Option<&Customer>) -> String {
    let given = command.division.trim();
    let county = |division: &Division| division.class().map(|_| division.code.to_owned());
    Division::find(given)
        .and_then(county)
        .or_else(|| Division::in_address(&command.address).and_then(|place| county(place.division)))
        .or_else(|| customer.and_then(|customer| Division::find(&customer.contact.division)).and_then(county))
        .unwrap_or_default()
}

/// The zone of days and numbers.
pub fn zone() -> TimeZone {
    TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)
}

/// The product of an order, when it is known.
pub(crate) async fn product_of(
    desk: &mut Desk<'_>,
    id: Option<ProductId>,
) -> Result<Option<Product>, AppError> {
    let tenant = desk.tenant();
    match id {
        Some(id) => Ok(record::find(desk.tx(), tenant, id.0).await?),
        None => Ok(None),
    }
}
