//! Deadlines: how long, what stops them, who notices when they are missed (A1.14, A2.3).

use crate::world::{GAS, HAIDIAN, JINGXING, Report, World, call, instant};
use domain::coverage::SaleDate;
use domain::obligation::{ObligationKind, ObligationState, PauseReason};
use domain::order::VisitResult;
use jiff::civil::date;

const SOLD: SaleDate = SaleDate::On(date(2025, 9, 1));

/// A solar unit in the city, reported on 2 March at nine: due on the 3rd at nine.
async fn reported() -> (World, String) {
    let world = World::new().await;
    world.sell("SN-1", "SWH-200", SOLD).await;
    world.at("2026-03-02 09:00");
    let number = world.ordered(call("SN-1", HAIDIAN)).await;
    world.accept(&number).await;
    world.new_facts().await;
    (world, number)
}

async fn restore(world: &World, number: &str) -> ObligationState {
    world.deadline(number, ObligationKind::Restore).await.state
}

fn open_until(due: &str) -> ObligationState {
    ObligationState::Open { due_at: instant(due), provisional: false }
}

#[tokio::test]
async fn the_city_has_a_day_the_county_two() {
    let world = World::new().await;
    world.sell("SN-1", "SWH-200", SOLD).await;
    world.sell("SN-2", "SWH-200", SOLD).await;
    world.at("2026-02-17 23:30");
    let city = world.take(call("SN-1", HAIDIAN)).await;
    assert_eq!(city.due_at, Some(instant("2026-02-18 23:30")), "clock hours run through the Spring Festival");
    let county = world.take(call("SN-2", JINGXING)).await;
    assert_eq!(county.due_at, Some(instant("2026-02-19 23:30")));
    assert_eq!(county.provider.as_deref(), Some("井陉服务站"));
}

#[tokio::test]
async fn a_call_entered_late_counts_from_the_call() {
    let world = World::new().await;
    world.sell("SN-1", "SWH-200", SOLD).await;
    world.at("2026-03-04 09:00");
    let mut late = call("SN-1", HAIDIAN);
    late.reported_at = Some(instant("2026-03-02 08:00"));
    let number = world.ordered(late).await;
    assert_eq!(restore(&world, &number).await, open_until("2026-03-03 08:00"));
    assert_eq!(world.look().await, 1);
    assert!(matches!(restore(&world, &number).await, ObligationState::Breached { .. }));
}

#[tokio::test]
async fn the_customers_wish_stops_the_clock() {
    let (world, number) = reported().await;
    world.at("2026-03-02 12:00");
    let paused = world.pause(&number, PauseReason::CustomerPostponed).await;
    assert_eq!(world.new_facts().await, ["obligation.paused", "order.paused"]);
    assert_eq!(paused.due_at, None);
    world.at("2026-03-04 12:00");
    assert_eq!(world.look().await, 1, "the wake of the first due instant");
    assert_eq!(world.new_facts().await, Vec::<String>::new(), "but nothing is missed");

    let resumed = world.resume(&number).await;
    assert_eq!(world.new_facts().await, ["obligation.resumed", "order.resumed"]);
    assert_eq!(resumed.due_at, Some(instant("2026-03-05 09:00")), "3 of 24 hours were used");
    assert_eq!(restore(&world, &number).await, open_until("2026-03-05 09:00"));
    world.pause(&number, PauseReason::CustomerUnreachable).await;
    assert_eq!(
        world.resume(&number).await.due_at,
        resumed.due_at,
        "stopped and run on at once moves nothing"
    );
    world.at("2026-03-05 09:01");
    world.new_facts().await;
    assert_eq!(world.look().await, 1);
    assert_eq!(world.new_facts().await, ["obligation.breached"]);
    world.check().await;
}

#[tokio::test]
async fn a_missing_part_stops_nothing() {
    let (world, number) = reported().await;
    world.arrive(&number).await;
    world.leave(&number, VisitResult::PartMissing { part: "真空管".into() }).await;
    let waiting = world.pause(&number, PauseReason::AwaitingPart).await;
    assert_eq!(world.new_facts().await, ["order.arrived", "order.left", "order.paused"]);
    assert_eq!(waiting.due_at, Some(instant("2026-03-03 09:00")));
    assert_eq!(restore(&world, &number).await, open_until("2026-03-03 09:00"));
    world.at("2026-03-10 09:00");
    assert_eq!(world.look().await, 1);
    assert_eq!(world.new_facts().await, ["obligation.breached"]);
    assert_eq!(world.resume(&number).await.due_at, Some(instant("2026-03-03 09:00")));
    world.check().await;
}

