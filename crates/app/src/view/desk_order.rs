//! One order, with everything its page shows and what the reader may do next.

use super::told::{self, Told};
use super::{Names, ShownContact};
use crate::order::subject_of;
use crate::request::product_of;
use crate::{App, AppError, Desk};
use domain::callback::{Callback, CallbackKind, CallbackStage};
use domain::catalogue::{Product, Unit};
use domain::ids::{ProviderId, TechnicianId};
use domain::obligation::{Debtor, Obligation};
use domain::order::{Order, Stage};
use domain::outcome::{Subject, SubjectKind};
use domain::party::{Customer, Person, Technician};
use domain::people::{Action, Actor};
use domain::request::Request;
use domain::settlement::Statement;
use domain::words::Words;
use store::list::{self, Page};
use store::record::{self, party, service};
use store::reveal;

/// The most looks behind the mask that a timeline tells.
const LOOKS_MAX: i64 = 20;

/// Something a person can do with an order now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Give it to a provider.
    Dispatch,
    /// Give it to another provider.
    Reassign,
    /// Take it.
    Accept,
    /// Refuse it.
    Refuse,
    /// Say who goes.
    NameTechnician,
    /// Agree a visit.
    PlanVisit,
    /// Record the arrival.
    Arrive,
    /// Leave without a solution.
    Leave,
    /// Record what was done.
    Complete,
    /// Stop the clock.
    Pause,
    /// Let it run again.
    Resume,
    /// End it unserved.
    Cancel,
    /// Find it void or false.
    Judge,
}

impl Step {
    /// What one must be allowed to do.
    const fn action(self) -> Action {
        match self {
            Self::Dispatch | Self::Reassign | Self::Cancel => Action::DispatchOrders,
            Self::Accept | Self::Refuse | Self::NameTechnician => Action::AnswerDispatch,
            Self::PlanVisit | Self::Arrive | Self::Leave | Self::Complete | Self::Pause | Self::Resume => {
                Action::WorkOrders
            }
            Self::Judge => Action::JudgeOrders,
        }
    }
}

/// What can be done with an order at its stage, by anybody; the first is the next step on its way.
pub fn steps_of(order: &Order) -> Vec<Step> {
    let pause = if order.paused.is_some() { Step::Resume } else { Step::Pause };
    match order.stage {
        Stage::Open => vec![Step::Dispatch, Step::Cancel],
        Stage::Dispatched { .. } => vec![Step::Accept, Step::Refuse, Step::Reassign, Step::Cancel],
        Stage::Accepted { .. } if order.paused.is_some() => {
            vec![Step::Resume, Step::PlanVisit, Step::NameTechnician, Step::Reassign, Step::Cancel]
        }
        Stage::Accepted { .. } => {
            vec![Step::PlanVisit, Step::NameTechnician, Step::Arrive, pause, Step::Reassign, Step::Cancel]
        }
        Stage::VisitPlanned { .. } => {
            vec![Step::Arrive, Step::PlanVisit, Step::NameTechnician, pause, Step::Reassign, Step::Cancel]
        }
        Stage::OnSite { .. } => vec![Step::Complete, Step::Leave],
        Stage::Completed { .. } if order.judgement.is_none() => vec![Step::Judge],
        Stage::Completed { .. } | Stage::Cancelled { .. } => Vec::new(),
    }
}

/// Those of the steps a person may take; whether the first of them is the order's next step.
fn own_steps(actor: &Actor, order: &Order) -> (Option<Step>, Vec<Step>) {
    let may = |step: &Step| {
        let scope = actor.scope(step.action());
        scope.is_ok_and(|scope| scope.covers(order.provider_id(), order.technician_id()))
    };
    let all = steps_of(order);
    let next = all.first().copied().filter(|step| may(step) && *step != Step::Judge);
    let others = all.into_iter().filter(|step| may(step) && Some(*step) != next).collect();
    (next, others)
}

/// Everything an order's page shows.
#[derive(Clone, Debug)]
pub struct OrderView {
    /// The order; the name it was signed with is masked.
    pub order: Order,
    /// The customer, masked unless revealed.
    pub contact: ShownContact,
    /// Whether the reader may see the customer in full; that is logged.
    pub may_reveal: bool,
    /// The customer is shown in full.
    pub revealed: bool,
    /// The request's number.
    pub request_number: Option<String>,
    /// The product, when known.
    pub product: Option<Product>,
    /// The unit, when known.
    pub unit: Option<Unit>,
    /// The provider's name.
    pub provider_name: Option<String>,
    /// The technician's name.
    pub technician_name: Option<String>,
    /// The providers that refused it, by name.
    pub refused_by: Vec<(String, String)>,
    /// The statement that claims it, by number.
    pub statement_number: Option<String>,
    /// What is owed about it, with the debtor's name; none for the principal.
    pub obligations: Vec<(Obligation, Option<String>)>,
    /// Its callbacks.
    pub callbacks: Vec<Callback>,
    /// What happened, oldest first.
    pub timeline: Vec<Told>,
    /// The one next step, when it is the reader's.
    pub next: Option<Step>,
    /// What else the reader may do.
    pub others: Vec<Step>,
    /// The technicians the provider may send, for whoever names one.
    pub technicians: Vec<(TechnicianId, String)>,
    /// The providers it may be given to, for whoever dispatches.
    pub providers: Vec<(ProviderId, String)>,
}

