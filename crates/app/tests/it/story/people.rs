//! Every use case × every role × own and foreign records. The roles stand here once more, written from the duties of
//! people in the field, so that a slip in the product's table or in a use case shows.

use crate::world::{HAIDIAN, Report, SOLAR, World, call};
use app::agreements::{self, Unfit};
use app::request::TakeRequest;
use app::{AppError, callback, order, request, statement};
use domain::Fen;
use domain::callback::{Answers, CallbackKind, Unreached};
use domain::coverage::SaleDate;
use domain::ids::CallbackId;
use domain::obligation::PauseReason;
use domain::order::{JudgementKind, PlannedVisit, VisitResult};
use domain::people::{Action, Actor, Role};
use domain::refusal::RefusalKind;
use domain::request::Channel;
use jiff::SignedDuration;
use jiff::civil::date;
use std::collections::BTreeSet;

/// What one can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Take,
    OpenOrder,
    Answer,
    Withdraw,
    SeeRequest,
    SeeOrder,
    Dispatch,
    Cancel,
    Accept,
    Refuse,
    NameTechnician,
    PlanVisit,
    Arrive,
    Leave,
    Pause,
    Resume,
    Complete,
    Judge,
    TryFirst,
    AnswerFirst,
    TrySecond,
    AnswerSecond,
    OpenMonth,
    SeeStatement,
    Submit,
    Receive,
    Verify,
    Confirm,
    Approve,
    Pay,
    SendBack,
    PutInForce,
}

/// What it is done to; decides who can see it at all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Thing {
    Nothing,
    Request,
    Order,
    Callback,
    Statement,
}

const DESK: &[Role] = &[Role::Agent, Role::Supervisor];
const CENTRE: &[Role] = &[
    Role::Agent,
    Role::Supervisor,
    Role::Auditor,
    Role::MarketingManager,
    Role::Finance,
    Role::Administrator,
];
const CLERKS: &[Role] = &[Role::ProviderManager, Role::ProviderClerk];
const HANDS: &[Role] = &[Role::ProviderManager, Role::ProviderClerk, Role::Technician];
const STATEMENTS: &[Role] = &[
    Role::Supervisor,
    Role::Auditor,
    Role::MarketingManager,
    Role::Finance,
    Role::Administrator,
    Role::ProviderManager,
    Role::ProviderClerk,
];

impl Deed {
    const ALL: [Self; 32] = [
        Self::Take,
        Self::OpenOrder,
        Self::Answer,
        Self::Withdraw,
        Self::SeeRequest,
        Self::SeeOrder,
        Self::Dispatch,
        Self::Cancel,
        Self::Accept,
        Self::Refuse,
        Self::NameTechnician,
        Self::PlanVisit,
        Self::Arrive,
        Self::Leave,
        Self::Pause,
        Self::Resume,
        Self::Complete,
        Self::Judge,
        Self::TryFirst,
        Self::AnswerFirst,
        Self::TrySecond,
        Self::AnswerSecond,
        Self::OpenMonth,
        Self::SeeStatement,
        Self::Submit,
        Self::Receive,
        Self::Verify,
        Self::Confirm,
        Self::Approve,
        Self::Pay,
        Self::SendBack,
        Self::PutInForce,
    ];

    const fn thing(self) -> Thing {
        match self {
            Self::Take | Self::OpenMonth | Self::PutInForce => Thing::Nothing,
            Self::OpenOrder | Self::Answer | Self::Withdraw | Self::SeeRequest => Thing::Request,
            Self::SeeOrder
            | Self::Dispatch
            | Self::Cancel
            | Self::Accept
            | Self::Refuse
            | Self::NameTechnician
            | Self::PlanVisit
            | Self::Arrive
            | Self::Leave
            | Self::Pause
            | Self::Resume
            | Self::Complete
            | Self::Judge => Thing::Order,
            Self::TryFirst | Self::AnswerFirst | Self::TrySecond | Self::AnswerSecond => Thing::Callback,
            Self::SeeStatement
            | Self::Submit
            | Self::Receive
            | Self::Verify
            | Self::Confirm
            | Self::Approve
            | Self::Pay
            | Self::SendBack => Thing::Statement,
        }
    }

    /// Whose duty it is; of the provider's side, with its own records.
    const fn roles(self) -> &'static [Role] {
        match self {
            Self::Take | Self::OpenOrder | Self::Answer | Self::Withdraw | Self::Dispatch | Self::Cancel => {
                DESK
            }
            Self::SeeRequest => CENTRE,
            Self::SeeOrder => &Role::ALL,
            Self::Accept
            | Self::Refuse
            | Self::NameTechnician
            | Self::TryFirst
            | Self::AnswerFirst
            | Self::Submit => CLERKS,
            Self::PlanVisit | Self::Arrive | Self::Leave | Self::Pause | Self::Resume | Self::Complete => {
                HANDS
            }
            // A paid statement is beyond everyone; who would be asked is the auditor.
            Self::Judge
            | Self::TrySecond
            | Self::AnswerSecond
            | Self::Receive
            | Self::Verify
            | Self::SendBack => &[Role::Auditor],
            Self::OpenMonth | Self::Confirm => &[Role::Supervisor],
            Self::SeeStatement => STATEMENTS,
            Self::Approve => &[Role::MarketingManager],
            Self::Pay => &[Role::Finance],
            Self::PutInForce => &[Role::Administrator],
        }
    }
}

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    /// Done, or not done for a reason that has nothing to do with who asks.
    Heard,
    /// "You may not do this."
    Forbidden,
    /// "There is no such thing."
    NotFound,
}

