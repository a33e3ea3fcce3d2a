//! Callbacks: the queue, and one callback with whom to call, what to ask, and what the answers lead to.

use super::statement::callback_tone;
use super::{address, callback_form, order_address, statement_address};
use crate::WebState;
use crate::error::{PageError, form_refusal, status};
use crate::page::{
    self, Action, Column, ColumnKind, Crumb, Emphasis, Empty, Event, Field, FieldKind, FilterBar, FilterChip,
    PageHeader, Pager, Row, Tab, Table, Tone,
};
use crate::session::SignedIn;
use app::AppError;
use app::view::settle::callback::{self as view, AskedQueue, CallbackRow, CallbackView, Queue};
use app::view::settle::reveal;
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::callback::{CallbackKind, CallbackStage};
use domain::ids::CallbackId;
use domain::party::Contact;
use domain::refusal::Refusal;
use domain::{Language, Words, words};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/callbacks", get(queue))
        .route("/callbacks/{id}", get(show))
        .route("/callbacks/{id}/reveal", post(reveal_customer))
        .route("/callbacks/{id}/{step}", post(take))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Filter {
    stage: String,
    month: String,
    statement: String,
    after: Option<String>,
}

impl Filter {
    fn to(&self, stage: &str, after: &str) -> String {
        let parameters =
            [("stage", stage), ("month", &self.month), ("statement", &self.statement), ("after", after)];
        address("/callbacks", &parameters)
    }

    fn chips(&self) -> Vec<FilterChip> {
        let stage = &self.stage;
        [
            (&self.month, address("/callbacks", &[("stage", stage), ("statement", &self.statement)])),
            (&self.statement, address("/callbacks", &[("stage", stage), ("month", &self.month)])),
        ]
        .into_iter()
        .filter(|(value, _)| !value.is_empty())
        .map(|(value, remove)| FilterChip { label: Words::same(value.clone()), remove })
        .collect()
    }
}

async fn queue(
    State(state): State<WebState>,
    person: SignedIn,
    Query(filter): Query<Filter>,
) -> Result<Markup, PageError> {
    let asked = AskedQueue {
        stage: filter.stage.clone(),
        month: filter.month.clone(),
        statement: filter.statement.clone(),
        after: filter.after.clone(),
    };
    let queue = view::queue(&state.app, &person.actor, asked).await?;
    Ok(person.page(
        Words::fixed("回访", "Callbacks"),
        "callbacks",
        &queue_page(person.language, &filter, &queue),
    ))
}

/// The tabs of the queue: what is asked for, and its name.
const TABS: [(&str, Words); 4] = [
    ("", Words::fixed("待回访", "Due")),
    ("done", Words::fixed("已回访", "Done")),
    ("given_up", Words::fixed("已放弃", "Given up")),
    ("all", Words::fixed("全部", "All")),
];

fn queue_page(language: Language, filter: &Filter, queue: &Queue) -> Markup {
    let second = queue.kind == CallbackKind::Second;
    let lead = if second {
        Words::fixed(
            "按结算单的种子抽取，核对服务商所报是否属实。",
            "Drawn by each statement's seed, to check what the provider reported.",
        )
    } else {
        Words::fixed(
            "回访当月维修的用户，达到协议比例后才能报送结算单。",
            "Call the month's customers; the statement can be submitted once the agreed share is reached.",
        )
    };
    let heading = if second {
        Words::fixed("二次回访", "Second callbacks")
    } else {
        Words::fixed("首次回访", "First callbacks")
    };
    let header = PageHeader {
        heading: html! { (heading.get(language)) },
        lead: Some(html! { (lead.get(language)) }),
        ..PageHeader::default()
    };
    let current = TABS.iter().position(|(stage, _)| *stage == filter.stage).unwrap_or(0);
    let tabs = TABS.map(|(stage, label)| Tab { label, address: filter.to(stage, ""), count: None });
    let month = Field::new("month", Words::fixed("月份，如 2026-03", "Month, as 2026-03"), FieldKind::Text)
        .value(&filter.month)
        .filter();
    let statement = Field::new("statement", Words::fixed("结算单号", "Statement"), FieldKind::Text)
        .value(&filter.statement)
        .filter();
    let bar = FilterBar {
        action: "/callbacks",
        fields: html! {
            (page::hidden_field("stage", &filter.stage))
            (page::field(language, &month))
            @if second { (page::field(language, &statement)) }
        },
        chips: filter.chips(),
    };
    let pager = Pager {
        shown: queue.listed.rows.len(),
        first: filter.after.as_ref().map(|_| filter.to(&filter.stage, "")),
        next: queue.listed.next.as_ref().map(|after| filter.to(&filter.stage, after)),
    };
    html! {
        (page::page_header(language, &header))
        (page::tabs(language, &tabs, current))
        (page::filter_bar(language, &bar))
        (page::table(language, &queue_table(language, queue)))
        (page::pager(language, &pager))
    }
}

