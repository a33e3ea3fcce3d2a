//! One statement: where it stands, the one next step, its lines, how it was checked, what happened.

use super::{agreement_address, clause_link, lines, order_address, stage_tone, statement_address, step};
use crate::WebState;
use crate::error::{PageError, form_refusal, status};
use crate::page::{
    self, Action, Countdown, Crumb, Emphasis, Event, Icon, PageHeader, Pager, Stage, StageState, Tone,
};
use crate::session::SignedIn;
use app::AppError;
use app::view::settle::Happened;
use app::view::settle::statement::{self as view, Judged, Owed, Sample, StatementView};
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::callback::CallbackStage;
use domain::obligation::ObligationState;
use domain::refusal::Refusal;
use domain::settlement::StatementStage;
use domain::{Language, Words, words};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/statements/{number}", get(show)).route("/statements/{number}/{step}", post(take))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Place {
    after: u32,
}

async fn show(
    State(state): State<WebState>,
    person: SignedIn,
    Path(number): Path<String>,
    Query(place): Query<Place>,
) -> Result<Response, PageError> {
    // A file has the statement's address with its ending.
    if let Some(number) = number.strip_suffix(".xlsx") {
        return super::print::workbook(&state, &person, number.to_owned()).await;
    }
    Ok(render(&state, &person, number, place.after, &step::Entered::default(), None).await?.into_response())
}

/// A button was pressed. What is refused comes back on the page, with what was typed.
async fn take(
    State(state): State<WebState>,
    person: SignedIn,
    Path((number, code)): Path<(String, String)>,
    Form(entered): Form<step::Entered>,
) -> Result<Response, PageError> {
    match step::take(&state.app, &person.actor, &number, &code, &entered).await {
        Ok(message) => Ok(person.done(&statement_address(&number), message)),
        Err(error) => {
            let status = status(&error);
            let refusal = form_refusal(error)?;
            let page = render(&state, &person, number, 0, &entered, Some((&code, &refusal))).await?;
            Ok((status, page).into_response())
        }
    }
}

async fn render(
    state: &WebState,
    person: &SignedIn,
    number: String,
    after: u32,
    entered: &step::Entered,
    refused: Option<(&str, &Refusal)>,
) -> Result<Markup, AppError> {
    let view = view::statement(&state.app, &person.actor, number, after).await?;
    let number = &view.statement.number;
    let title = words!("结算单 {number}", "Statement {number}");
    Ok(person.page(title, "statements", &content(person, &view, after, entered, refused)))
}

fn content(
    person: &SignedIn,
    view: &StatementView,
    after: u32,
    entered: &step::Entered,
    refused: Option<(&str, &Refusal)>,
) -> Markup {
    let language = person.language;
    let returned = view.statement.returned_because.as_ref().filter(|_| view.live);
    let (shown, next) = (view.lines.lines.len(), view.lines.next);
    let path = statement_address(&view.statement.number);
    let pager = Pager {
        shown,
        first: (after > 0).then(|| format!("{path}#lines")),
        next: next.map(|after| format!("{path}?after={after}#lines")),
    };
    html! {
        (page::page_header(language, &header(person, view, entered)))
        (super::refused(language, refused.map(|(_, refusal)| refusal)))
        @if let Some(reason) = returned {
            (page::alert(language, Tone::Warn, Some(&Words::fixed("已退回，请改正后重新报送", "Sent back: correct it and submit again")), &Words::same(reason.clone())))
        }
        (page::stage_bar(language, &stages(view)))
        div.split {
            div.stack {
                (step::next_card(person, view, entered, refused))
                section.stack #lines {
                    @if view.live { (page::alert(language, Tone::Quiet, None, &LIVE)) }
                    (lines::table(language, &view.lines.lines, &view.version))
                    (page::pager(language, &pager))
                }
                @if !view.judged.is_empty() { (judged_card(language, view)) }
                @if let Some(sample) = &view.sample { (sample_card(language, view, sample)) }
            }
            div.stack {
                (page::card(language, &Words::fixed("合计", "Total"), &lines::sums(language, &view.subtotals, view.total)))
                (owed_card(person, view))
                (account_card(language, view))
                (page::card(language, &Words::fixed("经过", "History"), &page::timeline(language, &events(language, view))))
            }
        }
    }
}

/// Said above lines that still move.
const LIVE: Words = Words::fixed(
    "以下按现有完工工单和销售额即时计算，报送时才固定。",
    "Calculated now from the orders completed and the sales recorded so far; fixed when it is submitted.",
);

