//! What people do to orders, callbacks and statements: mostly what comes next, sometimes anything.

use super::Simulation;
use crate::world::Report;
use app::{callback, order, request, statement};
use domain::Fen;
use domain::callback::{Answers, CallbackKind, CallbackStage, Unreached};
use domain::coverage::Cause;
use domain::obligation::PauseReason;
use domain::order::{JudgementKind, Order, PlannedVisit, Stage, VisitResult};
use domain::people::{Actor, Role};
use domain::settlement::StatementStage;
use jiff::SignedDuration;

/// What can be done to an order.
const ORDER_DEEDS: [&str; 14] = [
    "dispatch", "by_hand", "cancel", "accept", "refuse", "name", "plan", "arrive", "leave", "pause",
    "resume", "complete", "judge", "accept",
];
/// What can be done to a statement.
const STATEMENT_DEEDS: [&str; 7] = ["submit", "receive", "verify", "confirm", "approve", "pay", "send_back"];

/// What comes next for an order; more often said, more often done.
fn next_of(order: &Order) -> &'static [&'static str] {
    if order.paused.is_some() {
        return &["resume", "resume", "arrive", "by_hand"];
    }
    match order.stage {
        Stage::Open => &["dispatch", "dispatch", "dispatch", "by_hand", "by_hand", "cancel"],
        Stage::Dispatched { .. } => &["accept", "accept", "accept", "refuse"],
        Stage::Accepted { .. } => &["arrive", "arrive", "plan", "name", "pause", "by_hand"],
        Stage::VisitPlanned { .. } => &["arrive", "arrive", "arrive", "pause", "name"],
        Stage::OnSite { .. } => &["complete", "complete", "complete", "leave"],
        Stage::Completed { .. } => &["judge", "complete", "cancel"],
        Stage::Cancelled { .. } => &["accept", "dispatch"],
    }
}

/// What comes next for a statement.
const fn next_step(stage: &StatementStage) -> &'static str {
    match stage {
        StatementStage::Collecting => "submit",
        StatementStage::Submitted { .. } => "receive",
        StatementStage::Received { .. } => "verify",
        StatementStage::Verified { .. } => "confirm",
        StatementStage::Confirmed { .. } => "approve",
        StatementStage::Approved { .. } | StatementStage::Paid { .. } => "pay",
    }
}

impl Simulation {
    /// Somebody works on one of the latest orders.
    pub async fn work(&mut self) {
        if self.dice.chance(6)
            && let Some(number) = self.dice.recent(&self.requests, 10)
        {
            return self.handle_request(number).await;
        }
        let Some(number) = self.dice.recent(&self.orders, 12) else {
            return;
        };
        let order = self.world.order(&number).await;
        let deed =
            if self.dice.chance(85) { self.dice.pick(next_of(&order)) } else { self.dice.pick(&ORDER_DEEDS) };
        let who = match deed {
            "dispatch" | "by_hand" | "cancel" => self.somebody(&[Role::Agent, Role::Supervisor]),
            "judge" => self.somebody(&[Role::Auditor]),
            _ => self.somebody_of(order.provider_id()),
        };
        let answer = self.do_to_order(deed, &order, &who).await;
        let worked = answer.is_ok();
        self.tell(deed, &number, &who, answer);
        if worked && deed == "complete" {
            let planned = self.world.callback(&number, CallbackKind::First).await.unwrap();
            self.callbacks.insert(planned.id);
        }
    }

    async fn handle_request(&mut self, number: String) {
        let who = self.somebody(&[Role::Agent]);
        let app = &self.world.app;
        let (deed, answer) = match self.dice.below(3) {
            0 => ("request.answer", request::answer(app, &who, number.clone(), "已电话指导".into()).await),
            1 => ("request.cancel", request::cancel(app, &who, number.clone(), "重复来电".into()).await),
            _ => {
                let ordered = request::order(app, &who, number.clone(), false).await;
                if let Ok(taken) = &ordered {
                    self.orders.extend(taken.order_number.clone());
                }
                ("request.order", ordered.map(drop))
            }
        };
        self.tell(deed, &number, &who, answer);
    }

