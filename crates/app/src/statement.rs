//! The month's statement: opened, submitted, received, verified, confirmed, approved, paid (A2.9–A2.17).

use crate::agreements::InForce;
use crate::request::zone;
use crate::{App, AppError, Desk, not_found};
use domain::callback::{Callback, CallbackFact, CallbackKind, CallbackStage, draw};
use domain::ids::{AgreementId, CallbackId, EntryId, ObligationId, OrderId, ProviderId, StatementId};
use domain::money::{BasisPoints, Fen};
use domain::obligation::{Debtor, Obligation, ObligationFact, ObligationKind};
use domain::order::{Judgement, Order, OrderFact};
use domain::outcome::{Changed, Outcome, Recipient, Subject, SubjectKind};
use domain::party::Provider;
use domain::people::{Action, Actor};
use domain::reason::Citation;
use domain::refusal::{Refusal, RefusalKind};
use domain::settlement::{
    ClaimedOrder, MonthInput, Payment, Statement, StatementLine, StatementStage, approval_entry, claim_lines,
    judgement_lines, payment_entry,
};
use domain::words;
use domain::{Month, Span};
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::record::{self, catalogue, service};

/// Most lines a statement is read with at once.
const LINES_MAX: i64 = 250_000;

fn subject_of(statement: &Statement) -> Subject {
    Subject { kind: SubjectKind::Statement, id: statement.id.0 }
}

fn agreement_of(desk: &Desk<'_>, id: AgreementId) -> Result<InForce, AppError> {
    desk.agreements().get(id).cloned().ok_or_else(|| not_found("该协议版本", "agreement version"))
}

/// Opens the statements of a month for every provider that completed orders or had sales in it, if they are not open
/// yet. Each is its own transaction; says how many were opened.
pub async fn open_month(app: &App, who: Option<&Actor>, month: Month) -> Result<usize, AppError> {
    let work = app
        .read(who, async move |desk| {
            desk.scope(Action::ConfirmStatements)?;
            let tenant = desk.tenant();
            let mut work = service::months_work(desk.tx(), tenant, month).await?;
            for (provider, line) in catalogue::sales_of_all(desk.tx(), tenant, month).await? {
                let agreements = desk.agreements();
                if let Some(version) = agreements.for_line(&line, month.first_day()) {
                    work.push((provider, version.signed.id));
                }
            }
            work.sort_unstable();
            work.dedup();
            Ok(work)
        })
        .await?;
    let mut opened = 0;
    for (provider, agreement) in work {
        opened += usize::from(open(app, who, provider, month, agreement).await?);
    }
    Ok(opened)
}

/// Opens one statement with what the provider owes for it; nothing when it is open already.
async fn open(
    app: &App,
    who: Option<&Actor>,
    provider: ProviderId,
    month: Month,
    agreement: AgreementId,
) -> Result<bool, AppError> {
    app.write(who, async move |desk| {
        let tenant = desk.tenant();
        let known = service::statements_of_month(desk.tx(), tenant, provider, month).await?;
        if known.iter().any(|statement| statement.agreement_id == agreement) {
            return Ok(false);
        }
        let version = agreement_of(desk, agreement)?;
        let stamp = desk.stamp();
        let number = desk.next_number("S", month.first_day().year()).await?;
        let id = StatementId(desk.next_id());
        let opened = Statement::open(id, number, provider, month, agreement, stamp);
        let subject = subject_of(&opened.after);
        let mut outcome = Outcome::of(opened);
        let terms = version.agreement.terms();
        if let Some(window) = terms.settlement_window() {
            let last_day = month.next().day(i8::try_from(window.value.last_day).unwrap_or(31));
            let due_at = version.calendar().end_of(last_day);
            let citation = version.agreement.cite(window.clause);
            let owe = |kind, citation: Citation| {
                let fact = ObligationFact::Began {
                    kind,
                    debtor: Debtor::Provider(provider),
                    subject,
                    citation,
                    span: None,
                    started_at: stamp.at,
                    due_at,
                    provisional: false,
                };
                Changed::<Obligation>::new(ObligationId(desk.next_id()).0, fact, stamp)
            };
            let submit = owe(ObligationKind::Submit, citation);
            let callbacks = terms
                .callback_quota()
                .map(|quota| owe(ObligationKind::FirstCallbacks, version.agreement.cite(quota.clause)));
            outcome = outcome.and_obligation(submit);
            if let Some(callbacks) = callbacks {
                outcome = outcome.and_obligation(callbacks);
            }
        }
        desk.commit(&outcome).await?;
        Ok(true)
    })
    .await
}