fn header(person: &SignedIn, view: &StatementView, entered: &step::Entered) -> PageHeader {
    let language = person.language;
    let statement = &view.statement;
    let (code, version) = (&view.version.code, view.version.number);
    let name = words!("{code} 第 {version} 版", "{code} v{version}");
    let path = statement_address(&statement.number);
    let link = |zh, en, icon, address: String| {
        let action = Action { label: Words::fixed(zh, en), emphasis: Emphasis::Plain, icon: Some(icon) };
        page::button_link(language, &action, &address)
    };
    PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("结算单", "Statements"), address: "/statements".into() }],
        heading: html! {
            (statement.number) " "
            (page::badge(language, stage_tone(statement.stage.code()), &statement.stage.words()))
        },
        lead: Some(html! {
            (view.provider.name) " · " (statement.month) " · "
            a href=(agreement_address(code, version)) { (name.get(language)) }
        }),
        actions: html! {
            (link("打印", "Print", Icon::Print, format!("{path}/print")))
            (link("Excel", "Excel", Icon::Document, format!("{path}.xlsx")))
            (step::send_back_button(person, view, entered))
        },
    }
}

fn stages(view: &StatementView) -> Vec<Stage> {
    let current =
        StatementStage::WAY.iter().position(|code| *code == view.statement.stage.code()).unwrap_or(0);
    let paid = matches!(view.statement.stage, StatementStage::Paid { .. });
    StatementStage::WAY
        .iter()
        .enumerate()
        .map(|(place, code)| Stage {
            name: StatementStage::words_of(code),
            state: match place.cmp(&current) {
                std::cmp::Ordering::Less => StageState::Done,
                std::cmp::Ordering::Equal if paid => StageState::Done,
                std::cmp::Ordering::Equal => StageState::Current,
                std::cmp::Ordering::Greater => StageState::Next,
            },
            note: None,
        })
        .collect()
}

fn owed_card(person: &SignedIn, view: &StatementView) -> Markup {
    let language = person.language;
    let nothing = Words::fixed("没有与本单有关的义务。", "Nothing is owed for it.");
    let body = html! {
        @if view.owed.is_empty() && view.quota.is_none() { p.quiet { (nothing.get(language)) } }
        div.stack {
            @for owed in &view.owed { (owed_item(person, view, owed)) }
            @if let Some(quota) = view.quota { (quota_item(language, quota)) }
        }
    };
    page::card(language, &Words::fixed("义务", "Obligations"), &body)
}

fn owed_item(person: &SignedIn, view: &StatementView, owed: &Owed) -> Markup {
    let language = person.language;
    let stands = standing(language, view, person.now, &owed.state);
    html! {
        div.owed {
            div { strong { (owed.kind.words().get(language)) } " " (clause_link(language, &owed.citation)) }
            div { (owed.debtor.get(language)) " · " (stands) }
            @if matches!(owed.state, ObligationState::Open { .. } | ObligationState::Breached { met_late_at: None, .. }) {
                div.quiet.small { (owed.consequence.get(language)) }
            }
        }
    }
}

/// How an obligation stands, in a word and an instant.
fn standing(language: Language, view: &StatementView, now: Timestamp, state: &ObligationState) -> Markup {
    let zone = &view.zone;
    let said = |tone, words: Words| page::badge(language, tone, &words);
    match state {
        ObligationState::Open { due_at, provisional } => html! {
            (page::countdown(language, zone, Countdown { due_at: *due_at, now, paused: false }))
            span.quiet { " · " (page::instant(zone, *due_at)) }
            @if *provisional { " " (said(Tone::Warn, Words::fixed("日历未公布", "calendar not published"))) }
        },
        ObligationState::Paused { reason } => said(Tone::Quiet, reason.words()),
        ObligationState::Met { met_at } => html! {
            (said(Tone::Good, Words::fixed("按时完成", "met in time"))) " " span.quiet { (page::instant(zone, *met_at)) }
        },
        ObligationState::Breached { due_at, met_late_at: None } => html! {
            (said(Tone::Bad, Words::fixed("违约", "breached"))) " "
            (page::countdown(language, zone, Countdown { due_at: *due_at, now, paused: false }))
        },
        ObligationState::Breached { due_at, met_late_at: Some(met_at) } => html! {
            (said(Tone::Bad, Words::fixed("逾期完成", "met late"))) " "
            span.quiet { (page::instant(zone, *met_at)) " > " (page::instant(zone, *due_at)) }
        },
        ObligationState::Lapsed { lapsed_at } => html! {
            (said(Tone::Quiet, Words::fixed("已解除", "lapsed"))) " " span.quiet { (page::instant(zone, *lapsed_at)) }
        },
    }
}