    async fn do_to_order(&mut self, deed: &str, order: &Order, who: &Actor) -> Result<(), app::AppError> {
        let number = order.opened.number.clone();
        let technician = self.dice.pick(&["王师傅", "李师傅", "赵师傅", "孙师傅"]);
        let technician = self.world.technician(technician);
        let to = self.dice.pick(&["P001", "P002", "P003", "P004"]);
        let to = (self.world.provider(to), "就近支援".to_owned());
        let report = self.report();
        let reason = self.dice.pick(&PauseReason::ALL);
        let kind = self.dice.pick(&[JudgementKind::Void, JudgementKind::Tenfold]);
        let from_at = self.world.app.now() + SignedDuration::from_hours(2);
        let planned = PlannedVisit { from_at, until_at: from_at + SignedDuration::from_hours(3) };
        let app = &self.world.app;
        match deed {
            "dispatch" => order::dispatch(app, who, number, None).await,
            "by_hand" => order::dispatch(app, who, number, Some(to)).await,
            "cancel" => order::cancel(app, who, number, "用户取消".into()).await,
            "accept" => order::accept(app, who, number, None).await,
            "refuse" => order::refuse(app, who, number, "人手不足".into()).await,
            "name" => order::name_technician(app, who, number, technician).await,
            "plan" => order::plan_visit(app, who, number, planned).await,
            "arrive" => order::arrive(app, who, number).await,
            "leave" => order::leave(app, who, number, VisitResult::NobodyHome).await,
            "pause" => order::pause(app, who, number, reason).await,
            "resume" => order::resume(app, who, number).await,
            "complete" => order::complete(app, who, number, report.command()).await,
            "judge" => order::judge(app, who, number, kind, "用户称未维修".into()).await,
            other => unreachable!("{other} is not done to orders"),
        }
        .map(drop)
    }

    fn report(&mut self) -> Report {
        let cause = self.dice.pick(&[Cause::Product, Cause::Product, Cause::User, Cause::ForceMajeure]);
        let mut report = Report::plain().caused_by(cause);
        for _ in 0..self.dice.below(3) {
            let code =
                self.dice.pick(&["vacuum-tube", "control-board", "water-valve", "seal-ring", "burner-head"]);
            let quantity = i64::try_from(self.dice.below(4)).unwrap();
            report = report.part(code, quantity, self.dice.chance(60));
        }
        report
    }

    /// Somebody calls a customer back.
    pub async fn call_back(&mut self) {
        let known: Vec<_> = self.callbacks.iter().copied().collect();
        let Some(id) = self.dice.recent(&known, 30) else {
            return;
        };
        let callback = self.world.callback_by_id(id).await;
        let who = match callback.kind {
            CallbackKind::First => self.somebody_of(Some(callback.provider_id)),
            CallbackKind::Second => self.somebody(&[Role::Auditor]),
        };
        let app = &self.world.app;
        let (deed, answer) = if self.dice.chance(15) {
            ("callback.try", callback::record_attempt(app, &who, id, Unreached::NoAnswer).await)
        } else {
            let answers = Answers {
                satisfaction: u8::try_from(self.dice.below(7)).unwrap(),
                data_complete: true,
                data_true: true,
                original_found: None,
                comment: String::new(),
            };
            ("callback.answer", callback::record_answers(app, &who, id, answers).await)
        };
        self.tell(deed, &id.to_string(), &who, answer.map(drop));
    }

    /// Somebody moves a statement, calling back first whoever stands in the way.
    pub async fn settle(&mut self) {
        self.find_statements().await;
        let known: Vec<String> = self.statements.iter().cloned().collect();
        let Some(number) = self.dice.recent(&known, 12) else {
            return;
        };
        let statement = self.world.statement(&number).await;
        let deed = match self.dice.below(10) {
            0 => "send_back",
            1 => self.dice.pick(&STATEMENT_DEEDS),
            _ => next_step(&statement.stage),
        };
        if deed == "verify" && self.dice.chance(60) {
            self.world.answer_all(&statement).await;
        }
        let who = match deed {
            "submit" => self.somebody_of(Some(statement.provider_id)),
            "receive" | "verify" => self.somebody(&[Role::Auditor]),
            "confirm" => self.somebody(&[Role::Supervisor]),
            "approve" => self.somebody(&[Role::MarketingManager]),
            "pay" => self.somebody(&[Role::Finance]),
            _ => self.somebody(&[Role::Auditor, Role::Supervisor, Role::MarketingManager]),
        };
        let owed = statement.totals.amount_fen.max(Fen::ZERO);
        let amount = if self.dice.chance(80) { owed } else { owed + Fen(1) };
        let payment = self.world.transfer(amount);
        let app = &self.world.app;
        let to = number.clone();
        let answer = match deed {
            "submit" => statement::submit(app, &who, to, 1).await,
            "receive" => statement::receive(app, &who, to).await,
            "verify" => statement::verify(app, &who, to).await,
            "confirm" => statement::confirm(app, &who, to).await,
            "approve" => statement::approve(app, &who, to).await,
            "pay" => statement::pay(app, &who, to, payment).await,
            _ => statement::send_back(app, &who, to, "资料不符".into()).await,
        };
        if let Ok(received) = &answer
            && deed == "receive"
        {
            let drawn = self.world.second_callbacks(received).await;
            let due = drawn.iter().filter(|callback| callback.stage == CallbackStage::Due);
            self.callbacks.extend(due.map(|callback| callback.id));
        }
        self.tell(deed, &number, &who, answer.map(drop));
    }

    async fn find_statements(&mut self) {
        for month in ["2026-02", "2026-03", "2026-04", "2026-05"] {
            for provider in ["P001", "P002", "P003", "P004"] {
                let found = self.world.statements_of(provider, month).await;
                self.statements.extend(found.into_iter().map(|statement| statement.number));
            }
        }
    }
}
