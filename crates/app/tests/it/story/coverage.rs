//! Who pays: by the day of sale and the cause, as far as they are known (M1, A1.10–A1.12, A2.4).

use super::refused;
use crate::world::{HAIDIAN, Report, STOVE, World, call};
use app::request::{self, TakeRequest};
use domain::Fen;
use domain::coverage::{Category, Cause, Fact, Fallback, Payer, Price, SaleDate};
use domain::order::{ChargeKind, Order};
use domain::people::Role;
use domain::refusal::RefusalKind;
use domain::request::{Channel, Flag};
use jiff::civil::date;

async fn world() -> World {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    world
}

/// Kind, amount, payer and price of the charges.
fn charges(order: &Order) -> Vec<(ChargeKind, i64, Option<Payer>, Option<Price>)> {
    order
        .charges
        .iter()
        .map(|charge| (charge.kind, charge.amount_fen.0, charge.payer, charge.price))
        .collect()
}

#[tokio::test]
async fn the_users_fault_is_charged_at_cost_in_warranty() {
    let world = world().await;
    for (serial, cause) in [("SN-1", Cause::User), ("SN-2", Cause::ForceMajeure)] {
        world.sell(serial, "SWH-200", SaleDate::On(date(2025, 3, 2))).await;
        let report = Report::plain().caused_by(cause).part("vacuum-tube", 2, true);
        let number = world.served(call(serial, HAIDIAN), &report).await;
        let order = world.order(&number).await;
        assert_eq!(order.coverage.category, Some(Category::Paid), "A2.4: {cause:?}");
        let at_cost = |kind, fen| (kind, fen, Some(Payer::Customer), Some(Price::AtCost));
        assert_eq!(charges(&order), [at_cost(ChargeKind::Labour, 5_000), at_cost(ChargeKind::Part, 7_600)]);
        assert!(
            order
                .coverage
                .reasons
                .iter()
                .any(|reason| reason.citation.as_ref().is_some_and(|it| it.number == "3.1"))
        );
    }
}

#[tokio::test]
async fn after_the_warranty_the_published_rates_hold() {
    let world = world().await;
    world.sell("SN-1", "SWH-200", SaleDate::On(date(2025, 3, 1))).await;
    let taken = world.take(call("SN-1", HAIDIAN)).await;
    assert_eq!(taken.category, Some(Category::Paid), "A1.10: the last day was yesterday");
    let number = taken.order_number.unwrap();
    world.accept(&number).await;
    world.arrive(&number).await;
    let order = world.complete(&number, &Report::plain().part("vacuum-tube", 1, false)).await;
    let published = |kind, fen| (kind, fen, Some(Payer::Customer), Some(Price::Published));
    assert_eq!(charges(&order), [published(ChargeKind::Labour, 12_000), published(ChargeKind::Part, 6_000)]);
}

#[tokio::test]
async fn an_unknown_day_of_sale_decides_nothing() {
    let world = world().await;
    world.sell("SN-1", "SWH-200", SaleDate::Unknown).await;
    let taken = world.take(call("SN-1", HAIDIAN)).await;
    assert_eq!((taken.category, &taken.flags), (None, &vec![Flag::SaleDateUnclear]));
    let number = taken.order_number.unwrap();
    let order = world.order(&number).await;
    assert!(order.coverage.missing.contains(&Fact::SaleDate));
    assert_eq!(order.coverage.fallback, Some(Fallback::ServeFirst));
    assert_eq!(order.stage.code(), "dispatched", "served first all the same");
    world.accept(&number).await;
    world.arrive(&number).await;
    let order = world.complete(&number, &Report::plain()).await;
    assert_eq!(order.coverage.category, None);
    assert_eq!(
        charges(&order),
        [(ChargeKind::Labour, 12_000, None, None)],
        "a price, and nobody to pay it yet"
    );
}

#[tokio::test]
async fn a_year_alone_decides_only_when_all_its_days_agree() {
    let world = world().await;
    for (serial, year, category) in
        [("SN-1", 2023, Some(Category::Paid)), ("SN-2", 2025, None), ("SN-3", 2026, Some(Category::Warranty))]
    {
        world.sell(serial, "SWH-200", SaleDate::InYear(year)).await;
        let taken = world.take(call(serial, HAIDIAN)).await;
        assert_eq!(taken.category, category, "sold in {year}");
        assert_eq!(taken.flags.contains(&Flag::SaleDateUnclear), category.is_none());
    }
}