fn queue_table(language: Language, queue: &Queue) -> Table {
    let row = |row: &CallbackRow| Row {
        address: Some(format!("/callbacks/{}", row.callback_id)),
        tone: None,
        cells: vec![
            html! { (row.order_number) },
            html! { (row.customer_name) " " span.number.quiet { (row.customer_phone) } },
            html! { (row.provider_name) },
            html! { (row.month) },
            html! { (row.attempts) },
            page::badge(language, callback_tone(&row.stage), &CallbackStage::words_of(&row.stage)),
        ],
    };
    Table {
        caption: queue.kind.words(),
        columns: vec![
            Column::new(Words::fixed("工单", "Order"), ColumnKind::Code),
            Column::new(Words::fixed("用户", "Customer"), ColumnKind::Text),
            Column::new(Words::fixed("服务商", "Provider"), ColumnKind::Text).secondary(),
            Column::new(Words::fixed("完工月份", "Completed in"), ColumnKind::Time),
            Column::new(Words::fixed("未接通次数", "Tries"), ColumnKind::Number).secondary(),
            Column::new(Words::fixed("状态", "Stage"), ColumnKind::Text),
        ],
        rows: queue.listed.rows.iter().map(row).collect(),
        totals: None,
        empty: Empty {
            title: Words::fixed("没有要打的回访电话", "No call to make"),
            hint: Words::fixed(
                "工单完工后产生首次回访；结算单收件后抽取二次回访。",
                "A completed order brings a first callback; a received statement draws the second ones.",
            ),
            action: html! {},
        },
    }
}

async fn show(
    State(state): State<WebState>,
    person: SignedIn,
    Path(id): Path<CallbackId>,
) -> Result<Markup, PageError> {
    Ok(render(&state, &person, id, &callback_form::Entered::default(), None, None).await?)
}

/// The customer's data in full, on the same page; who asked is written down.
async fn reveal_customer(
    State(state): State<WebState>,
    person: SignedIn,
    Path(id): Path<CallbackId>,
) -> Result<Markup, PageError> {
    let contact = reveal::of_callback(&state.app, &person.actor, id).await?;
    Ok(render(&state, &person, id, &callback_form::Entered::default(), Some(&contact), None).await?)
}

async fn take(
    State(state): State<WebState>,
    person: SignedIn,
    Path((id, code)): Path<(CallbackId, String)>,
    Form(entered): Form<callback_form::Entered>,
) -> Result<Response, PageError> {
    match callback_form::take(&state.app, &person.actor, id, &code, &entered).await {
        Ok(message) => Ok(person.done(&format!("/callbacks/{id}"), message)),
        Err(error) => {
            let status = status(&error);
            let refusal = form_refusal(error)?;
            let page = render(&state, &person, id, &entered, None, Some(&refusal)).await?;
            Ok((status, page).into_response())
        }
    }
}

async fn render(
    state: &WebState,
    person: &SignedIn,
    id: CallbackId,
    entered: &callback_form::Entered,
    contact: Option<&Contact>,
    refusal: Option<&Refusal>,
) -> Result<Markup, AppError> {
    let view = view::callback(&state.app, &person.actor, id).await?;
    let number = &view.order.opened.number;
    let title = words!("回访 {number}", "Callback {number}");
    Ok(person.page(title, "callbacks", &content(person, &view, entered, contact, refusal)))
}

fn content(
    person: &SignedIn,
    view: &CallbackView,
    entered: &callback_form::Entered,
    contact: Option<&Contact>,
    refusal: Option<&Refusal>,
) -> Markup {
    let language = person.language;
    let number = &view.order.opened.number;
    let stage = view.callback.stage.code();
    let kind = match view.callback.kind {
        CallbackKind::First => Words::fixed("首次回访", "First callback"),
        CallbackKind::Second => Words::fixed("二次回访", "Second callback"),
    };
    let header = PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("回访", "Callbacks"), address: "/callbacks".into() }],
        heading: html! {
            (kind.get(language)) " " (number) " "
            (page::badge(language, callback_tone(stage), &CallbackStage::words_of(stage)))
        },
        lead: Some(html! { (view.order.opened.problem) }),
        actions: html! {},
    };
    html! {
        (page::page_header(language, &header))
        (super::refused(language, refusal))
        div.split {
            div.stack {
                (customer_card(person, view, contact))
                @if view.callback.stage == CallbackStage::Due {
                    (script_card(language, view))
                    (callback_form::answers_card(person, view, entered, refusal))
                    (callback_form::attempt_card(person, view))
                } @else {
                    (callback_form::result_card(language, view))
                }
                (callback_form::judge_card(person, view, entered, refusal))
            }
            div.stack { (work_card(language, view)) (attempts_card(language, view)) }
        }
    }
}