/// What a provider's month is settled from, as it stands now.
pub async fn month_input(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    month: Month,
    version: &InForce,
) -> Result<(MonthInput, Vec<Order>), AppError> {
    let tenant = desk.tenant();
    let orders = service::completed_orders(desk.tx(), tenant, provider, month, version.signed.id).await?;
    let covered = &version.signed.text.product_lines;
    let sales: BTreeMap<String, Fen> = catalogue::sales_of_month(desk.tx(), tenant, provider, month)
        .await?
        .into_iter()
        .filter(|sales| covered.contains(&sales.profile.product_line))
        .map(|sales| (sales.profile.product_line, sales.profile.amount_fen))
        .collect();
    let claimed = orders
        .iter()
        .filter_map(|order| {
            let completion = order.completion()?;
            Some(ClaimedOrder {
                order_id: order.id,
                number: order.opened.number.clone(),
                product_line: order.opened.product_line.clone(),
                category: order.coverage.category,
                visits: i64::try_from(order.visits.len()).unwrap_or(i64::MAX),
                parts: completion.parts.clone(),
            })
        })
        .collect();
    Ok((MonthInput { orders: claimed, sales }, orders))
}

/// The lines of a statement: those that are fixed, or while it is collecting those it would have now.
pub async fn lines(desk: &mut Desk<'_>, statement: &Statement) -> Result<Vec<StatementLine>, AppError> {
    let tenant = desk.tenant();
    if statement.stage == StatementStage::Collecting {
        let version = agreement_of(desk, statement.agreement_id)?;
        let (input, _) = month_input(desk, statement.provider_id, statement.month, &version).await?;
        return Ok(claim_lines(&version.agreement, &input));
    }
    let (id, round) = (statement.id, statement.round);
    Ok(service::statement_lines(desk.tx(), tenant, id, round, 0, LINES_MAX).await?)
}

/// How far the first callbacks of a month are: made, needed, of how many repairs (A2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Customers reached.
    pub made: i64,
    /// Needed by the clause.
    pub needed: i64,
    /// Repairs of the month.
    pub repairs: i64,
    /// The share the clause names.
    pub share: BasisPoints,
}

/// The first callbacks of a statement's month against the agreed share.
pub async fn quota(desk: &mut Desk<'_>, statement: &Statement) -> Result<Option<Quota>, AppError> {
    Ok(first_callbacks(desk, statement).await?.map(|(quota, _)| quota))
}

/// The quota, and how many first callbacks are still to be made.
async fn first_callbacks(
    desk: &mut Desk<'_>,
    statement: &Statement,
) -> Result<Option<(Quota, i64)>, AppError> {
    let tenant = desk.tenant();
    let version = agreement_of(desk, statement.agreement_id)?;
    let Some(quota) = version.agreement.terms().callback_quota() else {
        return Ok(None);
    };
    let (provider, month) = (statement.provider_id, statement.month);
    let counts =
        service::first_callback_counts_under(desk.tx(), tenant, provider, month, statement.agreement_id)
            .await?;
    let repairs: i64 = counts.iter().map(|(_, count)| count).sum();
    let of = |wanted: &str| counts.iter().filter(|(stage, _)| stage == wanted).map(|(_, count)| count).sum();
    let (made, due): (i64, i64) = (of("done"), of("due"));
    let needed = (i128::from(repairs) * i128::from(quota.value.0)).div_euclid(10_000)
        + i128::from((i128::from(repairs) * i128::from(quota.value.0)) % 10_000 != 0);
    let quota =
        Quota { made, needed: i64::try_from(needed).unwrap_or(i64::MAX), repairs, share: quota.value };
    Ok(Some((quota, due)))
}