/// The page of an order, masked.
pub async fn order(app: &App, who: &Actor, number: String) -> Result<OrderView, AppError> {
    app.read(Some(who), async move |desk| view(desk, &number, false).await).await
}

/// The page of an order with its customer in full; who looked is written down.
pub async fn order_revealed(app: &App, who: &Actor, number: String) -> Result<OrderView, AppError> {
    app.write(Some(who), async move |desk| {
        let view = view(desk, &number, true).await?;
        log_reveal(desk, &view.order).await?;
        Ok(view)
    })
    .await
}

/// Writes down who looked behind the mask of an order's customer.
async fn log_reveal(desk: &mut Desk<'_>, order: &Order) -> Result<(), AppError> {
    let Some(person_id) = desk.by() else { return Ok(()) };
    let (tenant, now) = (desk.tenant(), desk.now());
    let logged = reveal::Reveal {
        reveal_id: desk.next_id(),
        person_id,
        customer_id: order.opened.customer_id,
        subject: subject_of(order),
        revealed_at: now,
    };
    Ok(reveal::log(desk.tx(), tenant, &logged).await?)
}

/// The latest looks behind the mask, told with the order's facts.
async fn looks(desk: &mut Desk<'_>, order: &Order) -> Result<Vec<Told>, AppError> {
    let tenant = desk.tenant();
    let mut told = Vec::new();
    for look in reveal::of_subject(desk.tx(), tenant, subject_of(order), LOOKS_MAX).await? {
        let person = record::find::<Person>(desk.tx(), tenant, look.person_id.0).await?;
        told.push(Told {
            at: look.revealed_at,
            by: person.map(|person| person.profile.name),
            what: Words::fixed("查看用户完整信息", "Looked at the customer in full"),
            detail: None,
            mood: told::Mood::Plain,
        });
    }
    Ok(told)
}

/// Whether the work is in hand and the person's own: the order is open, or a callback of theirs is due.
fn may_reveal(actor: &Actor, order: &Order, callbacks: &[Callback]) -> bool {
    let own = |action| {
        let scope = actor.scope(action);
        scope.is_ok_and(|scope| scope.covers(order.provider_id(), order.technician_id()))
    };
    let calls = callbacks.iter().any(|callback| {
        let action = match callback.kind {
            CallbackKind::First => Action::CallBackFirst,
            CallbackKind::Second => Action::CallBackSecond,
        };
        callback.stage == CallbackStage::Due && own(action)
    });
    own(Action::RevealCustomers) && (order.is_open() || calls)
}

