//! One statement: its stage, who owes the next step until when, its lines, its checks, its history.

use super::{
    LINES_PER_PAGE, LinesPage, Party, Subtotal, Version, history, party, provider_of, subtotals, version_of,
};
use crate::agreements::InForce;
use crate::statement::{self, Quota};
use crate::{App, AppError, Desk};
use domain::callback::lot;
use domain::ids::CallbackId;
use domain::money::{BasisPoints, Fen};
use domain::obligation::{Debtor, ObligationKind, ObligationState};
use domain::order::JudgementKind;
use domain::outcome::{Subject, SubjectKind};
use domain::party::BankAccount;
use domain::people::{Action, Actor, Role};
use domain::reason::Citation;
use domain::settlement::{LineKind, Statement, StatementLine, StatementStage};
use domain::words;
use domain::words::Words;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fmt::Write as _;
use store::list::{self, CallbackFilter, Page};
use store::record::service;
use store::sums;

/// The most judged orders a page names.
const JUDGED_MAX: i64 = 200;

/// A statement as its page shows it.
#[derive(Clone, Debug)]
pub struct StatementView {
    /// The record.
    pub statement: Statement,
    /// The provider.
    pub provider: Party,
    /// Where it is paid (A2.14).
    pub account: BankAccount,
    /// The agreement version it is settled by.
    pub version: Version,
    /// The agreement's time zone.
    pub zone: TimeZone,
    /// Who does what next.
    pub next: Option<NextStep>,
    /// What this person may do now, the next step first.
    pub may: Vec<Step>,
    /// What is or was owed for it.
    pub owed: Vec<Owed>,
    /// Whether the lines still move.
    pub live: bool,
    /// A page of lines.
    pub lines: LinesPage,
    /// The lines by kind.
    pub subtotals: Vec<Subtotal>,
    /// What all lines sum to.
    pub total: Fen,
    /// The first callbacks against the agreed share.
    pub quota: Option<Quota>,
    /// The second callbacks, once drawn.
    pub sample: Option<Sample>,
    /// Orders found void or false.
    pub judged: Vec<Judged>,
    /// What happened, newest first.
    pub history: Vec<super::Happened>,
    /// The day it is, by the agreement's zone.
    pub today: Date,
}

/// A step of the way a statement goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The provider sends originals and form.
    Submit,
    /// The centre records their receipt.
    Receive,
    /// The centre has checked.
    Verify,
    /// The centre confirms.
    Confirm,
    /// The marketing manager approves.
    Approve,
    /// Finance pays.
    Pay,
    /// It goes back to the provider.
    SendBack,
}

impl Step {
    /// The word in its address: `send-back`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Receive => "receive",
            Self::Verify => "verify",
            Self::Confirm => "confirm",
            Self::Approve => "approve",
            Self::Pay => "pay",
            Self::SendBack => "send-back",
        }
    }

    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Submit => Words::fixed("报送原件和结算表", "send originals and form"),
            Self::Receive => Words::fixed("登记收件", "record the receipt"),
            Self::Verify => Words::fixed("完成复核", "finish the check"),
            Self::Confirm => Words::fixed("确认", "confirm"),
            Self::Approve => Words::fixed("审批", "approve"),
            Self::Pay => Words::fixed("登记付款", "record the payment"),
            Self::SendBack => Words::fixed("退回服务商", "send back"),
        }
    }

    /// Who may do it.
    const fn action(self, stage: &StatementStage) -> Action {
        match self {
            Self::Submit => Action::SubmitStatements,
            Self::Receive | Self::Verify => Action::VerifyStatements,
            Self::Confirm => Action::ConfirmStatements,
            Self::Approve => Action::ApproveStatements,
            Self::Pay => Action::PayStatements,
            Self::SendBack => match stage {
                StatementStage::Verified { .. } => Action::ConfirmStatements,
                StatementStage::Confirmed { .. } => Action::ApproveStatements,
                _ => Action::VerifyStatements,
            },
        }
    }

    /// The step that follows a stage, the role that does it, and the obligation that runs meanwhile.
    const fn after(stage: &StatementStage) -> Option<(Self, Role, ObligationKind)> {
        match stage {
            StatementStage::Collecting => Some((Self::Submit, Role::ProviderManager, ObligationKind::Submit)),
            StatementStage::Submitted { .. } => Some((Self::Receive, Role::Auditor, ObligationKind::Pay)),
            StatementStage::Received { .. } => Some((Self::Verify, Role::Auditor, ObligationKind::Pay)),
            StatementStage::Verified { .. } => Some((Self::Confirm, Role::Supervisor, ObligationKind::Pay)),
            StatementStage::Confirmed { .. } => {
                Some((Self::Approve, Role::MarketingManager, ObligationKind::Pay))
            }
            StatementStage::Approved { .. } => Some((Self::Pay, Role::Finance, ObligationKind::Pay)),
            StatementStage::Paid { .. } => None,
        }
    }

    /// Whether a statement in this stage can be sent back.
    const fn returnable(stage: &StatementStage) -> bool {
        matches!(
            stage,
            StatementStage::Submitted { .. }
                | StatementStage::Received { .. }
                | StatementStage::Verified { .. }
                | StatementStage::Confirmed { .. }
        )
    }
}