/// The provider sends originals and form (A2.10): the window must be open, the quota of callbacks reached (A2.9). When it
/// cannot be reached any more, because customers were given up, that is no dead end but a missed obligation.
pub async fn submit(app: &App, who: &Actor, number: String, originals: u32) -> Result<Statement, AppError> {
    app.command(who, async move |desk| {
        let statement = desk.statement(&number, Action::SubmitStatements).await?;
        let version = agreement_of(desk, statement.agreement_id)?;
        window_open(desk, &statement, &version)?;
        let mut kept = vec![ObligationKind::Submit];
        match first_callbacks(desk, &statement).await? {
            Some((quota, 0)) if quota.made < quota.needed => {}
            Some((quota, _)) if quota.made < quota.needed => return Err(too_few(&quota)),
            _ => kept.push(ObligationKind::FirstCallbacks),
        }
        let stamp = desk.stamp();
        let (provider, month) = (statement.provider_id, statement.month);
        let (input, orders) = month_input(desk, provider, month, &version).await?;
        let lines = claim_lines(&version.agreement, &input);
        let changed = statement.submit(originals, &lines, stamp)?;
        let mut outcome = Outcome::of(changed.clone()).and_lines(&changed.after, lines);
        for order in orders.iter().filter(|order| order.statement_id != Some(statement.id)) {
            let claimed = OrderFact::Claimed { statement_id: statement.id };
            outcome = outcome.and(Changed::of(order, claimed, stamp));
        }
        let subject = subject_of(&statement);
        outcome = meet(desk, subject, &kept, outcome).await?;
        let text = words!(
            "结算单 {number} 已报送，请登记收件。",
            "Statement {number} was submitted: record its receipt."
        );
        outcome = outcome.and_message(Recipient::Centre, subject, text);
        desk.commit(&outcome).await?;
        Ok(changed.after)
    })
    .await
}

/// The refusal of a statement whose first callbacks are too few, while more can be made.
fn too_few(quota: &Quota) -> AppError {
    let Quota { made, needed, repairs, .. } = quota;
    Refusal::conflict(
        "statement.quota",
        words!(
            "本月维修 {repairs} 单，首次回访须满 {needed} 单，现有 {made} 单。请先完成回访，再报送。",
            "{repairs} repairs this month need {needed} first callbacks; {made} are made. Finish them, then submit."
        ),
    )
    .by_rule("A2.9")
    .into()
}

/// Before the window's first day a first submission is too early; after its last day it is late, which the obligation
/// keeps (A2.10).
fn window_open(desk: &Desk<'_>, statement: &Statement, version: &InForce) -> Result<(), AppError> {
    let Some(window) = version.agreement.terms().settlement_window() else {
        return Ok(());
    };
    let first = statement.month.next().day(i8::try_from(window.value.first_day).unwrap_or(1));
    let today = version.zone().to_datetime(desk.now()).date();
    if statement.round > 0 || today >= first {
        return Ok(());
    }
    let number = &statement.number;
    Err(Refusal::conflict(
        "statement.too_early",
        words!(
            "结算单 {number} 的报送窗口从 {first} 开始，今天是 {today}。请届时再报送。",
            "Statement {number} can be submitted from {first}; today is {today}. Submit it then."
        ),
    )
    .by_rule("A2.10")
    .into())
}

/// The centre receives originals and form: the payment term starts (A2.13), the spot check is drawn (A2.11).
pub async fn receive(app: &App, who: &Actor, number: String) -> Result<Statement, AppError> {
    app.command(who, async move |desk| {
        let statement = desk.statement(&number, Action::VerifyStatements).await?;
        let version = agreement_of(desk, statement.agreement_id)?;
        let stamp = desk.stamp();
        let seed = desk.random_text();
        let changed = statement.receive(seed.clone(), stamp)?;
        let mut outcome = Outcome::of(changed.clone());
        let subject = subject_of(&statement);
        let terms = version.agreement.terms();
        if let Some(term) = terms.payment_term() {
            let span = Span::Days(term.value);
            let due = version.calendar().add(stamp.at, span);
            let fact = ObligationFact::Began {
                kind: ObligationKind::Pay,
                debtor: Debtor::Principal,
                subject,
                citation: version.agreement.cite(term.clause),
                span: Some(span),
                started_at: stamp.at,
                due_at: due.at,
                provisional: due.provisional,
            };
            outcome = outcome.and_obligation(Changed::new(ObligationId(desk.next_id()).0, fact, stamp));
        }
        for order in sample(desk, &statement, &version, &seed).await? {
            let id = CallbackId(desk.next_id());
            let asked = (order, statement.provider_id, statement.month);
            outcome = outcome.and(Callback::plan(id, CallbackKind::Second, asked, Some(statement.id), stamp));
        }
        desk.commit(&outcome).await?;
        Ok(changed.after)
    })
    .await
}

