//! Working an order: dispatch, accept, visit; completing and judging stand in files of their own.

mod complete;
mod judge;

pub use complete::{CompleteOrder, UsedPart, complete};
pub use judge::judge;

use crate::agreements::InForce;
use crate::{App, AppError, Desk, not_found};
use domain::calendar::Calendar;
use domain::ids::{ProviderId, TechnicianId};
use domain::obligation::{Debtor, Obligation, ObligationKind, PauseReason};
use domain::order::{DispatchedBy, Order, PlannedVisit, Refuse, VisitResult, choose_provider};
use domain::outcome::{Outcome, Recipient, Subject, SubjectKind};
use domain::party::{Provider, Technician};
use domain::people::{Action, Actor};
use domain::refusal::{Refusal, RefusalKind};
use domain::words;
use domain::words::Words;
use jiff::Timestamp;
use store::record::{self, party, service};

/// An order by its number, and the version of it a person has seen; none for whoever takes it as it is.
///
/// A number alone becomes one, so programs that do not show orders need not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderAt {
    /// The number.
    pub number: String,
    /// The version seen.
    pub seen: Option<u32>,
}

impl From<String> for OrderAt {
    fn from(number: String) -> Self {
        Self { number, seen: None }
    }
}

/// The subject of an order.
pub fn subject_of(order: &Order) -> Subject {
    Subject { kind: SubjectKind::Order, id: order.id.0 }
}

/// Dispatches by territory, or to a provider named by hand with the reason.
pub async fn dispatch(
    app: &App,
    who: &Actor,
    order: impl Into<OrderAt>,
    to: Option<(ProviderId, String)>,
) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::DispatchOrders).await?;
        let tenant = desk.tenant();
        let (provider, by) = match &to {
            Some((provider, reason)) => {
                let provider = record::find::<Provider>(desk.tx(), tenant, provider.0)
                    .await?
                    .ok_or_else(|| not_found("该服务商", "provider"))?;
                (provider, DispatchedBy::Hand { reason: reason.clone() })
            }
            None => by_territory(desk, &order).await?,
        };
        let stamp = desk.stamp();
        let changed = order.dispatch(&provider, by, stamp)?;
        let text = words!("新工单 {number}，请及时接单。", "New order {number}: please accept it.");
        let subject = subject_of(&order);
        let mut outcome =
            Outcome::of(changed.clone()).and_message(Recipient::Provider(provider.id), subject, text);
        for obligation in deadlines(desk, &order).await? {
            if let Some(passed) = obligation.pass(Debtor::Provider(provider.id), stamp) {
                outcome = outcome.and(passed);
            }
        }
        desk.commit(&outcome).await?;
        Ok(changed.after)
    })
    .await
}

async fn by_territory(desk: &mut Desk<'_>, order: &Order) -> Result<(Provider, DispatchedBy), AppError> {
    let tenant = desk.tenant();
    let Order { opened, .. } = order;
    let candidates = party::dispatch_candidates(desk.tx(), tenant, order).await?;
    let chosen = match choose_provider(order, &candidates) {
        Some((candidate, by)) => {
            let provider = record::load::<Provider>(desk.tx(), tenant, candidate.provider_id.0).await?;
            Some((provider, by))
        }
        None => None,
    };
    chosen.ok_or_else(|| {
        let (division, line) = (&opened.division, &opened.product_line);
        Refusal::new(
            RefusalKind::Conflict,
            "dispatch.no_provider",
            words!(
                "区县 {division} 没有可派的服务商（产品线 {line}）。请手工指定服务商，或为服务商补充服务区域。",
                "No provider serves district {division} for product line {line}. Name one by hand, or extend a territory."
            ),
        )
        .into()
    })
}

/// The order's deadlines that are still owed.
async fn deadlines(desk: &mut Desk<'_>, order: &Order) -> Result<Vec<Obligation>, AppError> {
    let tenant = desk.tenant();
    let obligations = service::obligations_of(desk.tx(), tenant, subject_of(order)).await?;
    Ok(obligations.into_iter().filter(Obligation::is_owed).collect())
}

/// The provider takes the order, and may name its technician.
pub async fn accept(
    app: &App,
    who: &Actor,
    order: impl Into<OrderAt>,
    technician: Option<TechnicianId>,
) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::AnswerDispatch).await?;
        own_technician(desk, &order, technician).await?;
        save(desk, order.accept(technician, desk.stamp())?).await
    })
    .await
}

/// The provider refuses the order, with a reason; the centre gives it to another.
pub async fn refuse(
    app: &App,
    who: &Actor,
    order: impl Into<OrderAt>,
    reason: String,
) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::AnswerDispatch).await?;
        let stamp = desk.stamp();
        let changed = order.refuse(Refuse { reason: reason.clone() }, stamp)?;
        let text = words!("工单 {number} 被拒，请另派。", "Order {number} was refused: dispatch it again.");
        let mut outcome =
            Outcome::of(changed.clone()).and_message(Recipient::Centre, subject_of(&order), text);
        for obligation in deadlines(desk, &order).await? {
            if let Some(passed) = obligation.pass(Debtor::Principal, stamp) {
                outcome = outcome.and(passed);
            }
        }
        desk.commit(&outcome).await?;
        Ok(changed.after)
    })
    .await
}

/// Names the technician.
pub async fn name_technician(
    app: &App,
    who: &Actor,
    order: impl Into<OrderAt>,
    technician: TechnicianId,
) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::AnswerDispatch).await?;
        own_technician(desk, &order, Some(technician)).await?;
        save(desk, order.name_technician(technician, desk.stamp())?).await
    })
    .await
}

