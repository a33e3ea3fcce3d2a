//! A crowd of records in every stage, and the same records in memory for a naive filter to compare with.

use crate::home::{TENANT, at};
use domain::Month;
use domain::callback::{Callback, CallbackFact, CallbackKind};
use domain::catalogue::{Product, ProductProfile, Unit, UnitProfile};
use domain::coverage::{Category, Cause, CoverageDecision, CoveredLine, Payer, Price, SaleDate};
use domain::ids::{
    CallbackId, CustomerId, ObligationId, OrderId, ProductId, ProviderId, RequestId, StatementId,
    TechnicianId, UnitId,
};
use domain::obligation::{Debtor, Obligation, ObligationFact, ObligationKind, PauseReason};
use domain::order::{
    Completion, Diagnosis, DispatchedBy, Judgement, JudgementKind, Opened, Order, OrderFact,
};
use domain::outcome::{Changed, Outcome, Stamp, Subject, SubjectKind};
use domain::party::{Contact, Customer, Provider, ProviderProfile, Technician, TechnicianProfile};
use domain::reason::Citation;
use domain::request::{Channel, Request, RequestFact, Taken};
use domain::settlement::Statement;
use std::sync::Arc;
use store::{Store, StoreError};

/// How many orders there are.
pub const ORDERS: i64 = 240;
/// Providers 1 to 3, each with the technicians `10 * provider` and `10 * provider + 1`.
pub const PROVIDERS: i64 = 3;
/// Customers 1 to 20; each has the unit with its own number.
pub const CUSTOMERS: i64 = 20;

/// What was written.
pub struct Crowd {
    pub customers: Vec<Customer>,
    pub requests: Vec<Request>,
    pub orders: Vec<Order>,
    pub callbacks: Vec<Callback>,
    pub obligations: Vec<Obligation>,
    pub statements: Vec<Statement>,
}

/// Writes it.
pub async fn fill(store: &Store) -> Crowd {
    let (mut outcome, customers) = files();
    let orders: Vec<Changed<Order>> = (1..=ORDERS).map(order).collect();
    let requests: Vec<Changed<Request>> = (1..=ORDERS).map(request).collect();
    let statements: Vec<Changed<Statement>> = statements();
    let callbacks: Vec<Changed<Callback>> = orders.iter().filter_map(callback).collect();
    let obligations: Vec<Changed<Obligation>> = orders.iter().map(obligation).collect();
    for it in &requests {
        outcome = outcome.and(it.clone());
    }
    for it in &orders {
        outcome = outcome.and(it.clone());
    }
    for it in &statements {
        outcome = outcome.and(it.clone());
    }
    for it in &callbacks {
        outcome = outcome.and(it.clone());
    }
    for it in &obligations {
        outcome = outcome.and(it.clone());
    }
    commit(store, outcome).await;
    Crowd {
        customers,
        requests: after(requests),
        orders: after(orders),
        callbacks: after(callbacks),
        obligations: after(obligations),
        statements: after(statements),
    }
}

fn after<A: domain::outcome::Aggregate>(changed: Vec<Changed<A>>) -> Vec<A> {
    changed.into_iter().map(|it| it.after).collect()
}

/// One of the values, in turns.
fn pick<T: Clone>(values: &[T], number: i64) -> T {
    let at = usize::try_from(number).unwrap() % values.len();
    values[at].clone()
}

/// Commits an outcome.
pub async fn commit(store: &Store, outcome: Outcome) {
    let outcome = Arc::new(outcome);
    let work = async move |tx: &mut store::db::Tx| {
        let mut ids = 0;
        let mut message_ids = || {
            ids += 1;
            ids
        };
        tx.commit_outcome(TENANT, &outcome, stamp(), &mut message_ids).await
    };
    store.write(work).await.unwrap_or_else(|error: StoreError| panic!("{error}"));
}

fn stamp() -> Stamp {
    Stamp { at: at(0), by: None }
}