/// The orders drawn for the second callback.
async fn sample(
    desk: &mut Desk<'_>,
    statement: &Statement,
    version: &InForce,
    seed: &str,
) -> Result<Vec<OrderId>, AppError> {
    let Some(chain) = version.agreement.terms().approval_chain() else {
        return Ok(Vec::new());
    };
    let orders = numbered_orders(desk, statement).await?;
    let items: Vec<(&str, OrderId)> = orders.iter().map(|(id, number)| (number.as_str(), *id)).collect();
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let size = usize::try_from(chain.value.sample_of(count)).unwrap_or(0);
    Ok(draw(seed, &items, size))
}

/// The orders that have lines in the statement's round, with their numbers; without such lines (a share of sales), the
/// warranty orders the statement claims.
async fn numbered_orders(
    desk: &mut Desk<'_>,
    statement: &Statement,
) -> Result<Vec<(OrderId, String)>, AppError> {
    let version = agreement_of(desk, statement.agreement_id)?;
    let (input, _) = month_input(desk, statement.provider_id, statement.month, &version).await?;
    Ok(input
        .orders
        .into_iter()
        .filter(|order| order.category == Some(domain::coverage::Category::Warranty))
        .map(|order| (order.order_id, order.number))
        .collect())
}

/// The centre has called back and checked: what was found becomes lines (A2.11, A2.23, A2.24).
pub async fn verify(app: &App, who: &Actor, number: String) -> Result<Statement, AppError> {
    app.command(who, async move |desk| {
        let statement = desk.statement(&number, Action::VerifyStatements).await?;
        let tenant = desk.tenant();
        let version = agreement_of(desk, statement.agreement_id)?;
        let callbacks = service::callbacks_of_statement(desk.tx(), tenant, statement.id).await?;
        let due = callbacks.iter().filter(|callback| callback.stage == CallbackStage::Due).count();
        let (_, orders) = month_input(desk, statement.provider_id, statement.month, &version).await?;
        let judged: Vec<(OrderId, Judgement)> = orders
            .iter()
            .filter_map(|order| order.judgement.clone().map(|judgement| (order.id, judgement)))
            .collect();
        let numbered = numbered_orders(desk, &statement).await?;
        let claims = lines(desk, &statement).await?;
        let found = judgement_lines(&version.agreement, &claims, &numbered, &judged);
        let changed = statement.verify(due, &found, desk.stamp())?;
        desk.commit(&Outcome::of(changed.clone()).and_lines(&changed.after, found)).await?;
        Ok(changed.after)
    })
    .await
}

/// The centre confirms (A2.12).
pub async fn confirm(app: &App, who: &Actor, number: String) -> Result<Statement, AppError> {
    app.command(who, async move |desk| {
        let statement = desk.statement(&number, Action::ConfirmStatements).await?;
        let changed = statement.confirm(desk.stamp())?;
        desk.commit(&Outcome::of(changed.clone())).await?;
        Ok(changed.after)
    })
    .await
}

/// The marketing manager approves (A2.12): what is owed enters the ledger.
pub async fn approve(app: &App, who: &Actor, number: String) -> Result<Statement, AppError> {
    app.command(who, async move |desk| {
        let statement = desk.statement(&number, Action::ApproveStatements).await?;
        let changed = statement.approve(desk.stamp())?;
        let lines = lines(desk, &statement).await?;
        let mut outcome = Outcome::of(changed.clone());
        let id = EntryId(desk.next_id());
        let subject = subject_of(&statement);
        let (provider, month) = (statement.provider_id, statement.month);
        if let Some(entry) = approval_entry(id, subject, provider, month, &statement.number, &lines) {
            outcome = outcome.and_entry(entry);
        }
        desk.commit(&outcome).await?;
        Ok(changed.after)
    })
    .await
}