/// A unit that is not on file: what the caller tells decides, also after the work is done.
#[tokio::test]
async fn the_day_told_by_the_caller_holds_until_the_end() {
    let world = world().await;
    let told = |sold_on: &str| TakeRequest {
        product: "SWH-200".into(),
        sold_on: sold_on.into(),
        ..call("NO-SUCH", HAIDIAN)
    };
    for (sold_on, cause, category) in [
        ("2025-06-01", Cause::Product, Some(Category::Warranty)),
        ("2025-06-01", Cause::User, Some(Category::Paid)),
        ("2023", Cause::Product, Some(Category::Paid)),
        ("", Cause::Product, None),
    ] {
        let number = world.served(told(sold_on), &Report::plain().caused_by(cause)).await;
        let order = world.order(&number).await;
        assert_eq!(order.coverage.category, category, "told {sold_on:?}, {cause:?}");
    }
    let agent = world.person(Role::Agent);
    let odd = refused(request::take(&world.app, Some(agent), Channel::Phone, None, told("去年")).await);
    assert_eq!((odd.kind, odd.field.as_deref()), (RefusalKind::Invalid, Some("sold_on")));
    assert!(odd.message.zh.contains("去年"));
}

#[tokio::test]
async fn what_is_odd_is_flagged_and_kept() {
    let world = world().await;
    let odd = TakeRequest {
        phone: "139-1111-222".into(),
        division: String::new(),
        address: "某处".into(),
        ..call("NO-SUCH", "")
    };
    let taken = world.take(odd).await;
    assert_eq!(taken.flags, [Flag::PhoneOdd, Flag::SerialUnknown, Flag::DivisionUnknown]);
    assert_eq!((taken.category, taken.provider, taken.due_at), (None, None, None));
    assert_eq!(world.new_facts().await, ["customer.recorded", "request.taken", "order.opened"]);
    let request = world.request(&taken.number).await;
    assert_eq!(request.taken.serial, "NO-SUCH", "kept as given");
    assert_eq!(request.taken.coverage.missing, [Fact::Product]);
    assert_eq!(world.order(&taken.order_number.unwrap()).await.stage.code(), "open");
    world.check().await;
}

#[tokio::test]
async fn a_second_call_for_the_same_unit_is_flagged() {
    let world = world().await;
    world.sell("SN-1", "SWH-200", SaleDate::On(date(2025, 9, 1))).await;
    assert_eq!(world.take(call("SN-1", HAIDIAN)).await.flags, []);
    let again = world.take(call("SN-1", HAIDIAN)).await;
    assert_eq!(again.flags, [Flag::PossibleDuplicate]);
    assert!(again.order_number.is_some());
}

/// Only the problem must be given; a product line without a deadline for an unknown place gets none.
#[tokio::test]
async fn only_the_problem_is_needed() {
    let world = world().await;
    let agent = world.person(Role::Agent);
    let empty = TakeRequest::default();
    let refusal = refused(request::take(&world.app, Some(agent), Channel::Phone, None, empty).await);
    assert_eq!((refusal.kind, refusal.field.as_deref()), (RefusalKind::Invalid, Some("problem")));
    let least = TakeRequest { problem: "漏水".into(), ..TakeRequest::default() };
    let taken = world.take(least).await;
    assert_eq!(taken.flags, [Flag::DivisionUnknown]);
}

/// The gas agreement leaves force majeure to local regulation (A1.13), and charges first while it is undecided.
#[tokio::test]
async fn the_gas_agreement_says_nothing_of_force_majeure() {
    let world = world().await;
    world.sell("ST-1", "GS-2", SaleDate::On(date(2025, 9, 1))).await;
    let number = world.served(call("ST-1", HAIDIAN), &Report::plain().caused_by(Cause::ForceMajeure)).await;
    let order = world.order(&number).await;
    assert_eq!((order.opened.product_line.as_str(), order.coverage.category), (STOVE, None));
    assert_eq!(order.coverage.fallback, Some(Fallback::ChargeFirst));
    assert_eq!(order.charges[0].amount_fen, Fen(8_000));
}