fn told(answer: &Result<(), AppError>) -> Told {
    match answer {
        Err(AppError::Refused(refusal)) if refusal.kind == RefusalKind::Forbidden => Told::Forbidden,
        Err(AppError::Refused(refusal)) if refusal.kind == RefusalKind::NotFound => Told::NotFound,
        Ok(()) | Err(AppError::Refused(_)) => Told::Heard,
        Err(AppError::Store(error)) => panic!("{error:?}"),
    }
}

/// One record of each kind, all of P001 and all finished, so that no deed changes anything anymore.
struct Finished {
    world: World,
    request: String,
    order: String,
    first: CallbackId,
    second: CallbackId,
    statement: String,
}

impl Finished {
    async fn new() -> Self {
        let world = World::new().await;
        world.at("2026-03-02 09:00");
        world.sell("SN-1", "SWH-200", SaleDate::On(date(2025, 9, 1))).await;
        let taken = world.take(call("SN-1", HAIDIAN)).await;
        let order = taken.order_number.unwrap();
        world.accept(&order).await;
        world.name_technician(&order, "王师傅").await;
        world.arrive(&order).await;
        world.complete(&order, &Report::plain()).await;
        world.call_back_first(&order).await;
        world.settle_sales("P001", "2026-03", SOLAR, "10000.00").await;
        world.at("2026-04-15 09:00");
        world.open_month("2026-03").await;
        let statement = world.statement_of("P001", "2026-03").await.number;
        world.submit("P001", &statement, 1).await;
        world.receive(&statement).await;
        world.call_back_second(&order).await;
        world.judge(&order, JudgementKind::Void).await;
        world.verify(&statement).await;
        world.confirm_and_approve(&statement).await;
        world.pay(&statement, Fen::ZERO).await;
        let first = world.callback(&order, CallbackKind::First).await.unwrap().id;
        let second = world.callback(&order, CallbackKind::Second).await.unwrap().id;
        Self { world, request: taken.number, order, first, second, statement }
    }

    async fn attempt(&self, deed: Deed, who: &Actor) -> Result<(), AppError> {
        match deed.thing() {
            Thing::Nothing | Thing::Request => self.attempt_request(deed, who).await,
            Thing::Order => self.attempt_order(deed, who).await,
            Thing::Callback => self.attempt_callback(deed, who).await,
            Thing::Statement => self.attempt_statement(deed, who).await,
        }
    }

    async fn attempt_request(&self, deed: Deed, who: &Actor) -> Result<(), AppError> {
        let (app, number) = (&self.world.app, self.request.clone());
        match deed {
            Deed::Take => {
                let nothing = TakeRequest::default();
                request::take(app, Some(who), Channel::Phone, None, nothing).await.map(drop)
            }
            Deed::OpenOrder => request::order(app, who, number, false).await.map(drop),
            Deed::Answer => request::answer(app, who, number, "已答复".into()).await,
            Deed::Withdraw => request::cancel(app, who, number, "误报".into()).await,
            Deed::SeeRequest => {
                app.read(Some(who), async move |desk| request::load(desk, &number).await).await.map(drop)
            }
            Deed::OpenMonth => {
                let month = "2026-03".parse().unwrap();
                statement::open_month(app, Some(who), month).await.map(drop)
            }
            Deed::PutInForce => {
                let known = include_str!("../../../../../agreements/solar-provider.md");
                match agreements::put_in_force(app, Some(who), "solar-provider.md", known).await {
                    Ok(_) => Ok(()),
                    Err(Unfit::Refused(error)) => Err(error),
                    Err(Unfit::Problems(problems)) => panic!("{problems:?}"),
                }
            }
            other => unreachable!("{other:?} is done to something else"),
        }
    }

    async fn attempt_order(&self, deed: Deed, who: &Actor) -> Result<(), AppError> {
        let (app, number) = (&self.world.app, self.order.clone());
        let technician = self.world.technician("王师傅");
        let from_at = app.now() + SignedDuration::from_hours(1);
        let planned = PlannedVisit { from_at, until_at: from_at + SignedDuration::from_hours(1) };
        match deed {
            Deed::SeeOrder => {
                let see = async move |desk: &mut app::Desk<'_>| desk.order(&number, Action::SeeOrders).await;
                app.read(Some(who), see).await
            }
            Deed::Dispatch => order::dispatch(app, who, number, None).await,
            Deed::Cancel => order::cancel(app, who, number, "误报".into()).await,
            Deed::Accept => order::accept(app, who, number, Some(technician)).await,
            Deed::Refuse => order::refuse(app, who, number, "人手不足".into()).await,
            Deed::NameTechnician => order::name_technician(app, who, number, technician).await,
            Deed::PlanVisit => order::plan_visit(app, who, number, planned).await,
            Deed::Arrive => order::arrive(app, who, number).await,
            Deed::Leave => order::leave(app, who, number, VisitResult::NobodyHome).await,
            Deed::Pause => order::pause(app, who, number, PauseReason::CustomerPostponed).await,
            Deed::Resume => order::resume(app, who, number).await,
            Deed::Complete => order::complete(app, who, number, Report::plain().command()).await,
            Deed::Judge => order::judge(app, who, number, JudgementKind::Void, "缺签名".into()).await,
            other => unreachable!("{other:?} is done to something else"),
        }
        .map(drop)
    }