/// Finance pays by bank transfer to the provider's registered account (A2.13, A2.14).
pub async fn pay(app: &App, who: &Actor, number: String, payment: Payment) -> Result<Statement, AppError> {
    app.command(who, async move |desk| {
        let statement = desk.statement(&number, Action::PayStatements).await?;
        let tenant = desk.tenant();
        let provider = record::load::<Provider>(desk.tx(), tenant, statement.provider_id.0).await?;
        if provider.profile.account.number.trim().is_empty() {
            let name = &provider.profile.name;
            return Err(Refusal::new(
                RefusalKind::Conflict,
                "statement.no_account",
                words!(
                    "服务商“{name}”没有登记银行账户，不能付款。请先登记账户。",
                    "Provider “{name}” has no registered bank account, so it cannot be paid. Register one first."
                ),
            )
            .by_rule("A2.14")
            .into());
        }
        let stamp = desk.stamp();
        let amount = payment.amount_fen;
        let changed = statement.pay(payment.clone(), stamp)?;
        let mut outcome = Outcome::of(changed.clone());
        let id = EntryId(desk.next_id());
        let subject = subject_of(&statement);
        let month = Month::at(stamp.at, &zone());
        if let Some(entry) = payment_entry(id, subject, provider.id, month, &statement.number, amount) {
            outcome = outcome.and_entry(entry);
        }
        outcome = meet(desk, subject, &[ObligationKind::Pay], outcome).await?;
        let text = words!("结算单 {number} 已付款 {amount}。", "Statement {number} was paid: {amount}.");
        outcome = outcome.and_message(Recipient::Provider(provider.id), subject, text);
        desk.commit(&outcome).await?;
        Ok(changed.after)
    })
    .await
}

/// Sends the statement back to the provider; its open second callbacks and the payment term end.
pub async fn send_back(
    app: &App,
    who: &Actor,
    number: String,
    reason: String,
) -> Result<Statement, AppError> {
    app.command(who, async move |desk| {
        let found = desk.statement(&number, Action::SeeStatements).await?;
        let action = match found.stage {
            StatementStage::Verified { .. } => Action::ConfirmStatements,
            StatementStage::Confirmed { .. } => Action::ApproveStatements,
            _ => Action::VerifyStatements,
        };
        let statement = desk.statement(&number, action).await?;
        let stamp = desk.stamp();
        let tenant = desk.tenant();
        let changed = statement.send_back(reason.clone(), stamp)?;
        let subject = subject_of(&statement);
        let mut outcome = Outcome::of(changed.clone());
        for callback in service::callbacks_of_statement(desk.tx(), tenant, statement.id).await? {
            if callback.stage == CallbackStage::Due {
                outcome = outcome.and(Changed::of(&callback, CallbackFact::GivenUp, stamp));
            }
        }
        for obligation in service::obligations_of(desk.tx(), tenant, subject).await? {
            if obligation.kind == ObligationKind::Pay
                && let Some(lapsed) = obligation.lapse(stamp)
            {
                outcome = outcome.and(lapsed);
            }
        }
        let text = words!("结算单 {number} 被退回：{reason}", "Statement {number} was sent back: {reason}");
        outcome = outcome.and_message(Recipient::Provider(statement.provider_id), subject, text);
        desk.commit(&outcome).await?;
        Ok(changed.after)
    })
    .await
}

/// Meets the obligations of some kinds about a subject, now.
async fn meet(
    desk: &mut Desk<'_>,
    subject: Subject,
    kinds: &[ObligationKind],
    mut outcome: Outcome,
) -> Result<Outcome, AppError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    let now: Timestamp = stamp.at;
    for obligation in service::obligations_of(desk.tx(), tenant, subject).await? {
        if kinds.contains(&obligation.kind)
            && let Some(met) = obligation.meet(now, stamp)
        {
            outcome = outcome.and(met);
        }
    }
    Ok(outcome)
}