/// Products, providers, technicians, customers and units.
fn files() -> (Outcome, Vec<Customer>) {
    let product = ProductProfile {
        code: "SWH-200".into(),
        name: "太阳能热水器".into(),
        product_line: "solar".into(),
        ..ProductProfile::default()
    };
    let mut outcome = Outcome::of(Product::record(ProductId(1), product, stamp()));
    for id in 1..=PROVIDERS {
        let profile = ProviderProfile {
            code: format!("P00{id}"),
            name: format!("第{id}维修站"),
            active: true,
            ..ProviderProfile::default()
        };
        outcome = outcome.and(Provider::record(ProviderId(id), profile, stamp()));
        for technician in [10 * id, 10 * id + 1] {
            let profile = TechnicianProfile {
                provider_id: ProviderId(id),
                name: format!("师傅{technician}"),
                phone: "13900139000".into(),
                qualifications: String::new(),
            };
            outcome = outcome.and(Technician::record(TechnicianId(technician), profile, stamp()));
        }
    }
    let mut customers = Vec::new();
    for id in 1..=CUSTOMERS {
        let contact = Contact {
            name: pick(&["王小明", "李明", "欧阳小明", "Anna Lee"], id).into(),
            phone: format!("1380013{:04}", 8000 + id),
            ..Contact::default()
        };
        let customer = Customer::record(CustomerId(id), contact, "salt".into(), stamp());
        customers.push(customer.after.clone());
        let unit = UnitProfile {
            serial: format!("SN-{id:04}"),
            product_id: ProductId(1),
            made_on: None,
            sale: SaleDate::Unknown,
            sold_by: None,
            customer_id: Some(CustomerId(id)),
        };
        outcome = outcome.and(customer).and(Unit::record(UnitId(id), unit, stamp()));
    }
    (outcome, customers)
}

pub fn month(number: i64) -> Month {
    pick(&["2026-01", "2026-02", "2026-03"], number).parse().unwrap()
}

pub fn coverage(category: Option<Category>) -> CoverageDecision {
    let line = CoveredLine::by(Payer::Principal, Price::Free);
    CoverageDecision {
        category,
        provisional: false,
        labour: line,
        parts: line,
        travel: line,
        reasons: Vec::new(),
        missing: Vec::new(),
        would_change: Vec::new(),
        fallback: None,
    }
}

fn category(number: i64) -> Option<Category> {
    pick(&[Some(Category::Warranty), Some(Category::Paid), None], number)
}

fn request(number: i64) -> Changed<Request> {
    let taken = Taken {
        number: format!("B26-{number:07}"),
        channel: pick(&Channel::ALL, number),
        reported_at: at(number * 37 % 100),
        customer_id: CustomerId(number % CUSTOMERS + 1),
        unit_id: Some(UnitId(number % CUSTOMERS + 1)),
        product_id: None,
        product_line: None,
        serial: String::new(),
        division: String::new(),
        problem: String::new(),
        sale: SaleDate::Unknown,
        flags: Vec::new(),
        coverage: coverage(category(number)),
    };
    let fact =
        RequestFact::Taken { taken: Box::new(taken), order_id: (number % 2 == 0).then_some(OrderId(number)) };
    Changed::new(number, fact, stamp())
}

/// An order that has come as far as its number says. Some share a due instant, some have none.
fn order(number: i64) -> Changed<Order> {
    let opened = Opened {
        number: format!("W26-{number:07}"),
        request_id: RequestId(number),
        reported_at: at(number * 37 % 100),
        customer_id: CustomerId(number % CUSTOMERS + 1),
        unit_id: (number % 5 != 0).then_some(UnitId(number % CUSTOMERS + 1)),
        product_id: None,
        product_line: pick(&["solar", "gas"], number).into(),
        serial: String::new(),
        division: pick(&["330106", "330202", "320102", ""], number).into(),
        region: None,
        agreement_id: None,
        problem: String::new(),
        sale: SaleDate::Unknown,
    };
    let due_at = (number % 7 != 0).then(|| at(1_000 + number % 11 * 100));
    let order = Order::open(OrderId(number), opened, coverage(category(number)), due_at, stamp());
    let mut stages = stages_of(number).into_iter();
    let way = number / 3 % 8;
    let order = stages
        .by_ref()
        .take(usize::try_from(way.min(5)).unwrap())
        .fold(order, |order, fact| order.then(fact, stamp()));
    let order = match way {
        0 | 1 if number % 4 == 0 => order.then(OrderFact::Cancelled { reason: "重复".into() }, stamp()),
        2 | 3 if number % 4 == 1 => order.then(
            OrderFact::Paused {
                reason: pick(&PauseReason::ALL, number),
                due_at: due_at.filter(|_| number % 3 == 2),
            },
            stamp(),
        ),
        _ => order,
    };
    if way == 7 {
        let kind = pick(&[JudgementKind::Void, JudgementKind::Tenfold], number);
        let judgement =
            Judgement { kind, reason: "单据不全".into(), citation: citation(), judged_at: at(0) };
        return order.then(OrderFact::Judged { judgement }, stamp());
    }
    order
}

