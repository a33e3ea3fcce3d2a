//! What a month is worth: unit fees, shares of sales, parts kept, fines; and when its statement opens (A1.17–A1.22).

use super::refused;
use crate::world::{GAS, HAIDIAN, Report, SOLAR, World, about, call};
use app::{statement, worker};
use domain::Fen;
use domain::coverage::{Cause, SaleDate};
use domain::order::{JudgementKind, VisitResult};
use domain::people::Role;
use domain::settlement::{LineKind, Statement, StatementLine, StatementStage};
use jiff::civil::date;

const SOLD: SaleDate = SaleDate::On(date(2025, 9, 1));

/// A unit is sold and served; its order.
async fn served(world: &World, serial: &str, product: &str, report: &Report) -> String {
    world.sell(serial, product, SOLD).await;
    let number = world.served(call(serial, HAIDIAN), report).await;
    world.call_back_first(&number).await;
    number
}

/// From submission to approval, the sample answered; the clock stands in the window.
async fn approved(world: &World, provider: &'static str, number: &str, originals: u32) -> Statement {
    world.submit(provider, number, originals).await;
    let received = world.receive(number).await;
    world.answer_all(&received).await;
    world.verify(number).await;
    world.confirm_and_approve(number).await
}

/// Kind, item and amount of the lines.
fn amounts(lines: &[StatementLine]) -> Vec<(LineKind, &str, i64)> {
    lines.iter().map(|line| (line.kind, line.item.as_str(), line.amount_fen.0)).collect()
}

#[tokio::test]
async fn gas_repairs_are_paid_by_unit_and_visit() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    let plain = Report::plain();
    let boards = plain.clone().part("control-board", 1, false).part("seal-ring", 4, false);
    let first = served(&world, "GN-1", "GWH-12", &boards).await;
    let stove = served(&world, "ST-1", "GS-2", &plain.clone().part("burner-head", 1, false)).await;
    world.sell("GN-2", "GWH-12", SOLD).await;
    let twice = world.ordered(call("GN-2", HAIDIAN)).await;
    world.accept(&twice).await;
    world.arrive(&twice).await;
    world.leave(&twice, VisitResult::PartMissing { part: "水阀".into() }).await;
    world.pass("1d");
    world.arrive(&twice).await;
    world.complete(&twice, &plain.clone().part("water-valve", 2, true)).await;
    served(&world, "GN-3", "GWH-12", &plain.clone().caused_by(Cause::User)).await;
    world.settle_sales("P001", "2026-03", GAS, "64301.00").await;

    world.at("2026-04-01 09:00");
    world.open_month("2026-03").await;
    let Statement { number, .. } = world.statement_of("P001", "2026-03").await;
    let lines = world.lines(&number).await;
    assert_eq!(
        amounts(&lines),
        [
            (LineKind::Repair, first.as_str(), 3_000),
            (LineKind::Visit, first.as_str(), 1_500),
            (LineKind::Part, first.as_str(), -16_000),
            (LineKind::Repair, stove.as_str(), 3_000),
            (LineKind::Visit, stove.as_str(), 1_500),
            (LineKind::Repair, twice.as_str(), 3_000),
            (LineKind::Visit, twice.as_str(), 3_000),
            (LineKind::SalesShare, GAS, 32_151),
        ],
        "A1.18 for each repair and visit in warranty; A1.21 the board; A1.19 the burner is bought with the goods; \
         A1.17 half a percent, half up"
    );
    let citations: Vec<&str> = lines.iter().map(|line| line.citation.number.as_str()).collect();
    assert_eq!(citations, ["5.1", "5.1", "6.4", "5.1", "5.1", "5.1", "5.1", "5.3"]);

    world.submit("P001", &number, 4).await;
    let received = world.receive(&number).await;
    assert_eq!(world.second_callbacks(&received).await.len(), 3, "all, as there are fewer than five");
    world.answer_all(&received).await;
    world.judge(&twice, JudgementKind::Tenfold).await;
    world.judge(&stove, JudgementKind::Void).await;
    let verified = world.verify(&number).await;
    let lines = world.lines(&number).await;
    assert_eq!(
        amounts(&lines[8..]),
        [
            (LineKind::Void, stove.as_str(), -4_500),
            (LineKind::Void, twice.as_str(), -6_000),
            (LineKind::Tenfold, twice.as_str(), -60_000),
        ]
    );
    assert_eq!(verified.totals.amount_fen, Fen(15_000 - 16_000 + 32_151 - 70_500));
    assert_eq!(world.counted_again(&verified).await.total(), i128::from(verified.totals.amount_fen.0));
    world.check().await;
}

