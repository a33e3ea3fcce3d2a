//! A small principal with one of everything, written the way the product writes: outcome by outcome.

use crate::home::{TENANT, at};
use domain::callback::{Answers, Callback, CallbackKind, Unreached};
use domain::catalogue::{
    MonthlySales, MonthlySalesProfile, Part, PartProfile, Product, ProductProfile, Unit, UnitProfile,
};
use domain::coverage::{Category, Cause, CoverageDecision, CoveredLine, Payer, Price, SaleDate};
use domain::ids::{
    AgreementId, CallbackId, CustomerId, EntryId, OrderId, PartId, PersonId, ProductId, ProviderId,
    RequestId, SalesId, StatementId, TechnicianId, UnitId,
};
use domain::obligation::{Debtor, Obligation, ObligationFact, ObligationKind, PauseReason};
use domain::order::{Complete, Diagnosis, DispatchedBy, Opened, Order};
use domain::outcome::{Changed, Outcome, Stamp, Subject, SubjectKind};
use domain::party::{
    Contact, Customer, Person, PersonProfile, Provider, ProviderProfile, Technician, TechnicianProfile,
    Territory,
};
use domain::people::Role;
use domain::reason::Citation;
use domain::request::{Channel, Request, RequestFact, Taken};
use domain::settlement::{LineKind, Payment, Statement, StatementLine, approval_entry, payment_entry};
use domain::signed::{AgreementText, SignedAgreement};
use domain::{Fen, Month, Span, Words};
use jiff::civil::date;
use store::{Store, StoreError};

pub const PROVIDER: ProviderId = ProviderId(30);
pub const ORDER: OrderId = OrderId(110);
pub const STATEMENT: StatementId = StatementId(130);

const PERSON: PersonId = PersonId(50);
const CUSTOMER: CustomerId = CustomerId(60);
const PRODUCT: ProductId = ProductId(10);
const UNIT: UnitId = UnitId(70);
const AGREEMENT: AgreementId = AgreementId(90);

/// Done `seconds` after the start of the tests' time, by the only person.
fn stamp(seconds: i64) -> Stamp {
    Stamp { at: at(seconds), by: Some(PERSON) }
}

async fn commit(store: &Store, seconds: i64, outcome: Outcome) {
    let outcome = std::sync::Arc::new(outcome);
    let work = async move |tx: &mut store::db::Tx| {
        let mut ids = 9_000 + seconds;
        let mut message_ids = || {
            ids += 1;
            ids
        };
        tx.commit_outcome(TENANT, &outcome, stamp(seconds), &mut message_ids).await
    };
    store.write(work).await.unwrap_or_else(|error: StoreError| panic!("{error}"));
}

/// Writes everything; the last fact is the payment of the statement.
pub async fn fill(store: &Store) {
    commit(store, 1, master_data()).await;
    commit(store, 2, corrections()).await;
    commit(store, 3, sold_things()).await;
    let order = served_order(store).await;
    obligations(store).await;
    callbacks(store).await;
    settle(store, order).await;
}

/// Writes this many parts, numbered from 1, and nothing else.
pub async fn fill_parts(store: &Store, count: i64) {
    let part = |id: i64| {
        let profile = PartProfile { code: format!("P-{id}"), ..PartProfile::default() };
        Part::record(PartId(id), profile, stamp(1))
    };
    let outcome = (1..=count).map(part).fold(Outcome::default(), Outcome::and);
    commit(store, 1, outcome).await;
}

fn month() -> Month {
    "2026-02".parse().unwrap()
}

fn citation(number: &str) -> Citation {
    Citation {
        agreement: "solar-provider".into(),
        version: 1,
        number: number.into(),
        kind: "flat-fee".into(),
    }
}

fn provider_profile(contact: &str) -> ProviderProfile {
    let territory = |division: &str| Territory { division: division.into(), product_line: "solar".into() };
    ProviderProfile {
        code: "P001".into(),
        name: "城东维修站".into(),
        contact: contact.into(),
        territories: vec![territory("3301"), territory("330106")],
        active: true,
        ..ProviderProfile::default()
    }
}

fn master_data() -> Outcome {
    let stamp = stamp(1);
    let product = ProductProfile {
        code: "SWH-200".into(),
        name: "太阳能热水器".into(),
        product_line: "solar".into(),
        repair_price_fen: Fen(12_000),
        repair_cost_fen: Fen(8_000),
    };
    let part = PartProfile { code: "P-VALVE".into(), ..PartProfile::default() };
    let technician = TechnicianProfile {
        provider_id: PROVIDER,
        name: "李师傅".into(),
        phone: "13900139000".into(),
        qualifications: String::new(),
    };
    let person = PersonProfile {
        login: "desk".into(),
        name: "王".into(),
        role: Role::Agent,
        provider_id: None,
        technician_id: None,
        active: true,
    };
    let text = AgreementText {
        code: "solar-provider".into(),
        number: 1,
        title: "维修协议".into(),
        product_lines: vec!["solar".into()],
        from_on: date(2026, 1, 1),
        source: "# 维修协议".into(),
        digest: "00".into(),
    };
    Outcome::of(Product::record(PRODUCT, product, stamp))
        .and(Part::record(PartId(20), part, stamp))
        .and(Provider::record(PROVIDER, provider_profile("赵"), stamp))
        .and(Technician::record(TechnicianId(40), technician, stamp))
        .and(Person::record(PERSON, person, stamp))
        .and(SignedAgreement::put_in_force(AGREEMENT, text, stamp))
}