fn quota_item(language: Language, quota: app::statement::Quota) -> Markup {
    let app::statement::Quota { made, needed, repairs, share } = quota;
    let reached = made >= needed;
    let text = words!(
        "{repairs} 单的 {share}，须 {needed} 单，已回访 {made} 单",
        "{share} of {repairs} repairs: {needed} needed, {made} made"
    );
    let (tone, word) = if reached {
        (Tone::Good, Words::fixed("已达标", "reached"))
    } else {
        (Tone::Warn, Words::fixed("未达标", "not reached"))
    };
    html! {
        div.owed {
            div { strong { (Words::fixed("首次回访比例", "Share of first callbacks").get(language)) } " " (page::badge(language, tone, &word)) }
            div { (text.get(language)) }
        }
    }
}

fn account_card(language: Language, view: &StatementView) -> Markup {
    let account = &view.account;
    let text = |text: &str| (!text.is_empty()).then(|| html! { (text) });
    let mut facts = vec![
        (Words::fixed("开户名", "Account name"), text(&account.holder)),
        (Words::fixed("开户行", "Bank"), text(&account.bank)),
        (Words::fixed("账号", "Account number"), text(&account.number)),
    ];
    if let StatementStage::Paid { payment } = &view.statement.stage {
        facts.push((Words::fixed("付款日", "Paid on"), Some(page::date(payment.paid_on))));
        facts.push((Words::fixed("银行流水号", "Bank reference"), text(&payment.reference)));
        facts.push((Words::fixed("已付", "Paid"), Some(page::money(payment.amount_fen))));
    }
    page::card(language, &Words::fixed("付款", "Payment"), &page::facts(language, &facts))
}

fn events(language: Language, view: &StatementView) -> Vec<Event> {
    let event = |happened: &Happened| Event {
        at: page::instant(&view.zone, happened.at),
        by: happened.by.clone(),
        what: happened.what.clone(),
        detail: happened.detail.as_ref().map(|detail| html! { p { (detail.get(language)) } }),
        tone: if happened.bad { Tone::Warn } else { Tone::Good },
    };
    view.history.iter().map(event).collect()
}

fn judged_card(language: Language, view: &StatementView) -> Markup {
    let item = |judged: &Judged| {
        html! {
            li {
                a href=(order_address(&judged.number)) { (judged.number) } " "
                (page::badge(language, Tone::Bad, &judged.kind.words())) " "
                (clause_link(language, &judged.citation)) " "
                span.quiet { (page::instant(&view.zone, judged.judged_at)) }
                div { (judged.reason) }
            }
        }
    };
    let body = html! { ul.plain { @for judged in &view.judged { (item(judged)) } } };
    page::card(language, &Words::fixed("判定的工单", "Orders judged"), &body)
}

fn sample_card(language: Language, view: &StatementView, sample: &Sample) -> Markup {
    let (drawn, done, due) = (sample.drawn, sample.done, sample.due);
    let stands = words!(
        "抽中 {drawn} 单，已回访 {done}，待回访 {due}",
        "{drawn} drawn, {done} done, {due} to be made"
    );
    let verify = words!(
        "核对方法：对每张保修工单计算 sha256(种子 + \"|\" + 工单号)，结果最小的 {drawn} 张即为抽中的工单。",
        "To check the draw: take sha256(seed + \"|\" + order number) of every warranty order; the {drawn} lowest are the ones drawn."
    );
    let example = sample
        .orders
        .first()
        .map(|order| format!("printf %s '{}|{}' | sha256sum", sample.seed, order.number));
    let body = html! {
        div.stack {
            p { (stands.get(language)) }
            p { (Words::fixed("种子", "Seed").get(language)) " " span.code { (sample.seed) } }
            @if let Some((share, least)) = sample.share {
                p.quiet { (words!("按 {share} 抽取，至少 {least} 单", "a share of {share}, at least {least}").get(language)) }
            }
            details.why {
                summary { (Words::fixed("如何核对抽取", "How to check the draw").get(language)) }
                div {
                    p { (verify.get(language)) }
                    @if let Some(example) = &example { p { code { (example) } } }
                }
            }
            ul.drawn {
                @for order in &sample.orders {
                    li {
                        a href=(order_address(&order.number)) { (order.number) } " "
                        span.code.quiet { (order.lot) "…" } " "
                        (page::badge(language, callback_tone(&order.stage), &CallbackStage::words_of(&order.stage)))
                    }
                }
            }
        }
    };
    let all = format!("/callbacks?stage=all&statement={}", page::percent_encoded(&view.statement.number));
    let link = html! { a href=(all) { (Words::fixed("回访列表", "Callbacks").get(language)) } };
    page::card_with(
        language,
        &Words::fixed("二次回访与抽查", "Second callbacks and spot check"),
        &link,
        &body,
    )
}

/// The colour of a callback's stage.
pub(super) fn callback_tone(code: &str) -> Tone {
    match code {
        "done" => Tone::Good,
        "given_up" => Tone::Bad,
        _ => Tone::Warn,
    }
}