#[tokio::test]
async fn a_month_with_only_sales_is_paid_its_share() {
    let world = World::new().await;
    world.settle_sales("P002", "2026-03", SOLAR, "12345.67").await;
    world.at("2026-04-15 09:00");
    assert_eq!(world.open_month("2026-03").await, 1);
    let Statement { number, .. } = world.statement_of("P002", "2026-03").await;
    assert_eq!(
        amounts(&world.lines(&number).await),
        [(LineKind::SalesShare, SOLAR, 12_346)],
        "A2.5, half up"
    );
    let approved = approved(&world, "P002", &number, 0).await;
    assert_eq!(world.second_callbacks(&approved).await, []);
    world.pay(&number, Fen(12_346)).await;
    world.check().await;
}

#[tokio::test]
async fn a_month_with_nothing_has_no_statement() {
    let world = World::new().await;
    world.at("2026-04-15 09:00");
    assert_eq!(world.open_month("2026-03").await, 0);
    assert_eq!(world.statements_of("P001", "2026-03").await, []);
}

/// Deductions may outweigh the fee: then nothing is paid, and the ledger keeps what the provider owes.
#[tokio::test]
async fn a_negative_month_is_paid_nothing_and_forgotten_nowhere() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    served(&world, "SN-1", "SWH-200", &Report::plain().part("vacuum-tube", 3, false)).await;
    world.at("2026-04-15 09:00");
    world.open_month("2026-03").await;
    let Statement { number, .. } = world.statement_of("P001", "2026-03").await;
    let approved = approved(&world, "P001", &number, 1).await;
    assert_eq!(approved.totals.amount_fen, Fen(-11_400));
    let owed = [("parts_charged".to_owned(), -11_400), ("payable P001".to_owned(), 11_400)];
    assert_eq!(world.postings(about(&approved)).await, owed);

    let finance = world.person(Role::Finance);
    let minus = world.transfer(Fen(-11_400));
    let refusal = refused(statement::pay(&world.app, finance, number.clone(), minus).await);
    assert_eq!(refusal.rule.as_deref(), Some("A2.17"), "never set off");
    world.new_facts().await;
    let paid = world.pay(&number, Fen::ZERO).await;
    assert_eq!(world.new_facts().await, ["statement.paid", "obligation.met"]);
    assert!(matches!(paid.stage, StatementStage::Paid { .. }));
    assert_eq!(world.postings(about(&paid)).await, owed);
    world.check().await;
}

/// A provider under two agreements has two statements, each with its own window and its own quota (A1.9, A2.2).
#[tokio::test]
async fn each_agreement_has_its_own_statement_and_quota() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    served(&world, "GN-1", "GWH-12", &Report::plain()).await;
    world.sell("SN-1", "SWH-200", SOLD).await;
    world.served(call("SN-1", HAIDIAN), &Report::plain()).await;
    world.at("2026-04-05 09:00");
    assert_eq!(world.open_month("2026-03").await, 2);
    let statements = world.statements_of("P001", "2026-03").await;
    let agreements = world.app.agreements();
    let of = |code: &str| {
        let mine = |it: &&Statement| agreements.get(it.agreement_id).unwrap().signed.text.code == code;
        statements.iter().find(mine).unwrap().number.clone()
    };
    let clerk = world.person_at(Role::ProviderClerk, "P001");
    let early = refused(statement::submit(&world.app, clerk, of("solar-provider"), 1).await);
    assert_eq!(early.code, "statement.too_early");
    world.submit("P001", &of("gas-provider"), 1).await;
    world.at("2026-04-15 09:00");
    let few = refused(statement::submit(&world.app, clerk, of("solar-provider"), 1).await);
    assert_eq!(few.code, "statement.quota", "the gas callback does not count for the solar agreement");
}