/// A second fact of a provider.
fn corrections() -> Outcome {
    let provider = Provider::record(PROVIDER, provider_profile("赵"), stamp(1)).after;
    Outcome::of(provider.correct(provider_profile("钱"), stamp(2)).unwrap())
}

fn sold_things() -> Outcome {
    let contact = Contact {
        name: "张三".into(),
        phone: "13800138000".into(),
        division: "330106".into(),
        address: "某路 1 号".into(),
    };
    let unit = UnitProfile {
        serial: "SN-1".into(),
        product_id: PRODUCT,
        made_on: None,
        sale: SaleDate::On(date(2025, 6, 1)),
        sold_by: Some(PROVIDER),
        customer_id: Some(CUSTOMER),
    };
    let sales = MonthlySalesProfile {
        provider_id: PROVIDER,
        month: month(),
        product_line: "solar".into(),
        amount_fen: Fen(1_000_000),
    };
    let stamp = stamp(3);
    Outcome::of(Customer::record(CUSTOMER, contact, "salt".into(), stamp))
        .and(Unit::record(UNIT, unit, stamp))
        .and(MonthlySales::record(SalesId(80), sales, stamp))
}

fn coverage() -> CoverageDecision {
    let line = CoveredLine::by(Payer::Principal, Price::Free);
    CoverageDecision {
        category: Some(Category::Warranty),
        provisional: false,
        labour: line,
        parts: line,
        travel: line,
        reasons: Vec::new(),
        missing: Vec::new(),
        would_change: vec![Words::fixed("无", "nothing")],
        fallback: None,
    }
}

fn taken() -> Taken {
    Taken {
        number: "B26-0000001".into(),
        channel: Channel::Phone,
        reported_at: at(10),
        customer_id: CUSTOMER,
        unit_id: Some(UNIT),
        product_id: Some(PRODUCT),
        product_line: Some("solar".into()),
        serial: "SN-1".into(),
        division: "330106".into(),
        sale: SaleDate::Unknown,
        problem: "不出热水".into(),
        flags: Vec::new(),
        coverage: coverage(),
    }
}

fn opened() -> Opened {
    Opened {
        number: "W26-0000001".into(),
        request_id: RequestId(100),
        reported_at: at(10),
        customer_id: CUSTOMER,
        unit_id: Some(UNIT),
        product_id: Some(PRODUCT),
        product_line: "solar".into(),
        serial: "SN-1".into(),
        division: "330106".into(),
        region: None,
        agreement_id: Some(AGREEMENT),
        sale: SaleDate::Unknown,
        problem: "不出热水".into(),
    }
}

/// A request and its order, from the call to the signature, an outcome a stage.
async fn served_order(store: &Store) -> Order {
    let request = RequestFact::Taken { taken: Box::new(taken()), order_id: Some(ORDER) };
    let request: Changed<Request> = Changed::new(100, request, stamp(20));
    let order = Order::open(ORDER, opened(), coverage(), Some(at(50_000)), stamp(20));
    commit(store, 20, Outcome::of(request).and(order.clone())).await;

    let provider = Provider::record(PROVIDER, provider_profile("赵"), stamp(1)).after;
    let by = DispatchedBy::Territory { division: "330106".into() };
    let complete = Complete {
        month: month(),
        diagnosis: Diagnosis {
            symptom: "S1".into(),
            cause: Cause::Product,
            remedy: "R1".into(),
            note: String::new(),
        },
        labour_minutes: 45,
        parts: Vec::new(),
        signed_by: "张三".into(),
    };
    let dispatched = order.after.dispatch(&provider, by, stamp(21)).unwrap();
    commit(store, 21, Outcome::of(dispatched.clone())).await;
    let accepted = dispatched.after.accept(Some(TechnicianId(40)), stamp(22)).unwrap();
    commit(store, 22, Outcome::of(accepted.clone())).await;
    let arrived = accepted.after.arrive(Some(at(50_000)), stamp(23)).unwrap();
    commit(store, 23, Outcome::of(arrived.clone())).await;
    let completed = arrived.after.complete(complete, coverage(), Vec::new(), stamp(24)).unwrap();
    commit(store, 24, Outcome::of(completed.clone())).await;
    completed.after
}

fn obligation(id: i64, kind: ObligationKind, due_at: i64) -> Changed<Obligation> {
    let fact = ObligationFact::Began {
        kind,
        debtor: Debtor::Provider(PROVIDER),
        subject: Subject { kind: SubjectKind::Order, id: ORDER.0 },
        citation: citation("4.1"),
        span: Some(Span::Clock(3_600)),
        started_at: at(10),
        due_at: at(due_at),
        provisional: false,
    };
    Changed::new(id, fact, stamp(30))
}