    async fn attempt_callback(&self, deed: Deed, who: &Actor) -> Result<(), AppError> {
        let app = &self.world.app;
        let answers = Answers {
            satisfaction: 5,
            data_complete: true,
            data_true: true,
            original_found: None,
            comment: String::new(),
        };
        match deed {
            Deed::TryFirst => callback::record_attempt(app, who, self.first, Unreached::NoAnswer).await,
            Deed::AnswerFirst => callback::record_answers(app, who, self.first, answers).await,
            Deed::TrySecond => callback::record_attempt(app, who, self.second, Unreached::NoAnswer).await,
            Deed::AnswerSecond => callback::record_answers(app, who, self.second, answers).await,
            other => unreachable!("{other:?} is done to something else"),
        }
        .map(drop)
    }

    async fn attempt_statement(&self, deed: Deed, who: &Actor) -> Result<(), AppError> {
        let (app, number) = (&self.world.app, self.statement.clone());
        match deed {
            Deed::SeeStatement => {
                let see = async move |desk: &mut app::Desk<'_>| {
                    desk.statement(&number, Action::SeeStatements).await
                };
                app.read(Some(who), see).await
            }
            Deed::Submit => statement::submit(app, who, number, 1).await,
            Deed::Receive => statement::receive(app, who, number).await,
            Deed::Verify => statement::verify(app, who, number).await,
            Deed::Confirm => statement::confirm(app, who, number).await,
            Deed::Approve => statement::approve(app, who, number).await,
            Deed::Pay => statement::pay(app, who, number, self.world.transfer(Fen::ZERO)).await,
            Deed::SendBack => statement::send_back(app, who, number, "金额不符".into()).await,
            other => unreachable!("{other:?} is done to something else"),
        }
        .map(drop)
    }

    /// What a person must be told.
    fn expected(&self, deed: Deed, who: &Actor) -> Told {
        let own = who.provider_id.is_none_or(|provider| provider == self.world.provider("P001"));
        if deed.roles().contains(&who.role) {
            return if own { Told::Heard } else { Told::NotFound };
        }
        let sees = match deed.thing() {
            // There is nothing to hide: one may simply not do it.
            Thing::Nothing | Thing::Request => true,
            Thing::Order => own,
            // Which orders the centre asks about again is not the provider's to know.
            Thing::Callback => !who.role.is_provider(),
            Thing::Statement => own || !STATEMENTS.contains(&who.role),
        };
        if sees { Told::Forbidden } else { Told::NotFound }
    }
}

#[tokio::test]
async fn everyone_does_their_own_and_sees_nobody_elses() {
    let finished = Finished::new().await;
    finished.world.new_facts().await;
    let mut seen = BTreeSet::new();
    for who in finished.world.everybody() {
        for deed in Deed::ALL {
            let answer = finished.attempt(deed, who).await;
            let expected = finished.expected(deed, who);
            let place = who.provider_id.map_or("centre", |provider| finished.world.code_of(provider));
            assert_eq!(told(&answer), expected, "{deed:?} by {:?} at {place}: {answer:?}", who.role);
            seen.insert(expected);
        }
    }
    assert_eq!(seen.len(), 3, "every answer was given to somebody");
    let changed = finished.world.new_facts().await;
    assert_eq!(changed, Vec::<String>::new(), "nothing was done to what is finished");
}

/// A technician works on what is given to them, not on a colleague's.
#[tokio::test]
async fn a_technician_sees_their_own_orders_only() {
    let world = World::new().await;
    world.at("2026-03-02 09:00");
    world.sell("SN-1", "SWH-200", SaleDate::On(date(2025, 9, 1))).await;
    let number = world.ordered(call("SN-1", HAIDIAN)).await;
    world.accept(&number).await;
    let technician = world.person_at(Role::Technician, "P001");
    let arrive = async || told(&order::arrive(&world.app, technician, number.clone()).await.map(drop));
    assert_eq!(arrive().await, Told::NotFound, "not given to anybody yet");
    world.name_technician(&number, "李师傅").await;
    assert_eq!(arrive().await, Told::NotFound, "given to a colleague");
    world.name_technician(&number, "王师傅").await;
    assert_eq!(arrive().await, Told::Heard);
    assert_eq!(world.order(&number).await.stage.code(), "on_site");
}
