//! A statement sent back: a new round, the old lines kept, what hung on the old round ended.

use super::{refused, times};
use crate::world::{HAIDIAN, Report, SOLAR, World, about, call, instant};
use app::statement;
use domain::Fen;
use domain::callback::CallbackStage;
use domain::coverage::SaleDate;
use domain::obligation::{ObligationKind, ObligationState};
use domain::order::JudgementKind;
use domain::people::Role;
use domain::refusal::RefusalKind;
use domain::settlement::{LineKind, Statement, StatementStage};
use jiff::civil::date;
use store::record::service;

const ORDERS: usize = 4;

/// A received statement of four orders and a fee of 400 yuan; one second callback is answered.
async fn received() -> (World, Vec<String>, Statement) {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    let mut orders = Vec::new();
    for index in 0..ORDERS {
        let serial = format!("SN-{index}");
        world.sell(&serial, "SWH-200", SaleDate::On(date(2025, 9, 1))).await;
        let number = world.served(call(&serial, HAIDIAN), &Report::plain()).await;
        world.call_back_first(&number).await;
        orders.push(number);
    }
    world.settle_sales("P001", "2026-03", SOLAR, "40000.00").await;
    world.at("2026-04-15 09:00");
    world.open_month("2026-03").await;
    let Statement { number, .. } = world.statement_of("P001", "2026-03").await;
    world.submit("P001", &number, 4).await;
    world.at("2026-04-16 09:00");
    let received = world.receive(&number).await;
    let first = world.second_callbacks(&received).await.remove(0);
    world.answer(first.id).await;
    world.new_facts().await;
    (world, orders, received)
}

#[tokio::test]
async fn a_new_round_keeps_the_old_lines() {
    let (world, orders, first) = received().await;
    let number = first.number.clone();
    let auditor = world.person(Role::Auditor);
    let silent = refused(statement::send_back(&world.app, auditor, number.clone(), " ".into()).await);
    assert_eq!((silent.kind, silent.field.as_deref()), (RefusalKind::Invalid, Some("reason")));
    world.judge(&orders[0], JudgementKind::Void).await;
    world.new_facts().await;
    let back =
        statement::send_back(&world.app, auditor, number.clone(), "缺少三张原件".into()).await.unwrap();
    assert_eq!(back.stage, StatementStage::Collecting);
    assert_eq!(back.returned_because.as_deref(), Some("缺少三张原件"));
    let mut facts = times(1, "statement.returned");
    facts.extend(times(2, "callback.given_up"));
    facts.extend(times(1, "obligation.lapsed"));
    assert_eq!(world.new_facts().await, facts);
    let lapsed = world.obligation(about(&back), ObligationKind::Pay).await;
    assert_eq!(lapsed.state, ObligationState::Lapsed { lapsed_at: instant("2026-04-16 09:00") });

    world.at("2026-04-25 09:00");
    let second = world.submit("P001", &number, 4).await;
    assert_eq!(world.new_facts().await, ["statement.submitted"], "claimed once, owed once");
    assert_eq!(second.round, 2);
    assert_eq!(second.totals.amount_fen, Fen(40_000), "what was found is for the auditor to say again");
    let old = world.lines_of_round(&second, 1).await;
    assert_eq!(old.iter().map(|line| line.amount_fen.0).collect::<Vec<_>>(), [40_000]);

    world.at("2026-04-26 09:00");
    let received = world.receive(&number).await;
    assert_ne!(received.seed, first.seed, "a new draw");
    let pay = world.obligation(about(&received), ObligationKind::Pay).await;
    assert_eq!(pay.open_due_at(), Some(instant("2026-05-17 00:00")), "A2.13 from the new receipt");
    let callbacks = world.second_callbacks(&received).await;
    let stages = |wanted: fn(&CallbackStage) -> bool| callbacks.iter().filter(|it| wanted(&it.stage)).count();
    assert_eq!(stages(|stage| *stage == CallbackStage::Due), 3);
    assert_eq!(stages(|stage| matches!(stage, CallbackStage::GivenUp { .. })), 2);
    world.answer_all(&received).await;
    let verified = world.verify(&number).await;
    assert_eq!(verified.totals.amount_fen, Fen(30_000));
    let kinds: Vec<LineKind> = world.lines(&number).await.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [LineKind::SalesShare, LineKind::Void]);
    world.confirm_and_approve(&number).await;
    world.pay(&number, Fen(30_000)).await;
    world.check().await;
}

/// Each step may send back only what is before it: the auditor until it is verified, then the supervisor, then the
/// marketing manager; what is approved is final.
#[tokio::test]
async fn whoever_is_next_may_send_back() {
    let (world, _, received) = received().await;
    let number = received.number.clone();
    let back = async |role: Role| {
        statement::send_back(&world.app, world.person(role), number.clone(), "金额不符".into()).await
    };
    world.answer_all(&received).await;
    world.verify(&number).await;
    assert_eq!(refused(back(Role::Auditor).await).kind, RefusalKind::Forbidden);
    assert_eq!(refused(back(Role::MarketingManager).await).kind, RefusalKind::Forbidden);
    statement::confirm(&world.app, world.person(Role::Supervisor), number.clone()).await.unwrap();
    assert_eq!(refused(back(Role::Supervisor).await).kind, RefusalKind::Forbidden);
    statement::approve(&world.app, world.person(Role::MarketingManager), number.clone()).await.unwrap();
    for role in [Role::Auditor, Role::Supervisor, Role::MarketingManager] {
        assert!(back(role).await.is_err(), "approved is final for {role:?}");
    }
    world.check().await;
}

/// The finding must become a line: after the verification an order is judged only once the statement is sent back.
#[tokio::test]
async fn a_closed_statement_keeps_its_orders_from_being_judged() {
    let (world, orders, received) = received().await;
    world.answer_all(&received).await;
    world.verify(&received.number).await;
    let auditor = world.person(Role::Auditor);
    let judge = async || {
        app::order::judge(&world.app, auditor, orders[1].clone(), JudgementKind::Tenfold, "虚假".into()).await
    };
    let closed = refused(judge().await);
    assert_eq!((closed.kind, closed.code), (RefusalKind::Conflict, "order.statement_closed"));
    assert!(closed.message.en.contains(&received.number), "{}", closed.message.en);
    let supervisor = world.person(Role::Supervisor);
    statement::send_back(&world.app, supervisor, received.number.clone(), "查明虚假".into()).await.unwrap();
    judge().await.unwrap();
    let twice = refused(judge().await);
    assert_eq!(twice.code, "order.judged");
}

impl World {
    /// The lines of an earlier round.
    async fn lines_of_round(
        &self,
        statement: &Statement,
        round: u32,
    ) -> Vec<domain::settlement::StatementLine> {
        let id = statement.id;
        self.app
            .read(None, async move |desk| {
                let tenant = desk.tenant();
                Ok(service::statement_lines(desk.tx(), tenant, id, round, 0, 1_000).await?)
            })
            .await
            .unwrap()
    }
}