/// A customer who cannot be reached is given up after three tries, and counts as a repair but not as called back
/// (A2.2): the shortfall is a missed obligation, and the month is settled all the same.
#[tokio::test]
async fn a_customer_who_was_not_reached_does_not_count() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    world.sell("SN-1", "SWH-200", SOLD).await;
    let order = world.served(call("SN-1", HAIDIAN), &Report::plain()).await;
    world.new_facts().await;
    world.miss_first(&order).await;
    world.miss_first(&order).await;
    world.at("2026-04-15 09:00");
    world.open_month("2026-03").await;
    let Statement { number, .. } = world.statement_of("P001", "2026-03").await;
    let clerk = world.person_at(Role::ProviderClerk, "P001");
    let few = refused(statement::submit(&world.app, clerk, number.clone(), 1).await);
    assert_eq!(few.rule.as_deref(), Some("A2.9"));
    assert!(few.message.en.contains("need 1") && few.message.en.contains("0 are made"), "{}", few.message.en);

    world.look().await;
    world.new_facts().await;
    world.miss_first(&order).await;
    assert_eq!(world.new_facts().await, ["callback.tried", "callback.given_up"]);
    world.submit("P001", &number, 1).await;
    assert_eq!(world.new_facts().await, ["statement.submitted", "order.claimed", "obligation.met"]);
    world.at("2026-04-21 00:01");
    world.look().await;
    assert_eq!(world.new_facts().await, ["obligation.breached"], "the callbacks, not the papers");
    world.check().await;
}

/// The provider late with its papers misses the obligation, and is settled all the same (A2.10).
#[tokio::test]
async fn submitting_late_is_a_breach_not_a_refusal() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    served(&world, "SN-1", "SWH-200", &Report::plain()).await;
    world.at("2026-04-01 09:00");
    world.open_month("2026-03").await;
    let Statement { number, .. } = world.statement_of("P001", "2026-03").await;
    world.at("2026-04-21 00:01");
    world.new_facts().await;
    assert_eq!(world.look().await, 3, "the repair's instant, and the two of the window");
    assert_eq!(world.new_facts().await, ["obligation.breached", "obligation.breached"]);
    world.submit("P001", &number, 1).await;
    let facts = ["statement.submitted", "order.claimed", "obligation.met", "obligation.met"];
    assert_eq!(world.new_facts().await, facts);
    world.check().await;
}

/// What ended while the worker was down is opened when it is back, and sales that came late are seen the next day.
#[tokio::test]
async fn the_worker_opens_every_month_that_ended() {
    let world = World::new().await;
    world.at("2026-03-01 00:10");
    assert_eq!(worker::open_last_month(&world.app).await, Ok(0));
    world.settle_sales("P001", "2026-02", SOLAR, "100.00").await;
    assert_eq!(worker::open_last_month(&world.app).await, Ok(0), "once a day");
    world.at("2026-03-02 00:10");
    assert_eq!(worker::open_last_month(&world.app).await, Ok(1), "the sales came late");
    for month in ["2026-03", "2026-04", "2026-05"] {
        world.settle_sales("P001", month, SOLAR, "100.00").await;
    }
    world.at("2026-06-09 12:00");
    assert_eq!(worker::open_last_month(&world.app).await, Ok(3));
    assert_eq!(worker::open_last_month(&world.app).await, Ok(0));
    for month in ["2026-02", "2026-03", "2026-04", "2026-05"] {
        world.statement_of("P001", month).await;
    }
    world.check().await;
}
