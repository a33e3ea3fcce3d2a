//! Dispatch: by territory, around whoever refused, by hand with a reason (A1.4, A1.8).

use super::refused;
use crate::world::{HAIDIAN, JINGXING, World, call};
use app::order;
use domain::coverage::SaleDate;
use domain::obligation::{Debtor, ObligationKind};
use domain::order::{DispatchedBy, OrderFact};
use domain::outcome::SubjectKind;
use domain::people::Role;
use domain::refusal::RefusalKind;
use jiff::civil::date;

async fn opened(world: &World, serial: &str, division: &str) -> String {
    world.sell(serial, "SWH-200", SaleDate::On(date(2025, 9, 1))).await;
    let number = world.ordered(call(serial, division)).await;
    world.new_facts().await;
    number
}

/// How the order was dispatched last.
async fn last_dispatch(world: &World, number: &str) -> DispatchedBy {
    let id = world.order(number).await.id.0;
    let facts = world.facts_of::<OrderFact>(SubjectKind::Order, id).await;
    let last = facts.into_iter().rev().find_map(|fact| match fact {
        OrderFact::Dispatched { by, .. } => Some(by),
        _ => None,
    });
    last.unwrap()
}

#[tokio::test]
async fn who_refused_is_passed_over() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    let number = opened(&world, "SN-1", HAIDIAN).await;
    assert_eq!(last_dispatch(&world, &number).await, DispatchedBy::Territory { division: HAIDIAN.into() });

    let clerk = world.person_at(Role::ProviderClerk, "P001");
    let silent = refused(order::refuse(&world.app, clerk, number.clone(), "  ".into()).await);
    assert_eq!((silent.kind, silent.field.as_deref()), (RefusalKind::Invalid, Some("reason")));
    let open = world.refuse(&number, "师傅都在外地").await;
    assert_eq!(world.new_facts().await, ["order.refused", "obligation.passed"]);
    assert_eq!((open.stage.code(), open.refusals.len()), ("open", 1));
    let restore = world.deadline(&number, ObligationKind::Restore).await;
    assert_eq!(restore.debtor, Debtor::Principal, "until somebody has it again, the centre owes it");
    let gone = refused(order::accept(&world.app, clerk, number.clone(), None).await);
    assert_eq!(gone.kind, RefusalKind::NotFound, "what one has refused is no longer one's own");

    let again = world.dispatch(&number).await;
    assert_eq!(world.new_facts().await, ["order.dispatched", "obligation.passed"]);
    assert_eq!(again.provider_id(), Some(world.provider("P002")));
    assert_eq!(last_dispatch(&world, &number).await, DispatchedBy::Territory { division: "11".into() });
    let due = world.deadline(&number, ObligationKind::Restore).await;
    assert_eq!(due.open_due_at(), restore.open_due_at(), "another provider gets no new day");

    world.refuse(&number, "车辆故障").await;
    world.dispatch(&number).await;
    world.refuse(&number, "车辆故障").await;
    world.new_facts().await;
    let supervisor = world.person(Role::Supervisor);
    let nobody = refused(order::dispatch(&world.app, supervisor, number.clone(), None).await);
    assert_eq!(nobody.code, "dispatch.no_provider");
    by_hand(&world, &number).await;
    world.check().await;
}

async fn by_hand(world: &World, number: &str) {
    let supervisor = world.person(Role::Supervisor);
    let to = world.provider("P003");
    let why =
        refused(order::dispatch(&world.app, supervisor, number.to_owned(), Some((to, String::new()))).await);
    assert_eq!((why.kind, why.field.as_deref()), (RefusalKind::Invalid, Some("reason")));
    let given = order::dispatch(&world.app, supervisor, number.to_owned(), Some((to, "井陉站支援".into())))
        .await
        .unwrap();
    assert_eq!(world.new_facts().await, ["order.dispatched", "obligation.passed"]);
    assert_eq!(given.provider_id(), Some(to));
    assert_eq!(last_dispatch(world, number).await, DispatchedBy::Hand { reason: "井陉站支援".into() });
    let twice =
        refused(order::dispatch(&world.app, supervisor, number.to_owned(), Some((to, "再派".into()))).await);
    assert_eq!(twice.code, "dispatch.same_provider");
    world.accept(number).await;
    world.new_facts().await;
}

/// Between equally close providers the load decides, also after a refusal.
#[tokio::test]
async fn the_load_decides_between_equals_also_after_a_refusal() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    let (first, second) = (opened(&world, "SN-1", HAIDIAN).await, opened(&world, "SN-2", HAIDIAN).await);
    world.refuse(&first, "人手不足").await;
    assert_eq!(world.dispatch(&first).await.provider_id(), Some(world.provider("P002")), "the lower code");
    world.refuse(&second, "人手不足").await;
    assert_eq!(world.dispatch(&second).await.provider_id(), Some(world.provider("P004")), "the fewer orders");
}

#[tokio::test]
async fn an_order_may_be_taken_away_before_work_begins_but_not_after() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    let number = opened(&world, "SN-1", HAIDIAN).await;
    world.accept(&number).await;
    world.plan_visit(&number).await;
    let supervisor = world.person(Role::Supervisor);
    let to = Some((world.provider("P002"), "用户要求".to_owned()));
    let moved = order::dispatch(&world.app, supervisor, number.clone(), to).await.unwrap();
    assert_eq!(moved.stage.code(), "dispatched");
    world.accept(&number).await;
    world.arrive(&number).await;
    let to = Some((world.provider("P001"), "用户要求".to_owned()));
    let begun = refused(order::dispatch(&world.app, supervisor, number.clone(), to).await);
    assert_eq!((begun.kind, begun.code), (RefusalKind::Conflict, "order.wrong_stage"));
    assert!(begun.message.zh.contains("上门中"), "says where it stands: {}", begun.message.zh);
}

#[tokio::test]
async fn a_technician_must_be_the_providers_own() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    let number = opened(&world, "SN-1", JINGXING).await;
    let clerk = world.person_at(Role::ProviderClerk, "P003");
    let foreign = world.technician("王师傅");
    let other = refused(order::accept(&world.app, clerk, number.clone(), Some(foreign)).await);
    assert_eq!((other.code, other.field.as_deref()), ("order.technician", Some("technician")));
    let own = world.technician("孙师傅");
    let accepted = order::accept(&world.app, clerk, number.clone(), Some(own)).await.unwrap();
    assert_eq!(accepted.technician_id(), Some(own));
}

/// Cancelling ends the deadline; nobody is to blame.
#[tokio::test]
async fn a_cancelled_order_owes_nothing() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    let number = opened(&world, "SN-1", HAIDIAN).await;
    let supervisor = world.person(Role::Supervisor);
    order::cancel(&world.app, supervisor, number.clone(), "用户自己修好了".into()).await.unwrap();
    assert_eq!(world.new_facts().await, ["order.cancelled", "obligation.lapsed"]);
    world.at("2026-03-20 09:00");
    world.look().await;
    assert_eq!(world.new_facts().await, Vec::<String>::new());
    world.check().await;
}