/// One that was paused and runs again, one that was missed and met late.
async fn obligations(store: &Store) {
    let running = obligation(120, ObligationKind::Restore, 40_000);
    let missed = obligation(121, ObligationKind::OnSite, 35);
    let began = Outcome::default().and_obligation(running.clone()).and_obligation(missed.clone());
    commit(store, 30, began).await;
    let paused = running.after.pause(PauseReason::CustomerPostponed, stamp(31)).unwrap();
    commit(store, 31, Outcome::of(paused.clone())).await;
    let fact = ObligationFact::Resumed { due_at: at(50_000), provisional: false };
    let resumed = Changed::of(&paused.after, fact, stamp(32));
    commit(store, 32, Outcome::default().and_obligation(resumed)).await;
    let late = missed.after.meet(at(38), stamp(39)).unwrap();
    assert_eq!(late.facts.len(), 2, "a breach, then met late");
    commit(store, 39, Outcome::of(late)).await;
    let met = obligation(122, ObligationKind::Verify, 60_000)
        .then(ObligationFact::Met { met_at: at(30) }, stamp(30));
    commit(store, 30, Outcome::of(met)).await;
}

/// A first callback that took two tries.
async fn callbacks(store: &Store) {
    let order = (ORDER, PROVIDER, month());
    let planned = Callback::plan(CallbackId(125), CallbackKind::First, order, None, stamp(41));
    commit(store, 41, Outcome::of(planned.clone())).await;
    let tried = planned.after.record_attempt(Unreached::NoAnswer, stamp(42)).unwrap();
    commit(store, 42, Outcome::of(tried.clone())).await;
    let answers = Answers {
        satisfaction: 5,
        data_complete: true,
        data_true: true,
        original_found: None,
        comment: "满意".into(),
    };
    let done = tried.after.record_answers(answers, stamp(43)).unwrap();
    commit(store, 43, Outcome::of(done)).await;
}

fn line(number: u32, kind: LineKind, amount: i64) -> StatementLine {
    StatementLine {
        number,
        kind,
        order_id: Some(ORDER),
        item: "W26-0000001".into(),
        quantity: 1,
        basis_fen: Fen(amount),
        amount_fen: Fen(amount),
        citation: citation("4.2"),
        because: Words::fixed("保内维修", "warranty repair"),
    }
}

/// A statement sent back once, submitted again, verified with a deduction, approved and paid.
async fn settle(store: &Store, order: Order) {
    let opened = Statement::open(STATEMENT, "S26-0000001".into(), PROVIDER, month(), AGREEMENT, stamp(50));
    commit(store, 50, Outcome::of(opened.clone())).await;

    let first = vec![line(1, LineKind::Repair, 5_000)];
    let submitted = opened.after.submit(1, &first, stamp(51)).unwrap();
    let after = submitted.after.clone();
    commit(store, 51, Outcome::of(submitted).and_lines(&after, first)).await;
    let returned = after.send_back("缺原件".into(), stamp(52)).unwrap();
    commit(store, 52, Outcome::of(returned.clone())).await;

    let claim = vec![line(1, LineKind::Repair, 5_000), line(2, LineKind::Visit, 3_000)];
    let submitted = returned.after.submit(1, &claim, stamp(53)).unwrap();
    let after = submitted.after.clone();
    let claimed = domain::order::OrderFact::Claimed { statement_id: STATEMENT };
    let claimed = Changed::of(&order, claimed, stamp(53));
    let outcome = Outcome::of(submitted).and(claimed).and_lines(&after, claim.clone());
    commit(store, 53, outcome).await;
    let received = after.receive("seed".into(), stamp(54)).unwrap();
    commit(store, 54, Outcome::of(received.clone())).await;

    let found = vec![line(3, LineKind::Part, -1_000)];
    let verified = received.after.verify(0, &found, stamp(55)).unwrap();
    let after = verified.after.clone();
    commit(store, 55, Outcome::of(verified).and_lines(&after, found.clone())).await;
    let confirmed = after.confirm(stamp(56)).unwrap();
    commit(store, 56, Outcome::of(confirmed.clone())).await;
    approve_and_pay(store, &confirmed.after, &[claim, found].concat()).await;
}

async fn approve_and_pay(store: &Store, statement: &Statement, lines: &[StatementLine]) {
    let subject = Subject { kind: SubjectKind::Statement, id: STATEMENT.0 };
    let number = &statement.number;
    let approved = statement.approve(stamp(57)).unwrap();
    let entry = approval_entry(EntryId(140), subject, PROVIDER, month(), number, lines).unwrap();
    commit(store, 57, Outcome::of(approved.clone()).and_entry(entry)).await;
    let payment = Payment { paid_on: date(2026, 3, 1), reference: "BK-1".into(), amount_fen: Fen(7_000) };
    let paid = approved.after.pay(payment, stamp(58)).unwrap();
    let entry = payment_entry(EntryId(141), subject, PROVIDER, month(), number, Fen(7_000)).unwrap();
    commit(store, 58, Outcome::of(paid).and_entry(entry)).await;
}
