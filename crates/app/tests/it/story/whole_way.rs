//! The whole way: from a customer's call to a paid statement, by the solar agreement.

use super::{refused, times};
use crate::world::{HAIDIAN, Report, SOLAR, World, about, call, instant};
use app::statement;
use domain::Fen;
use domain::callback::CallbackKind;
use domain::coverage::{Category, Payer, SaleDate};
use domain::ids::OrderId;
use domain::obligation::{Debtor, ObligationKind, ObligationState};
use domain::order::JudgementKind;
use domain::people::Role;
use domain::settlement::{LineKind, Statement, StatementStage};
use jiff::civil::date;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// So many orders that a tenfold fine leaves something to pay.
const ORDERS: usize = 16;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_call_to_a_paid_statement_on_sqlite() {
    the_whole_way(World::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_call_to_a_paid_statement_on_postgres() {
    if let Some(world) = World::on_postgres().await {
        the_whole_way(world).await;
    }
}

async fn the_whole_way(world: World) {
    let first = served_step_by_step(&world).await;
    let mut orders = vec![first];
    for index in 1..ORDERS {
        orders.push(served_quickly(&world, index).await);
    }
    world.new_facts().await;
    let number = submitted(&world, &orders).await;
    let drawn = received(&world, &number, &orders).await;
    verified(&world, &number, &orders, &drawn).await;
    paid(&world, &number).await;
    world.check().await;
}

/// The first order, with every fact on the way (A2.3, A1.15, A2.9).
async fn served_step_by_step(world: &World) -> String {
    world.at("2026-03-02 09:00");
    world.sell("SN-000", "SWH-200", SaleDate::On(date(2025, 6, 1))).await;
    let taken = world.take(call("SN-000", HAIDIAN)).await;
    assert_eq!(taken.category, Some(Category::Warranty));
    assert_eq!(taken.provider.as_deref(), Some("海淀服务站"));
    assert_eq!(taken.due_at, Some(instant("2026-03-03 09:00")), "A2.3: 24 h in the city");
    assert_eq!(taken.flags, []);
    let opened =
        ["request.taken", "order.opened", "order.dispatched", "obligation.began", "obligation.passed"];
    assert_eq!(world.new_facts().await, opened);
    let number = taken.order_number.unwrap();
    assert_eq!(number, "W26-0000001");
    let restore = world.deadline(&number, ObligationKind::Restore).await;
    assert_eq!(restore.debtor, Debtor::Provider(world.provider("P001")));
    assert_eq!(restore.citation.number, "4.1");

    world.pass("10m");
    assert_eq!(world.accept(&number).await.stage.code(), "accepted");
    assert_eq!(world.new_facts().await, ["order.accepted"]);
    world.name_technician(&number, "王师傅").await;
    assert_eq!(world.new_facts().await, ["order.technician_named"]);
    assert_eq!(world.plan_visit(&number).await.stage.code(), "visit_planned");
    assert_eq!(world.new_facts().await, ["order.visit_planned"]);
    world.pass("70m");
    assert_eq!(world.arrive(&number).await.stage.code(), "on_site");
    assert_eq!(world.new_facts().await, ["order.arrived"]);
    world.pass("50m");
    let done = world.complete(&number, &Report::plain().part("vacuum-tube", 2, false)).await;
    assert_eq!(world.new_facts().await, ["order.completed", "obligation.met", "callback.planned"]);
    assert_eq!(done.stage.code(), "completed");
    assert_eq!(done.completion().unwrap().month.to_string(), "2026-03");
    assert_eq!(done.visits.len(), 1);
    for charge in &done.charges {
        assert_eq!(
            (charge.amount_fen, charge.payer),
            (Fen::ZERO, Some(Payer::Principal)),
            "A1.10: free in warranty"
        );
    }
    let restore = world.deadline(&number, ObligationKind::Restore).await;
    assert_eq!(restore.state, ObligationState::Met { met_at: instant("2026-03-02 11:10") });

    world.pass("1d");
    world.call_back_first(&number).await;
    assert_eq!(world.new_facts().await, ["callback.done"]);
    number
}

/// Another order of the month; the customers of the first three are called back as well.
async fn served_quickly(world: &World, index: usize) -> String {
    let serial = format!("SN-{index:03}");
    world.pass("3h");
    world.sell(&serial, "SWH-200", SaleDate::On(date(2025, 6, 1))).await;
    let number = world.served(call(&serial, HAIDIAN), &Report::plain()).await;
    if index < 3 {
        world.call_back_first(&number).await;
    }
    number
}

/// The month is opened; too early and with too few callbacks it is refused, then submitted (A2.9, A2.10).
async fn submitted(world: &World, orders: &[String]) -> String {
    world.settle_sales("P001", "2026-03", SOLAR, "160000.00").await;
    world.at("2026-04-01 00:05");
    assert_eq!(world.open_month("2026-03").await, 1);
    assert_eq!(world.new_facts().await, ["statement.opened", "obligation.began", "obligation.began"]);
    assert_eq!(world.open_month("2026-03").await, 0, "once");
    let Statement { number, .. } = world.statement_of("P001", "2026-03").await;
    assert_eq!(number, "S26-0000001");

    let clerk = world.person_at(Role::ProviderClerk, "P001");
    world.at("2026-04-14 23:59");
    let early = refused(statement::submit(&world.app, clerk, number.clone(), 16).await);
    assert_eq!((early.code, early.rule.as_deref()), ("statement.too_early", Some("A2.10")));
    world.at("2026-04-15 00:00");
    let few = refused(statement::submit(&world.app, clerk, number.clone(), 16).await);
    assert_eq!((few.code, few.rule.as_deref()), ("statement.quota", Some("A2.9")));
    assert!(few.message.en.contains("16 repairs") && few.message.en.contains("need 4"), "{}", few.message.en);
    assert_eq!(world.new_facts().await, Vec::<String>::new(), "what is refused leaves no fact");
    world.call_back_first(&orders[3]).await;
    assert_eq!(world.new_facts().await, ["callback.done"]);

    let submitted = world.submit("P001", &number, 16).await;
    let mut facts = times(1, "statement.submitted");
    facts.extend(times(ORDERS, "order.claimed"));
    facts.extend(times(2, "obligation.met"));
    assert_eq!(world.new_facts().await, facts);
    assert_eq!((submitted.round, submitted.originals), (1, 16));
    let lines: Vec<(LineKind, i64)> =
        world.lines(&number).await.iter().map(|line| (line.kind, line.amount_fen.0)).collect();
    assert_eq!(lines, [(LineKind::Part, -7_600), (LineKind::SalesShare, 160_000)], "A2.5, A2.8");
    assert_eq!(submitted.totals.amount_fen, Fen::yuan(1_524));
    for kind in [ObligationKind::Submit, ObligationKind::FirstCallbacks] {
        let kept = world.obligation(about(&submitted), kind).await;
        assert_eq!(kept.state, ObligationState::Met { met_at: instant("2026-04-15 00:00") });
    }
    number
}

/// Originals and form arrive: the payment term runs, the sample is drawn (A2.11, A2.13); which orders were drawn.
async fn received(world: &World, number: &str, orders: &[String]) -> BTreeSet<String> {
    world.at("2026-04-16 10:00");
    let received = world.receive(number).await;
    let mut facts = vec!["statement.received".to_owned(), "obligation.began".to_owned()];
    facts.extend(times(3, "callback.planned"));
    assert_eq!(world.new_facts().await, facts);
    let pay = world.obligation(about(&received), ObligationKind::Pay).await;
    assert_eq!(pay.debtor, Debtor::Principal);
    assert_eq!(pay.open_due_at(), Some(instant("2026-05-07 00:00")), "A2.13: to the end of the 20th day");

    // The draw once more, from the words of the rule: the lowest digests of seed and number.
    let seed = received.seed.clone().unwrap();
    let mut ranked: Vec<(Vec<u8>, &String)> =
        orders.iter().map(|order| (Sha256::digest(format!("{seed}|{order}")).to_vec(), order)).collect();
    ranked.sort();
    let expected: BTreeSet<String> = ranked.into_iter().take(3).map(|(_, order)| order.clone()).collect();
    let mut drawn = BTreeSet::new();
    let asked: BTreeSet<OrderId> =
        world.second_callbacks(&received).await.iter().map(|callback| callback.order_id).collect();
    for order in orders {
        if asked.contains(&world.order(order).await.id) {
            drawn.insert(order.clone());
        }
    }
    assert_eq!(drawn, expected);
    drawn
}

/// The sample is called back, one order is void, one is false; what was found becomes lines (A2.11, A2.23, A2.24).
async fn verified(world: &World, number: &str, orders: &[String], drawn: &BTreeSet<String>) {
    let auditor = world.person(Role::Auditor);
    let due = refused(statement::verify(&world.app, auditor, number.to_owned()).await);
    assert_eq!((due.code, due.rule.as_deref()), ("statement.callbacks_due", Some("A2.11")));
    for order in drawn {
        world.call_back_second(order).await;
    }
    let mut kinds = [JudgementKind::Void, JudgementKind::Tenfold].into_iter();
    for order in drawn.iter().take(2) {
        world.judge(order, kinds.next().unwrap()).await;
    }
    let mut facts = times(3, "callback.done");
    facts.extend(times(2, "order.judged"));
    assert_eq!(world.new_facts().await, facts);
    let undrawn = orders.iter().find(|order| !drawn.contains(*order)).unwrap();
    assert!(world.callback(undrawn, CallbackKind::Second).await.is_none());

    let verified = world.verify(number).await;
    assert_eq!(world.new_facts().await, ["statement.verified"]);
    let found: Vec<(LineKind, String, i64, String)> = world
        .lines(number)
        .await
        .into_iter()
        .skip(2)
        .map(|line| (line.kind, line.item, line.amount_fen.0, line.citation.number))
        .collect();
    let mut drawn = drawn.iter();
    let (void, fake) = (drawn.next().unwrap().clone(), drawn.next().unwrap().clone());
    assert_eq!(
        found,
        [
            (LineKind::Void, void, -10_000, "10.1".into()),
            (LineKind::Void, fake.clone(), -10_000, "10.2".into()),
            (LineKind::Tenfold, fake, -100_000, "10.2".into()),
        ],
        "each of sixteen orders claims 100 yuan of the 1 600"
    );
    assert_eq!(verified.totals.amount_fen, Fen::yuan(324));
    assert_eq!(world.counted_again(&verified).await.total(), 32_400);
}

/// Confirmed, approved, paid whole; the ledger is square (A2.12–A2.14, A2.17).
async fn paid(world: &World, number: &str) {
    world.at("2026-04-20 15:00");
    let approved = world.confirm_and_approve(number).await;
    assert_eq!(world.new_facts().await, ["statement.confirmed", "statement.approved", "entry.posted"]);
    let posting = |account: &str, fen: i64| (account.to_owned(), fen);
    let entry = vec![
        posting("repair_fee", 160_000),
        posting("repair_fee", -10_000),
        posting("repair_fee", -10_000),
        posting("parts_charged", -7_600),
        posting("fines", -100_000),
        posting("payable P001", -32_400),
    ];
    assert_eq!(world.postings(about(&approved)).await, entry);

    let finance = world.person(Role::Finance);
    for wrong in [Fen(32_399), Fen(32_401), Fen::ZERO, Fen(40_000)] {
        let refusal =
            refused(statement::pay(&world.app, finance, number.to_owned(), world.transfer(wrong)).await);
        assert_eq!((refusal.code, refusal.rule.as_deref()), ("statement.amount", Some("A2.17")));
    }
    let paid = world.pay(number, Fen(32_400)).await;
    assert_eq!(world.new_facts().await, ["statement.paid", "obligation.met", "entry.posted"]);
    assert!(matches!(paid.stage, StatementStage::Paid { .. }));
    let pay = world.obligation(about(&paid), ObligationKind::Pay).await;
    assert_eq!(pay.state, ObligationState::Met { met_at: instant("2026-04-20 15:00") });
    let all = world.postings(about(&paid)).await;
    assert_eq!(all[6..], [posting("payable P001", 32_400), posting("bank", -32_400)]);
    assert_eq!(all.iter().map(|(_, fen)| fen).sum::<i64>(), 0);
}