async fn view(desk: &mut Desk<'_>, number: &str, reveal: bool) -> Result<OrderView, AppError> {
    let mut order = desk.order(number, Action::SeeOrders).await?;
    let tenant = desk.tenant();
    let actor = desk.who().cloned().ok_or_else(|| crate::not_found("该工单", "order"))?;
    let customer = record::load::<Customer>(desk.tx(), tenant, order.opened.customer_id.0).await?;
    let request = record::find::<Request>(desk.tx(), tenant, order.opened.request_id.0).await?;
    let product = product_of(desk, order.opened.product_id).await?;
    let unit = match order.opened.unit_id {
        Some(id) => record::find::<Unit>(desk.tx(), tenant, id.0).await?,
        None => None,
    };
    let statement = match order.statement_id {
        Some(id) => record::find::<Statement>(desk.tx(), tenant, id.0).await?,
        None => None,
    };
    let callbacks = service::callbacks_of_order(desk.tx(), tenant, order.id).await?;
    let mut names = Names::default();
    let mut timeline = told::of_order(desk, subject_of(&order), &mut names).await?;
    timeline.extend(looks(desk, &order).await?);
    timeline.sort_by_key(|told| told.at);
    let obligations = owed(desk, subject_of(&order), &mut names).await?;
    for refusal in &order.refusals {
        names.learn_provider(desk, refusal.provider_id).await?;
    }
    if let Some(provider) = order.provider_id() {
        names.learn_provider(desk, provider).await?;
    }
    if let Some(technician) = order.technician_id() {
        names.learn_technician(desk, technician).await?;
    }
    let may_reveal = may_reveal(&actor, &order, &callbacks);
    if reveal && !may_reveal {
        return Err(not_in_hand(number));
    }
    let (next, others) = own_steps(&actor, &order);
    let named = |steps: &[Step]| {
        next.is_some_and(|next| steps.contains(&next)) || others.iter().any(|it| steps.contains(it))
    };
    let technicians = match order.provider_id() {
        Some(provider) if named(&[Step::Accept, Step::NameTechnician]) => technicians(desk, provider).await?,
        _ => Vec::new(),
    };
    let providers = if named(&[Step::Dispatch, Step::Reassign]) {
        providers_for(desk, &order).await?
    } else {
        Vec::new()
    };
    mask_signature(&mut order);
    Ok(OrderView {
        contact: if reveal {
            ShownContact::whole(&customer.contact)
        } else {
            ShownContact::masked(&customer.contact)
        },
        may_reveal,
        revealed: reveal,
        request_number: request.map(|request| request.taken.number),
        product,
        unit,
        provider_name: order.provider_id().map(|id| names.provider(id).to_owned()),
        technician_name: order.technician_id().map(|id| names.technician(id).to_owned()),
        refused_by: (order.refusals.iter())
            .map(|refusal| (names.provider(refusal.provider_id).to_owned(), refusal.reason.clone()))
            .collect(),
        statement_number: statement.map(|statement| statement.number),
        obligations,
        callbacks,
        timeline,
        next,
        others,
        technicians,
        providers,
        order,
    })
}

/// The name a customer signed with is theirs, and masked like it.
fn mask_signature(order: &mut Order) {
    if let Stage::Completed { completion, .. } = &mut order.stage {
        completion.signed_by = domain::identifier::mask::name(&completion.signed_by);
    }
}

async fn owed(
    desk: &mut Desk<'_>,
    subject: Subject,
    names: &mut Names,
) -> Result<Vec<(Obligation, Option<String>)>, AppError> {
    debug_assert_eq!(subject.kind, SubjectKind::Order, "a page of an order asks for the order's obligations");
    let tenant = desk.tenant();
    let mut owed = Vec::new();
    for obligation in service::obligations_of(desk.tx(), tenant, subject).await? {
        let debtor = match obligation.debtor {
            Debtor::Principal => None,
            Debtor::Provider(provider) => {
                names.learn_provider(desk, provider).await?;
                Some(names.provider(provider).to_owned())
            }
        };
        owed.push((obligation, debtor));
    }
    Ok(owed)
}

async fn technicians(
    desk: &mut Desk<'_>,
    provider: ProviderId,
) -> Result<Vec<(TechnicianId, String)>, AppError> {
    let tenant = desk.tenant();
    let found: Vec<Technician> = party::technicians_of(desk.tx(), tenant, provider, 200).await?;
    Ok(found.into_iter().map(|technician| (technician.id, technician.profile.name)).collect())
}

/// First the providers whose territory holds the place, best first, then all other active ones.
async fn providers_for(desk: &mut Desk<'_>, order: &Order) -> Result<Vec<(ProviderId, String)>, AppError> {
    let tenant = desk.tenant();
    let near = party::dispatch_candidates(desk.tx(), tenant, order).await?;
    let mut offered: Vec<(ProviderId, String)> = near
        .into_iter()
        .map(|near| {
            let (code, name, open) = (near.code, near.name, near.open_orders);
            (near.provider_id, format!("{code} {name} · {open}"))
        })
        .collect();
    let filter = list::ProviderFilter { active: Some(true), code: None };
    let page = Page { after: None, rows: Some(200) };
    let scope = desk.scope(Action::SeeNetwork)?;
    for row in list::providers(desk.tx(), tenant, scope, &filter, &page).await?.rows {
        if !offered.iter().any(|(id, _)| *id == row.provider_id) {
            offered.push((row.provider_id, format!("{} {}", row.code, row.name)));
        }
    }
    offered.retain(|(id, _)| Some(*id) != order.provider_id());
    Ok(offered)
}

fn not_in_hand(number: &str) -> AppError {
    domain::refusal::Refusal::new(
        domain::refusal::RefusalKind::Forbidden,
        "reveal.not_in_hand",
        domain::words!(
            "工单 {number} 不在您手上或已结束，不能查看用户的完整信息。如需联系用户，请由经办人查看。",
            "Order {number} is not in your hands or has ended, so its customer stays masked. Ask whoever works on it."
        ),
    )
    .into()
}
