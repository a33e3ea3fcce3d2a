//! The same command twice, and two people at once.

use super::refused;
use crate::world::{HAIDIAN, World, call};
use app::{AppError, CommandKey, order, request};
use domain::coverage::SaleDate;
use domain::order::Order;
use domain::people::Role;
use domain::refusal::RefusalKind;
use domain::request::Channel;
use jiff::civil::date;

#[tokio::test]
async fn a_command_sent_twice_is_done_once() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    world.sell("SN-1", "SWH-200", SaleDate::On(date(2025, 9, 1))).await;
    let agent = world.person(Role::Agent);
    let send = async |id: &str, content: &str, problem: &str| {
        let key = CommandKey::new(id, "request.take", content.as_bytes());
        let mut call = call("SN-1", HAIDIAN);
        call.problem = problem.to_owned();
        request::take(&world.app, Some(agent), Channel::Program, Some(key), call).await
    };
    let first = send("k-1", "漏水", "漏水").await.unwrap();
    assert_eq!(world.new_facts().await.len(), 5);
    world.pass("2h");
    assert_eq!(send("k-1", "漏水", "漏水").await.unwrap(), first, "the same answer");
    assert_eq!(world.new_facts().await, Vec::<String>::new(), "and one record");

    let other = refused(send("k-1", "不热", "不热").await);
    assert_eq!((other.kind, other.code), (RefusalKind::Conflict, "command.other_content"));
    assert!(other.message.zh.contains("k-1"));
    assert_eq!(world.new_facts().await, Vec::<String>::new());

    let wrong = refused(send("k-2", "", " ").await);
    assert_eq!(wrong.kind, RefusalKind::Invalid);
    let corrected = send("k-2", "不热", "不热").await.unwrap();
    assert_ne!(corrected.number, first.number, "what was refused has not used its id up");
}

/// Both send the same key at the same time: one record, one answer.
async fn one_key_at_once(world: World) {
    let agent = world.person(Role::Agent);
    let send = || {
        let key = CommandKey::new("k-1", "request.take", b"x");
        request::take(&world.app, Some(agent), Channel::Program, Some(key), call("SN-1", HAIDIAN))
    };
    let (one, other, third) = tokio::join!(send(), send(), send());
    let one = one.unwrap();
    assert_eq!((&one, &one), (&other.unwrap(), &third.unwrap()));
    let taken = world.new_facts().await.iter().filter(|fact| *fact == "request.taken").count();
    assert_eq!(taken, 1);
}

/// Two people answer one order at the same time: one does it, the other is told what happened.
async fn two_people_on_one_order(world: World) {
    world.at("2026-03-02 09:00");
    world.sell("SN-1", "SWH-200", SaleDate::On(date(2025, 9, 1))).await;
    let number = world.ordered(call("SN-1", HAIDIAN)).await;
    world.new_facts().await;
    let clerk = world.person_at(Role::ProviderClerk, "P001");
    let manager = world.person_at(Role::ProviderManager, "P001");
    let (accepted, refusal) = tokio::join!(
        order::accept(&world.app, clerk, number.clone(), None),
        order::refuse(&world.app, manager, number.clone(), "人手不足".into()),
    );
    let told = |answer: Result<Order, AppError>| refused(answer);
    if accepted.is_ok() {
        let late = told(refusal);
        assert!(matches!(late.kind, RefusalKind::Conflict | RefusalKind::Stale), "{late:?}");
        assert!(
            late.message.zh.contains("已接单") && late.message.zh.contains(&number),
            "{}",
            late.message.zh
        );
        assert_eq!(world.new_facts().await, ["order.accepted"]);
    } else {
        refusal.unwrap();
        assert_eq!(told(accepted).kind, RefusalKind::NotFound, "no longer the provider's own");
        assert_eq!(world.new_facts().await, ["order.refused", "obligation.passed"]);
    }
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_at_once_on_sqlite() {
    one_key_at_once(World::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_at_once_on_postgres() {
    if let Some(world) = World::on_postgres().await {
        one_key_at_once(world).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_on_one_order_on_sqlite() {
    two_people_on_one_order(World::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_on_one_order_on_postgres() {
    if let Some(world) = World::on_postgres().await {
        two_people_on_one_order(world).await;
    }
}

/// What was decided on an older state than the stored one is refused as a whole.
#[tokio::test]
async fn a_decision_on_an_older_state_is_stale() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    world.sell("SN-1", "SWH-200", SaleDate::On(date(2025, 9, 1))).await;
    let number = world.ordered(call("SN-1", HAIDIAN)).await;
    let seen = world.order(&number).await;
    world.accept(&number).await;
    world.new_facts().await;
    let written = world
        .app
        .write(None, async move |desk| {
            let changed = seen.accept(None, desk.stamp())?;
            desk.commit(&domain::outcome::Outcome::of(changed)).await
        })
        .await;
    let stale = refused(written);
    assert_eq!(stale.kind, RefusalKind::Stale);
    assert_eq!(world.new_facts().await, Vec::<String>::new());
    world.check().await;
}
