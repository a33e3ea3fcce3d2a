//! What is due next, by role: what is late, what falls due soon, and how much waits for whom.

use super::desk_list::{OrderFilter, OrderRow, OrderSort, RequestFilter, Stages, orders_at};
use super::{Listed, Page, Tally};
use crate::{App, AppError, Desk};
use domain::callback::CallbackKind;
use domain::obligation::{ObligationKind, ObligationState};
use domain::people::{Action, Actor, Scope};
use jiff::SignedDuration;
use store::list::{
    self, CallbackFilter, ObligationFilter, ObligationRow, Owner, StatementSum, statement_sums,
};

/// What falls due within this is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(24);
/// Rows of each list on the page.
const ROWS: u16 = 8;

/// Something that is counted; the page knows where its rows are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Requests nobody has decided on.
    OpenRequests,
    /// Orders without a provider.
    ToDispatch,
    /// Orders a provider has not answered.
    Unanswered,
    /// Orders in work.
    InWork,
    /// Orders past their deadline.
    Late,
    /// First callbacks to make.
    FirstCallbacks,
    /// Second callbacks to make.
    SecondCallbacks,
}

/// What the home page shows.
#[derive(Clone, Debug)]
pub struct HomeView {
    /// How much waits.
    pub counts: Vec<(Counted, Tally)>,
    /// Statements, stage by stage, for whoever sees them.
    pub statements: Vec<StatementSum>,
    /// Orders past their deadline, longest first.
    pub late: Vec<OrderRow>,
    /// Orders that fall due soon, soonest first.
    pub soon: Vec<OrderRow>,
    /// What else is owed and falls due next: callbacks, statements, payments.
    pub owed: Vec<ObligationRow>,
}

/// What is due next for a person.
pub async fn home(app: &App, who: &Actor) -> Result<HomeView, AppError> {
    app.read(Some(who), async move |desk| {
        let now = desk.now();
        let due =
            |before| OrderFilter { sort: OrderSort::Due, due_before: Some(before), ..OrderFilter::default() };
        let page = Page { after: None, rows: Some(ROWS) };
        let (mut late, mut soon) = (Vec::new(), Vec::new());
        if desk.who().is_some_and(|who| who.may(Action::SeeOrders)) {
            late = orders_at(desk, &due(now), &page).await?.rows;
            soon = soon_due(desk, &due(now + SOON), late.len()).await?;
        }
        Ok(HomeView {
            counts: counts(desk).await?,
            statements: sums(desk).await?,
            late,
            soon,
            owed: owed(desk).await?,
        })
    })
    .await
}

/// Those due soon that are not late: the list by due instant goes on where the late ones end.
async fn soon_due(desk: &mut Desk<'_>, filter: &OrderFilter, late: usize) -> Result<Vec<OrderRow>, AppError> {
    if late >= usize::from(ROWS) {
        return Ok(Vec::new());
    }
    let now = desk.now();
    let page = Page { after: None, rows: Some(ROWS * 2) };
    let mut found = orders_at(desk, filter, &page).await?.rows;
    found.retain(|row| row.due_at.is_some_and(|due_at| due_at >= now));
    found.truncate(usize::from(ROWS));
    Ok(found)
}

async fn counts(desk: &mut Desk<'_>) -> Result<Vec<(Counted, Tally)>, AppError> {
    let mut counts = Vec::new();
    let (tenant, now) = (desk.tenant(), desk.now());
    let of = |codes: &[&str]| OrderFilter {
        stages: Stages::Of(codes.iter().map(|code| (*code).to_owned()).collect()),
        ..OrderFilter::default()
    };
    if let Ok(scope) = desk.scope(Action::TakeRequests) {
        let filter = RequestFilter { stage: Some("open".into()), ..RequestFilter::default() };
        let tally = list::count_requests(desk.tx(), tenant, scope, &filter).await?;
        counts.push((Counted::OpenRequests, tally));
    }
    if let Ok(scope) = desk.scope(Action::DispatchOrders) {
        let tally = list::count_orders(desk.tx(), tenant, scope, &of(&["open"])).await?;
        counts.push((Counted::ToDispatch, tally));
    }
    if let Ok(scope) = desk.scope(Action::SeeOrders) {
        let late = OrderFilter { due_before: Some(now), ..OrderFilter::default() };
        for (counted, filter) in [
            (Counted::Unanswered, of(&["dispatched"])),
            (Counted::InWork, of(&["accepted", "visit_planned", "on_site"])),
            (Counted::Late, late),
        ] {
            counts.push((counted, list::count_orders(desk.tx(), tenant, scope, &filter).await?));
        }
    }
    for (action, kind, counted) in [
        (Action::CallBackFirst, CallbackKind::First, Counted::FirstCallbacks),
        (Action::CallBackSecond, CallbackKind::Second, Counted::SecondCallbacks),
    ] {
        if let Ok(scope) = desk.scope(action) {
            let filter =
                CallbackFilter { kind: Some(kind), stage: Some("due".into()), ..CallbackFilter::default() };
            counts.push((counted, list::count_callbacks(desk.tx(), tenant, scope, &filter).await?));
        }
    }
    Ok(counts)
}

async fn sums(desk: &mut Desk<'_>) -> Result<Vec<StatementSum>, AppError> {
    let Ok(scope) = desk.scope(Action::SeeStatements) else {
        return Ok(Vec::new());
    };
    let tenant = desk.tenant();
    Ok(statement_sums(desk.tx(), tenant, scope).await?)
}

/// What is owed besides orders' deadlines, which have a list of their own.
async fn owed(desk: &mut Desk<'_>) -> Result<Vec<ObligationRow>, AppError> {
    let Ok(scope) = desk.scope(Action::SeeStatements) else {
        return Ok(Vec::new());
    };
    let tenant = desk.tenant();
    let owner = match scope {
        Scope::Provider(own) => Owner::Provider(own),
        Scope::All | Scope::Technician(..) => Owner::Anybody,
    };
    let page = Page { after: None, rows: Some(ROWS) };
    let mut owed = Vec::new();
    for kind in
        [ObligationKind::FirstCallbacks, ObligationKind::Submit, ObligationKind::Verify, ObligationKind::Pay]
    {
        let filter = ObligationFilter { owner, kind: Some(kind), ..ObligationFilter::default() };
        let Listed { rows, .. } = list::obligations(desk.tx(), tenant, scope, &filter, &page).await?;
        owed.extend(rows);
    }
    owed.sort_by_key(|row| match row.state {
        ObligationState::Open { due_at, .. } => due_at,
        _ => jiff::Timestamp::MAX,
    });
    owed.truncate(usize::from(ROWS));
    Ok(owed)
}