#[tokio::test]
async fn what_fell_due_while_the_worker_was_down_is_found_once() {
    let (world, number) = reported().await;
    world.at("2026-05-20 07:00");
    assert_eq!(world.look().await, 1);
    assert_eq!(world.new_facts().await, ["obligation.breached"]);
    assert_eq!(world.look().await, 0);
    assert_eq!(world.new_facts().await, Vec::<String>::new());

    world.arrive(&number).await;
    world.complete(&number, &Report::plain()).await;
    let facts = ["order.arrived", "order.completed", "obligation.met", "callback.planned"];
    assert_eq!(world.new_facts().await, facts);
    let late = ObligationState::Breached {
        due_at: instant("2026-03-03 09:00"),
        met_late_at: Some(instant("2026-05-20 07:00")),
    };
    assert_eq!(restore(&world, &number).await, late, "met late stays breached");
    world.check().await;
}

#[tokio::test]
async fn done_late_is_a_breach_even_before_the_worker_looks() {
    let (world, number) = reported().await;
    world.at("2026-03-03 09:01");
    world.arrive(&number).await;
    world.complete(&number, &Report::plain()).await;
    let facts =
        ["order.arrived", "order.completed", "obligation.breached", "obligation.met", "callback.planned"];
    assert_eq!(world.new_facts().await, facts);
    assert_eq!(world.look().await, 1, "the wake is still there");
    assert_eq!(world.new_facts().await, Vec::<String>::new(), "and finds nothing to do");
    world.check().await;
}

#[tokio::test]
async fn the_very_instant_is_still_in_time() {
    let (world, number) = reported().await;
    world.sell("SN-2", "SWH-200", SOLD).await;
    let other = world.ordered(call("SN-2", HAIDIAN)).await;
    world.accept(&other).await;
    world.arrive(&number).await;
    world.at("2026-03-03 09:00");
    assert_eq!(world.look().await, 0, "nothing has passed yet");
    world.complete(&number, &Report::plain()).await;
    assert_eq!(restore(&world, &number).await, ObligationState::Met { met_at: instant("2026-03-03 09:00") });
    world.pass("1ms");
    world.new_facts().await;
    assert_eq!(world.look().await, 2);
    assert_eq!(world.new_facts().await, ["obligation.breached"], "the other order's");
    world.check().await;
}

#[tokio::test]
async fn pausing_after_the_deadline_wipes_nothing_out() {
    let (world, number) = reported().await;
    world.at("2026-03-03 10:00");
    let paused = world.pause(&number, PauseReason::CustomerPostponed).await;
    assert_eq!(world.new_facts().await, ["order.paused"], "the clock has run out");
    assert_eq!(paused.due_at, Some(instant("2026-03-03 09:00")), "and the order is still late");
    world.look().await;
    assert_eq!(world.new_facts().await, ["obligation.breached"]);
    assert_eq!(world.resume(&number).await.due_at, Some(instant("2026-03-03 09:00")));
    world.check().await;
}

#[tokio::test]
async fn a_technician_on_site_ends_the_pause() {
    let (world, number) = reported().await;
    world.at("2026-03-02 21:00");
    world.pause(&number, PauseReason::CustomerPostponed).await;
    world.at("2026-03-04 09:00");
    world.new_facts().await;
    let arrived = world.arrive(&number).await;
    assert_eq!(world.new_facts().await, ["obligation.resumed", "order.arrived"]);
    assert_eq!((arrived.paused, arrived.due_at), (None, Some(instant("2026-03-04 21:00"))));
    world.check().await;
}

/// The gas agreement promises to be on site, not to have repaired (A1.14).
#[tokio::test]
async fn being_on_site_is_what_the_gas_agreement_promises() {
    let world = World::new().await;
    world.sell("GN-1", "GWH-12", SOLD).await;
    world.at("2026-03-02 09:00");
    let taken = world.take(call("GN-1", HAIDIAN)).await;
    assert_eq!(taken.due_at, Some(instant("2026-03-02 21:00")));
    let number = taken.order_number.unwrap();
    assert_eq!(world.order(&number).await.opened.product_line, GAS);
    world.accept(&number).await;
    world.pause(&number, PauseReason::CustomerUnreachable).await;
    world.at("2026-03-05 09:00");
    world.new_facts().await;
    let arrived = world.arrive(&number).await;
    assert_eq!(world.new_facts().await, ["obligation.met", "order.arrived"]);
    assert_eq!(arrived.due_at, None, "nothing more is owed by an instant");
    let kept = world.deadline(&number, ObligationKind::OnSite).await;
    assert_eq!(kept.state, ObligationState::Met { met_at: instant("2026-03-05 09:00") });
    world.leave(&number, VisitResult::NobodyHome).await;
    world.at("2026-03-09 09:00");
    world.new_facts().await;
    world.look().await;
    assert_eq!(world.new_facts().await, Vec::<String>::new());
    world.check().await;
}