fn customer_card(person: &SignedIn, view: &CallbackView, contact: Option<&Contact>) -> Markup {
    let language = person.language;
    let masked = &view.customer;
    let text = |text: &str| (!text.is_empty()).then(|| html! { span.number { (text) } });
    let (name, phone, address) = contact.map_or((&masked.name, &masked.phone, &masked.address), |whole| {
        (&whole.name, &whole.phone, &whole.address)
    });
    let facts = [
        (Words::fixed("姓名", "Name"), text(name)),
        (Words::fixed("电话", "Phone"), text(phone)),
        (Words::fixed("地址", "Address"), text(address)),
    ];
    let show = Action::new(Words::fixed("显示完整资料", "Show in full"), Emphasis::Plain);
    let reveal = format!("/callbacks/{}/reveal", view.callback.id);
    let actions = html! {
        @if view.may_reveal && contact.is_none() { (page::post_button(language, &show, &reveal, &person.csrf)) }
    };
    let logged = Words::fixed("查看完整资料会记入日志。", "Looking at the data in full is logged.");
    let seen = Words::fixed("已查看：", "Seen by ");
    let body = html! {
        (page::facts(language, &facts))
        @if view.may_reveal { p.quiet.small { (logged.get(language)) } }
        @for look in &view.looks {
            p.quiet.small { (seen.get(language)) (look.by) " · " (page::instant(&app::request::zone(), look.at)) }
        }
    };
    page::card_with(language, &Words::fixed("用户", "Customer"), &actions, &body)
}

fn script_card(language: Language, view: &CallbackView) -> Markup {
    let needed: Vec<&str> = view.needed.iter().map(|field| field.get(language)).collect();
    let separator = if language == Language::Chinese { "、" } else { ", " };
    let body = html! {
        ol.script { @for question in &view.script { li { (question.get(language)) } } }
        @if !needed.is_empty() {
            p.quiet.small {
                (Words::fixed("协议要求的用户资料：", "Customer data the agreement wants: ").get(language))
                (needed.join(separator))
            }
        }
    };
    page::card(language, &Words::fixed("问什么", "What to ask"), &body)
}

fn work_card(language: Language, view: &CallbackView) -> Markup {
    let order = &view.order;
    let done = order.completion();
    let text = |text: &str| (!text.is_empty()).then(|| html! { (text) });
    let facts = [
        (
            Words::fixed("工单", "Order"),
            Some(html! { a href=(order_address(&order.opened.number)) { (order.opened.number) } }),
        ),
        (Words::fixed("服务商", "Provider"), text(&view.provider.name)),
        (Words::fixed("产品", "Product"), view.product.as_ref().map(|product| html! { (product) })),
        (Words::fixed("机号", "Serial"), text(&order.opened.serial)),
        (Words::fixed("完工日期", "Completed on"), view.done_on.map(page::date)),
        (Words::fixed("签字", "Signed by"), done.and_then(|done| text(&done.signed_by))),
        (Words::fixed("向用户收费", "Charged to the customer"), Some(page::money(view.charged_fen))),
        (
            Words::fixed("结算单", "Statement"),
            view.statement.as_ref().map(|number| html! { a href=(statement_address(number)) { (number) } }),
        ),
    ];
    page::card(
        language,
        &Words::fixed("记录在案的服务", "The work on record"),
        &page::facts(language, &facts),
    )
}

fn attempts_card(language: Language, view: &CallbackView) -> Markup {
    if view.callback.attempts.is_empty() {
        return html! {};
    }
    let zone = app::request::zone();
    let events: Vec<Event> = view
        .callback
        .attempts
        .iter()
        .rev()
        .map(|attempt| Event {
            at: page::instant(&zone, attempt.tried_at),
            by: None,
            what: attempt.unreached.words(),
            detail: None,
            tone: Tone::Warn,
        })
        .collect();
    page::card(language, &Words::fixed("未接通记录", "Tries"), &page::timeline(language, &events))
}