/// Dispatched, accepted, planned, on site, completed.
fn stages_of(number: i64) -> [OrderFact; 5] {
    let provider = number % PROVIDERS + 1;
    let completion = Completion {
        completed_at: at(500),
        month: month(number),
        diagnosis: Diagnosis {
            symptom: "S1".into(),
            cause: Cause::Product,
            remedy: "R1".into(),
            note: String::new(),
        },
        labour_minutes: 30,
        parts: Vec::new(),
        signed_by: "张三".into(),
    };
    [
        OrderFact::Dispatched {
            provider_id: ProviderId(provider),
            by: DispatchedBy::Hand { reason: "就近".into() },
        },
        OrderFact::Accepted { technician_id: Some(TechnicianId(10 * provider + number / 24 % 2)) },
        OrderFact::VisitPlanned {
            planned: domain::order::PlannedVisit { from_at: at(100), until_at: at(200) },
        },
        OrderFact::Arrived { due_at: Some(at(1_500)) },
        OrderFact::Completed {
            completion: Box::new(completion),
            coverage: Box::new(coverage(category(number))),
            charges: Vec::new(),
        },
    ]
}

fn citation() -> Citation {
    Citation { agreement: "solar-provider".into(), version: 1, number: "4.1".into(), kind: "flat-fee".into() }
}

/// One statement a provider and month, in some stage.
fn statements() -> Vec<Changed<Statement>> {
    (0..PROVIDERS * 3)
        .map(|number| {
            let statement = Statement::open(
                StatementId(number + 1),
                format!("S26-{:07}", number + 1),
                ProviderId(number % PROVIDERS + 1),
                month(number / PROVIDERS),
                domain::ids::AgreementId(1),
                stamp(),
            );
            if number % 2 == 0 {
                return statement;
            }
            let submitted = statement.after.submit(3, &[], stamp()).unwrap();
            statement.then(submitted.facts[0].clone(), stamp())
        })
        .collect()
}

/// A callback about a completed order; every third is a second one, checking a statement.
fn callback(order: &Changed<Order>) -> Option<Changed<Callback>> {
    let order = &order.after;
    let completion = order.completion()?;
    let second = order.id.0 % 3 == 0;
    let fact = CallbackFact::Planned {
        kind: if second { CallbackKind::Second } else { CallbackKind::First },
        order_id: order.id,
        provider_id: order.provider_id()?,
        month: completion.month,
        statement_id: second.then_some(StatementId(order.id.0 % 9 + 1)),
    };
    let planned: Changed<Callback> = Changed::new(CallbackId(order.id.0).0, fact, stamp());
    Some(if order.id.0 % 2 == 0 { planned.then(CallbackFact::GivenUp, stamp()) } else { planned })
}

/// An obligation about each order: running, met, or missed.
fn obligation(order: &Changed<Order>) -> Changed<Obligation> {
    let order = &order.after;
    let fact = ObligationFact::Began {
        kind: pick(&ObligationKind::ALL, order.id.0),
        debtor: order.provider_id().map_or(Debtor::Principal, Debtor::Provider),
        subject: Subject { kind: SubjectKind::Order, id: order.id.0 },
        citation: citation(),
        span: None,
        started_at: at(0),
        due_at: at(1_000 + order.id.0 % 13 * 100),
        provisional: false,
    };
    let began: Changed<Obligation> = Changed::new(ObligationId(order.id.0).0, fact, stamp());
    match order.id.0 % 4 {
        0 => began.then(ObligationFact::Breached, stamp()),
        1 => began.then(ObligationFact::Met { met_at: at(5) }, stamp()),
        _ => began,
    }
}