/// Who does what next, until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// What.
    pub step: Step,
    /// Who.
    pub role: Role,
    /// Until when, while a clock runs.
    pub due_at: Option<Timestamp>,
    /// Before this day it is too early (A2.10).
    pub not_before: Option<Date>,
    /// It is this person's turn.
    pub mine: bool,
}

/// Something owed for the statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// What.
    pub kind: ObligationKind,
    /// Who owes it: the provider's name, or the principal.
    pub debtor: Words,
    /// How it stands.
    pub state: ObligationState,
    /// The clause.
    pub citation: Citation,
    /// What follows when it is missed.
    pub consequence: Words,
}

/// The second callbacks: how they were drawn, and how they stand (A2.11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The seed that was drawn when the originals arrived.
    pub seed: String,
    /// The share the clause names, and the least number.
    pub share: Option<(BasisPoints, i64)>,
    /// How many were drawn.
    pub drawn: i64,
    /// How many are done.
    pub done: i64,
    /// How many wait.
    pub due: i64,
    /// The first of them.
    pub orders: Vec<SampledOrder>,
}

/// An order that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampledOrder {
    /// Its callback.
    pub callback: CallbackId,
    /// Its number.
    pub number: String,
    /// The start of its lot, `sha256(seed|number)` in hex.
    pub lot: String,
    /// The callback's stage, by code.
    pub stage: String,
}

/// An order that was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Its number.
    pub number: String,
    /// How.
    pub kind: JudgementKind,
    /// The evidence.
    pub reason: String,
    /// The clause.
    pub citation: Citation,
    /// When.
    pub judged_at: Timestamp,
}

/// The statement with this number, its lines from after a line number on.
pub async fn statement(
    app: &App,
    who: &Actor,
    number: String,
    after: u32,
) -> Result<StatementView, AppError> {
    app.read(Some(who), async move |desk| {
        let statement = desk.statement(&number, Action::SeeStatements).await?;
        read(desk, statement, after).await
    })
    .await
}

async fn read(desk: &mut Desk<'_>, statement: Statement, after: u32) -> Result<StatementView, AppError> {
    let version = version_of(desk, statement.agreement_id)?;
    let provider = provider_of(desk, statement.provider_id).await?;
    let subject = Subject { kind: SubjectKind::Statement, id: statement.id.0 };
    let owed = owed(desk, subject, &version, &provider.profile.name).await?;
    let live = statement.stage == StatementStage::Collecting;
    let (lines, subtotals, total) = if live {
        let lines = statement::lines(desk, &statement).await?;
        let total = domain::settlement::total_of(&lines);
        (LinesPage::of(&lines, after), subtotals(&lines), total)
    } else {
        let (lines, sums) = fixed_lines(desk, &statement, after).await?;
        (lines, sums, statement.totals.amount_fen)
    };
    let today = version.zone().to_datetime(desk.now()).date();
    let next = next_step(desk, &statement, &version, &owed, today);
    Ok(StatementView {
        may: may(desk, &statement, next.as_ref()),
        next,
        quota: statement::quota(desk, &statement).await?,
        sample: sample(desk, &statement, &version).await?,
        judged: judged(desk, &statement).await?,
        history: history::of_statement(desk, subject).await?,
        provider: party(&provider),
        account: provider.profile.account,
        zone: version.zone().clone(),
        version: Version::of(&version),
        owed,
        live,
        lines,
        subtotals,
        total,
        today,
        statement,
    })
}

/// A page of fixed lines, and their sums; only what the page shows is read whole.
async fn fixed_lines(
    desk: &mut Desk<'_>,
    statement: &Statement,
    after: u32,
) -> Result<(LinesPage, Vec<Subtotal>), AppError> {
    let (tenant, id, round) = (desk.tenant(), statement.id, statement.round);
    let limit = i64::try_from(LINES_PER_PAGE + 1).unwrap_or(i64::MAX);
    let lines: Vec<StatementLine> =
        service::statement_lines(desk.tx(), tenant, id, round, after, limit).await?;
    let sums = sums::lines_by_kind(desk.tx(), tenant, id, round).await?;
    let subtotals = LineKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let sum = sums.iter().find(|sum| sum.kind == kind.code())?;
            Some(Subtotal { kind, lines: sum.lines, amount_fen: sum.amount_fen })
        })
        .collect();
    Ok((LinesPage::cut(lines), subtotals))
}

/// The obligations about a statement, with what follows from missing them.
async fn owed(
    desk: &mut Desk<'_>,
    subject: Subject,
    version: &InForce,
    provider: &str,
) -> Result<Vec<Owed>, AppError> {
    let tenant = desk.tenant();
    let obligations = service::obligations_of(desk.tx(), tenant, subject).await?;
    Ok(obligations
        .into_iter()
        .map(|obligation| Owed {
            kind: obligation.kind,
            debtor: match obligation.debtor {
                Debtor::Principal => Words::fixed("甲方", "the principal"),
                Debtor::Provider(_) => Words::same(provider),
            },
            consequence: consequence(obligation.kind, version),
            state: obligation.state,
            citation: obligation.citation,
        })
        .collect())
}

