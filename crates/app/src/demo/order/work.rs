//! The work on an order: accepting, visits, completion, and the provider's first callback.

use super::super::network::Outlet;
use super::super::stock::{HOOD, SPARES, STOVE};
use super::super::world::by_day;
use super::{Telling, Turn, said, unless_done};
use crate::order::{CompleteOrder, UsedPart};
use crate::{AppError, callback, order};
use domain::callback::{Callback, CallbackKind, CallbackStage, Unreached};
use domain::coverage::Cause;
use domain::ids::OrderId;
use domain::obligation::PauseReason;
use domain::order::{Diagnosis, Order, PlannedVisit, VisitResult};
use domain::people::Actor;
use jiff::{SignedDuration, Timestamp};
use store::record::service;

impl<'a> Telling<'a> {
    /// Accepting, naming the technician, agreeing the visit; none when no technician can be named.
    pub(super) async fn prepare(&mut self, outlet: &'a Outlet) -> Result<Option<&'a Actor>, AppError> {
        let (world, number) = (self.world, self.number.clone());
        let technician = self.random.pick(&outlet.technicians);
        let Some(id) = technician.technician_id else {
            return Ok(None);
        };
        let at_once = self.random.percent(70);
        let quick = [STOVE, HOOD].contains(&self.call.unit.line());
        let wait = if quick { self.minutes(5, 45) } else { self.minutes(10, 150) };
        let named = at_once.then_some(id);
        self.after(wait, order::accept(world.app, &outlet.clerk, number.clone(), named)).await?;
        if !at_once {
            let wait = self.minutes(5, 40);
            self.after(wait, order::name_technician(world.app, &outlet.manager, number.clone(), id)).await?;
        }
        if self.turn == Turn::Postponed {
            let wait = self.minutes(10, 60);
            let pausing =
                order::pause(world.app, &outlet.clerk, number.clone(), PauseReason::CustomerPostponed);
            self.after(wait, pausing).await?;
            let wait = self.minutes(1_200, 3_600);
            let wait = by_day(self.now + wait, 8..18).duration_since(self.now);
            self.after(wait, order::resume(world.app, &outlet.clerk, number)).await?;
        }
        Ok(Some(technician))
    }

    /// The visits, up to the completion.
    pub(super) async fn visit(
        &mut self,
        outlet: &'a Outlet,
        technician: &'a Actor,
        due_at: Option<Timestamp>,
    ) -> Result<Order, AppError> {
        let (world, number) = (self.world, self.number.clone());
        let mut from_at = self.first_visit_at(due_at);
        self.plan(outlet, from_at).await?;
        let failed = match self.turn {
            Turn::NobodyHome => Some((VisitResult::NobodyHome, PauseReason::CustomerUnreachable)),
            Turn::PartMissing => {
                let part = self.fault.part.unwrap_or("control-board").to_owned();
                Some((VisitResult::PartMissing { part }, PauseReason::AwaitingPart))
            }
            _ => None,
        };
        if let Some((result, reason)) = failed {
            self.arrive(technician, from_at).await?;
            let wait = self.minutes(16, 50);
            self.after(wait, order::leave(world.app, technician, number.clone(), result)).await?;
            let wait = self.minutes(16, 40);
            self.after(wait, order::pause(world.app, &outlet.clerk, number.clone(), reason)).await?;
            let later = self.minutes(600, 2_400);
            let wait = by_day(self.now + later, 8..17).duration_since(self.now);
            self.after(wait, order::resume(world.app, &outlet.clerk, number)).await?;
            let wait = self.minutes(60, 200);
            from_at = by_day(self.now + wait, 8..20);
            self.plan(outlet, from_at).await?;
        }
        self.arrive(technician, from_at).await?;
        self.complete(technician).await
    }

    /// When the technician means to come: well within the deadline, or after it when the story is about being late.
    fn first_visit_at(&mut self, due_at: Option<Timestamp>) -> Timestamp {
        let left = due_at.map_or(SignedDuration::from_hours(20), |due| due.duration_since(self.now));
        let minutes = left.as_mins().max(90);
        let share =
            if self.turn == Turn::Late { self.random.between(105, 190) } else { self.random.between(20, 72) };
        let wish = self.now + SignedDuration::from_mins((minutes * share / 100).max(35));
        let by_day = by_day(wish, 7..21);
        // A night's call about gas is served at night rather than too late.
        if self.turn != Turn::Late && due_at.is_some_and(|due| by_day > due) { wish } else { by_day }
    }

    async fn plan(&mut self, outlet: &Outlet, from_at: Timestamp) -> Result<(), AppError> {
        let wait = self.minutes(5, 30);
        let earliest = self.now + SignedDuration::from_mins(60);
        let from_at = from_at.max(earliest);
        let planned = PlannedVisit { from_at, until_at: from_at + SignedDuration::from_hours(2) };
        let planning = order::plan_visit(self.world.app, &outlet.clerk, self.number.clone(), planned);
        self.after(wait, planning).await.map(drop)
    }

    async fn arrive(&mut self, technician: &Actor, planned_at: Timestamp) -> Result<(), AppError> {
        let wait = planned_at.duration_since(self.now).max(SignedDuration::ZERO) + self.minutes(0, 25);
        self.after(wait, order::arrive(self.world.app, technician, self.number.clone())).await.map(drop)
    }

    async fn complete(&mut self, technician: &Actor) -> Result<Order, AppError> {
        let cause = match (self.call.index.wrapping_mul(73) + 29) % 100 {
            0..10 => Cause::User,
            10..13 => Cause::ForceMajeure,
            _ => Cause::Product,
        };
        let note = match cause {
            Cause::User => "用户自行拆装或使用不当造成",
            Cause::ForceMajeure => "雷击、台风等造成",
            Cause::Product => "",
        };
        let signed_by = self.call.unit.contact.name.clone();
        let report = CompleteOrder {
            diagnosis: Diagnosis {
                symptom: self.fault.symptom.to_owned(),
                cause,
                remedy: self.fault.remedy.to_owned(),
                note: note.to_owned(),
            },
            labour_minutes: self.random.between(20, 130),
            parts: self.parts(),
            signed_by,
        };
        let wait = self.minutes(20, 110);
        self.after(wait, order::complete(self.world.app, technician, self.number.clone(), report)).await
    }

    /// The part the fault needs, and now and then a small one more.
    fn parts(&mut self) -> Vec<UsedPart> {
        let mut parts = Vec::new();
        if let Some(code) = self.fault.part {
            let quantity = if code == "vacuum-tube" { self.random.between(1, 3) } else { 1 };
            parts.push(UsedPart { code: code.to_owned(), quantity, old_returned: self.random.percent(85) });
        }
        if self.random.percent(18) {
            let line = self.call.unit.line();
            let small: Vec<&str> = SPARES
                .iter()
                .filter(|spare| spare.lines.contains(&line) && spare.cost_fen < 1_300)
                .map(|spare| spare.code)
                .filter(|code| self.fault.part != Some(*code))
                .collect();
            if !small.is_empty() {
                let code = (*self.random.pick(&small)).to_owned();
                parts.push(UsedPart { code, quantity: 1, old_returned: false });
            }
        }
        parts
    }

    /// The provider asks the customer, in seven of ten cases within the next days (A2.9).
    pub(super) async fn call_back(&mut self, outlet: &Outlet, order: OrderId) -> Result<(), AppError> {
        if !self.random.percent(70) {
            return Ok(());
        }
        let wait = self.minutes(600, 7_000);
        let at = by_day(self.now + wait, 9..19);
        let world = self.world;
        let reading = world.app.read(None, async move |desk| {
            let tenant = desk.tenant();
            Ok(service::callbacks_of_order(desk.tx(), tenant, order).await?)
        });
        let callbacks = self.after(at.duration_since(self.now), reading).await?;
        let first = callbacks.iter().find(|callback| callback.kind == CallbackKind::First);
        let Some(Callback { id, stage: CallbackStage::Due, .. }) = first else {
            return Ok(());
        };
        if self.random.percent(14) {
            let wait = self.minutes(0, 30);
            let unreached = *self.random.pick(&Unreached::ALL);
            let trying = callback::record_attempt(world.app, &outlet.clerk, *id, unreached);
            unless_done(self.after(wait, trying).await)?;
        }
        let wait = self.minutes(20, 600);
        let answers = said(&mut self.random);
        let wait = by_day(self.now + wait, 9..20).duration_since(self.now);
        unless_done(self.after(wait, callback::record_answers(world.app, &outlet.clerk, *id, answers)).await)
    }
}