/// A technician must belong to the provider that has the order.
async fn own_technician(
    desk: &mut Desk<'_>,
    order: &Order,
    technician: Option<TechnicianId>,
) -> Result<(), AppError> {
    let Some(id) = technician else { return Ok(()) };
    let tenant = desk.tenant();
    let known = record::find::<Technician>(desk.tx(), tenant, id.0).await?;
    match known {
        Some(technician) if Some(technician.profile.provider_id) == order.provider_id() => Ok(()),
        _ => Err(Refusal::invalid(
            "order.technician",
            "technician",
            Words::fixed(
                "该师傅不属于接单的服务商，请从列表中选择。",
                "This technician does not belong to the order's provider. Choose one from the list.",
            ),
        )
        .into()),
    }
}

/// Agrees a visit with the customer.
pub async fn plan_visit(
    app: &App,
    who: &Actor,
    order: impl Into<OrderAt>,
    planned: PlannedVisit,
) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::WorkOrders).await?;
        let changed = order.plan_visit(planned, desk.stamp())?;
        let text = words!("您的工单 {number} 已预约上门。", "A visit for your order {number} is planned.");
        let customer = Recipient::Customer(order.opened.customer_id);
        let outcome = Outcome::of(changed.clone()).and_message(customer, subject_of(&order), text);
        desk.commit(&outcome).await?;
        Ok(changed.after)
    })
    .await
}

/// The technician arrives: a promise to be on site is met (A1.14), whatever stopped the clock is over.
pub async fn arrive(app: &App, who: &Actor, order: impl Into<OrderAt>) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::WorkOrders).await?;
        let (due_at, outcome) = run_clocks(desk, &order, Some(ObligationKind::OnSite)).await?;
        let changed = order.arrive(due_at, desk.stamp())?;
        desk.commit(&outcome.and(changed.clone())).await?;
        Ok(changed.after)
    })
    .await
}

/// The technician leaves without a solution.
pub async fn leave(
    app: &App,
    who: &Actor,
    order: impl Into<OrderAt>,
    result: VisitResult,
) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::WorkOrders).await?;
        save(desk, order.leave(result.clone(), desk.stamp())?).await
    })
    .await
}

/// The clock is stopped by the customer's wish or absence, or a part is awaited.
pub async fn pause(
    app: &App,
    who: &Actor,
    order: impl Into<OrderAt>,
    reason: PauseReason,
) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::WorkOrders).await?;
        let stamp = desk.stamp();
        let mut outcome = Outcome::default();
        let mut due_at = order.due_at;
        for obligation in deadlines(desk, &order).await? {
            if let Some(paused) = obligation.pause(reason, stamp) {
                (due_at, outcome) = (None, outcome.and(paused));
            }
        }
        let changed = order.pause(reason, due_at, stamp)?;
        desk.commit(&outcome.and(changed.clone())).await?;
        Ok(changed.after)
    })
    .await
}

/// The work goes on; what was left of the deadline is counted from now.
pub async fn resume(app: &App, who: &Actor, order: impl Into<OrderAt>) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::WorkOrders).await?;
        let (due_at, outcome) = run_clocks(desk, &order, None).await?;
        let changed = order.resume(due_at, desk.stamp())?;
        desk.commit(&outcome.and(changed.clone())).await?;
        Ok(changed.after)
    })
    .await
}

/// Lets the clocks that stand run again, except of what is done by now, which is met; says when the order is due then.
async fn run_clocks(
    desk: &mut Desk<'_>,
    order: &Order,
    done: Option<ObligationKind>,
) -> Result<(Option<Timestamp>, Outcome), AppError> {
    let stamp = desk.stamp();
    let agreements = desk.agreements();
    let calendar = order
        .opened
        .agreement_id
        .and_then(|id| agreements.get(id))
        .map_or_else(Calendar::china, InForce::calendar);
    let mut outcome = Outcome::default();
    let mut due_at = order.due_at;
    for obligation in deadlines(desk, order).await? {
        if Some(obligation.kind) == done {
            if let Some(met) = obligation.meet(stamp.at, stamp) {
                (due_at, outcome) = (None, outcome.and(met));
            }
        } else if let Some(resumed) = obligation.resume(calendar, stamp) {
            due_at = resumed.after.open_due_at();
            outcome = outcome.and_obligation(resumed);
        }
    }
    Ok((due_at, outcome))
}

/// Ends the order unserved; its deadlines lapse.
pub async fn cancel(
    app: &App,
    who: &Actor,
    order: impl Into<OrderAt>,
    reason: String,
) -> Result<Order, AppError> {
    let OrderAt { number, seen } = order.into();
    app.command(who, async move |desk| {
        let order = desk.order_seen(&number, seen, Action::DispatchOrders).await?;
        let stamp = desk.stamp();
        let changed = order.cancel(reason.clone(), stamp)?;
        let mut outcome = Outcome::of(changed.clone());
        for obligation in deadlines(desk, &order).await? {
            if let Some(lapsed) = obligation.lapse(stamp) {
                outcome = outcome.and(lapsed);
            }
        }
        desk.commit(&outcome).await?;
        Ok(changed.after)
    })
    .await
}

async fn save(desk: &mut Desk<'_>, changed: domain::outcome::Changed<Order>) -> Result<Order, AppError> {
    desk.commit(&Outcome::of(changed.clone())).await?;
    Ok(changed.after)
}

/// Meets the order's obligations of a kind, now.
async fn meet(
    desk: &mut Desk<'_>,
    order: &Order,
    kind: ObligationKind,
    mut outcome: Outcome,
) -> Result<Outcome, AppError> {
    let stamp = desk.stamp();
    for obligation in deadlines(desk, order).await?.into_iter().filter(|obligation| obligation.kind == kind) {
        if let Some(met) = obligation.meet(stamp.at, stamp) {
            outcome = outcome.and(met);
        }
    }
    Ok(outcome)
}