/// What follows when an obligation is missed, by the agreement.
fn consequence(kind: ObligationKind, version: &InForce) -> Words {
    let terms = version.agreement.terms();
    match (kind, terms.silence_waiver()) {
        (ObligationKind::Submit, Some(waiver)) => {
            let months = waiver.value;
            let number = version.agreement.cite(waiver.clause).number;
            words!(
                "逾期计为违约；连续 {months} 个月不报送，放弃这些月的维修费（{number}）",
                "late is a breach; {months} months in a row without it waive their fees ({number})"
            )
        }
        (ObligationKind::FirstCallbacks, _) => {
            Words::fixed("未达到回访比例，不能报送", "below the share, the statement cannot be submitted")
        }
        (ObligationKind::Pay, _) => {
            Words::fixed("逾期付款，甲方违约", "paid late, the principal is in breach")
        }
        _ => Words::fixed("逾期计为违约", "late is a breach"),
    }
}

fn next_step(
    desk: &Desk<'_>,
    statement: &Statement,
    version: &InForce,
    owed: &[Owed],
    today: Date,
) -> Option<NextStep> {
    let (step, role, kind) = Step::after(&statement.stage)?;
    let due_at = owed.iter().rev().filter(|owed| owed.kind == kind).find_map(|owed| match owed.state {
        ObligationState::Open { due_at, .. } | ObligationState::Breached { due_at, met_late_at: None } => {
            Some(due_at)
        }
        _ => None,
    });
    let window = version.agreement.terms().settlement_window();
    let first_day = window
        .filter(|_| step == Step::Submit && statement.round == 0)
        .map(|window| statement.month.next().day(i8::try_from(window.value.first_day).unwrap_or(1)));
    let mine = desk.who().is_some_and(|who| who.may(step.action(&statement.stage)));
    Some(NextStep { step, role, due_at, not_before: first_day.filter(|first| today < *first), mine })
}

/// What the person may do now: the next step, and sending back.
fn may(desk: &Desk<'_>, statement: &Statement, next: Option<&NextStep>) -> Vec<Step> {
    let next = next.filter(|next| next.mine).map(|next| next.step);
    let back = Step::returnable(&statement.stage)
        .then_some(Step::SendBack)
        .filter(|step| desk.who().is_some_and(|who| who.may(step.action(&statement.stage))));
    next.into_iter().chain(back).collect()
}

/// The second callbacks drawn for the statement.
async fn sample(
    desk: &mut Desk<'_>,
    statement: &Statement,
    version: &InForce,
) -> Result<Option<Sample>, AppError> {
    let Some(seed) = statement.seed.clone() else {
        return Ok(None);
    };
    let tenant = desk.tenant();
    let counts = sums::second_callbacks_by_stage(desk.tx(), tenant, statement.id).await?;
    let count = |stage: &str| counts.iter().find(|(code, _)| code == stage).map_or(0, |(_, count)| *count);
    let filter = CallbackFilter { statement: Some(statement.id), ..CallbackFilter::default() };
    let scope = desk.scope(Action::SeeStatements)?;
    let listed = list::callbacks(desk.tx(), tenant, scope, &filter, &Page::FIRST).await?;
    let orders = listed
        .rows
        .into_iter()
        .map(|row| SampledOrder {
            callback: row.callback_id,
            lot: start_of(lot(&seed, &row.order_number)),
            number: row.order_number,
            stage: row.stage,
        })
        .collect();
    let chain = version.agreement.terms().approval_chain();
    Ok(Some(Sample {
        seed,
        share: chain.map(|chain| (chain.value.sample, chain.value.sample_at_least)),
        drawn: counts.iter().map(|(_, count)| count).sum(),
        done: count("done"),
        due: count("due"),
        orders,
    }))
}

/// The first twelve hexadecimal digits of a lot: enough to tell orders apart.
fn start_of(lot: [u8; 32]) -> String {
    lot.iter().take(6).fold(String::with_capacity(12), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes every text");
        text
    })
}

/// The month's judged orders.
async fn judged(desk: &mut Desk<'_>, statement: &Statement) -> Result<Vec<Judged>, AppError> {
    let tenant = desk.tenant();
    let month = (statement.provider_id, statement.month);
    let orders = sums::judged_orders(desk.tx(), tenant, month, statement.agreement_id, JUDGED_MAX).await?;
    Ok(orders
        .into_iter()
        .filter_map(|order| {
            let judgement = order.judgement?;
            Some(Judged {
                number: order.opened.number,
                kind: judgement.kind,
                reason: judgement.reason,
                citation: judgement.citation,
                judged_at: judgement.judged_at,
            })
        })
        .collect())
}
