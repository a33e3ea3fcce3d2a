//! The register of requests, and one request with what was decided on it.

use super::order::sale_words;
use super::parts::{category_badge, history, pager, place, stage_badge, verdict, zone};
use crate::WebState;
use crate::error::PageError;
use crate::page::{
    self, Action as Button, Choice, Column, ColumnKind, Confirm, Crumb, Emphasis, Empty, Field, FieldKind,
    FilterBar, FilterChip, Icon, PageHeader, Row, Table, Tone,
};
use crate::pages::link::Link;
use crate::session::SignedIn;
use app::request as use_case;
use app::view::Page;
use app::view::desk_list::{self, RequestFilter, RequestRow};
use app::view::desk_request::{self, RequestView};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::people::Action;
use domain::request::{Channel, RequestStage};
use domain::{Language, Words, words};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/requests", get(list))
        .route("/requests/{number}", get(show))
        .route("/requests/{number}/order", post(order))
        .route("/requests/{number}/answer", post(answer))
        .route("/requests/{number}/cancel", post(cancel))
}

/// What the address of the list says.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    stage: String,
    channel: String,
    category: String,
    from: String,
    after: String,
}

impl Wanted {
    fn filter(&self) -> RequestFilter {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let midnight = |date: Date| date.to_zoned(zone().clone()).ok().map(|at| at.timestamp());
        RequestFilter {
            stage: given(&self.stage),
            channel: Channel::ALL.into_iter().find(|channel| channel.code() == self.channel),
            category: given(&self.category),
            reported_from: self.from.parse().ok().and_then(midnight),
            ..RequestFilter::default()
        }
    }

    fn link(&self) -> Link {
        Link::to("/requests")
            .with("stage", &self.stage)
            .with("channel", &self.channel)
            .with("category", &self.category)
            .with("from", &self.from)
    }
}

async fn list(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, PageError> {
    let page = Page { after: (!wanted.after.is_empty()).then(|| wanted.after.clone()), rows: None };
    let listed = desk_list::requests(&state.app, &signed_in.actor, wanted.filter(), page).await?;
    let language = signed_in.language;
    let new = Button {
        label: Words::fixed("新报修", "New request"),
        emphasis: Emphasis::Primary,
        icon: Some(Icon::Plus),
    };
    let header = PageHeader {
        heading: html! { (Words::fixed("报修", "Requests").get(language)) },
        actions: html! {
            @if signed_in.actor.may(Action::TakeRequests) { (page::button_link(language, &new, "/requests/new")) }
        },
        ..PageHeader::default()
    };
    let content = html! {
        div.stack {
            (page::page_header(language, &header))
            (filters(language, &wanted))
            (table(language, &listed.rows))
            (pager(language, &wanted.link(), listed.rows.len(), wanted.after.is_empty(), listed.next.as_deref()))
        }
    };
    Ok(signed_in.page(Words::fixed("报修", "Requests"), "requests", &content))
}

fn stage_words() -> [(&'static str, Words); 4] {
    ["open", "ordered", "answered", "cancelled"].map(|code| (code, RequestStage::words_of(code)))
}

fn choices(any: Words, known: impl IntoIterator<Item = (&'static str, Words)>) -> Vec<Choice> {
    let any = Choice { value: String::new(), label: any };
    let known = known.into_iter().map(|(value, label)| Choice { value: value.to_owned(), label });
    std::iter::once(any).chain(known).collect()
}

fn filters(language: Language, wanted: &Wanted) -> Markup {
    let stages = choices(Words::fixed("全部状态", "all stages"), stage_words());
    let channels = choices(
        Words::fixed("全部渠道", "all channels"),
        Channel::ALL.map(|channel| (channel.code(), channel.words())),
    );
    let field = |name, label, kind, value| {
        page::field(language, &Field::new(name, label, kind).value(value).filter())
    };
    let from = &wanted.from;
    let named = |choices: &[Choice], value: &str| {
        choices
            .iter()
            .find(|choice| choice.value == value)
            .map_or_else(|| Words::same(value), |it| it.label.clone())
    };
    let chips = [
        ("stage", &wanted.stage, named(&stages, &wanted.stage)),
        ("channel", &wanted.channel, named(&channels, &wanted.channel)),
        ("from", from, words!("报修不早于 {from}", "reported from {from}")),
    ];
    let chips = chips.into_iter().filter(|(_, value, _)| !value.is_empty());
    let chips = chips
        .map(|(name, _, label)| FilterChip { label, remove: wanted.link().without(name).to_string() })
        .collect();
    let fields = html! {
        (field("stage", Words::fixed("状态", "Stage"), FieldKind::Choice(stages.clone()), &wanted.stage))
        (field("channel", Words::fixed("渠道", "Channel"), FieldKind::Choice(channels.clone()), &wanted.channel))
        (field("from", Words::fixed("报修不早于", "Reported from"), FieldKind::Date, &wanted.from))
    };
    page::filter_bar(language, &FilterBar { action: "/requests", fields, chips })
}

fn request_badge(language: Language, code: &str) -> Markup {
    let tone = match code {
        "open" => Tone::Warn,
        "cancelled" => Tone::Quiet,
        _ => Tone::Good,
    };
    page::badge(language, tone, &RequestStage::words_of(code))
}

fn table(language: Language, rows: &[RequestRow]) -> Markup {
    let row = |row: &RequestRow| {
        let channel = Channel::ALL.into_iter().find(|channel| channel.code() == row.channel);
        let category = domain_category(&row.category);
        Row {
            address: Some(format!("/requests/{}", row.number)),
            tone: None,
            cells: vec![
                html! { (row.number) },
                request_badge(language, &row.stage),
                html! { (row.customer_name) " " span.quiet.nowrap { (row.customer_phone) } },
                html! { (row.serial.as_deref().unwrap_or("—")) },
                category_badge(language, category, false),
                html! { @if let Some(channel) = channel { (channel.words().get(language)) } },
                page::instant(zone(), row.reported_at),
            ],
        }
    };
    page::table(
        language,
        &Table {
            caption: Words::fixed("报修", "Requests"),
            columns: vec![
                Column::new(Words::fixed("受理号", "Request"), ColumnKind::Code),
                Column::new(Words::fixed("状态", "Stage"), ColumnKind::Text),
                Column::new(Words::fixed("用户", "Customer"), ColumnKind::Text),
                Column::new(Words::fixed("机号", "Serial"), ColumnKind::Code).secondary(),
                Column::new(Words::fixed("服务类别", "Category"), ColumnKind::Text),
                Column::new(Words::fixed("渠道", "Channel"), ColumnKind::Text).secondary(),
                Column::new(Words::fixed("报修时间", "Reported"), ColumnKind::Time),
            ],
            rows: rows.iter().map(row).collect(),
            totals: None,
            empty: Empty {
                title: Words::fixed("没有报修", "No requests"),
                hint: Words::fixed(
                    "放宽筛选条件，或登记新报修。",
                    "Widen the filter, or take a new request.",
                ),
                action: html! {},
            },
        },
    )
}

/// A category by its stored code; the code of what is undecided is none of them.
fn domain_category(code: &str) -> Option<domain::coverage::Category> {
    use domain::coverage::Category::{Contract, Internal, Paid, Warranty};
    match code {
        "paid" => Some(Paid),
        "contract" => Some(Contract),
        "warranty" => Some(Warranty),
        "internal" => Some(Internal),
        _ => None,
    }
}

async fn show(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(number): Path<String>,
) -> Result<Markup, PageError> {
    let view = desk_request::request(&state.app, &signed_in.actor, number).await?;
    let number = &view.request.taken.number;
    let title = words!("报修 {number}", "Request {number}");
    Ok(signed_in.page(title, "requests", &content(&signed_in, &view)))
}

fn content(signed_in: &SignedIn, view: &RequestView) -> Markup {
    let language = signed_in.language;
    let taken = &view.request.taken;
    let header = PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("报修", "Requests"), address: "/requests".into() }],
        heading: html! { (taken.number) " " (request_badge(language, view.request.stage.code())) },
        lead: Some(html! { (taken.problem) " · " (place(&taken.division)) }),
        actions: html! { @if view.may_decide { (decisions(signed_in, view)) } },
    };
    html! {
        div.stack {
            (page::page_header(language, &header))
            @for flag in &taken.flags { (page::alert(language, Tone::Warn, None, &flag.words())) }
            (outcome(language, view))
            div.split {
                div.stack {
                    (page::card(language, &Words::fixed("权益与依据", "Rights, and why"), &verdict(language, &taken.coverage)))
                    (history(language, &view.timeline))
                }
                (facts_card(signed_in, view))
            }
        }
    }
}

/// What came of it: its order, the answer, or why it was withdrawn.
fn outcome(language: Language, view: &RequestView) -> Markup {
    match (&view.request.stage, &view.order) {
        (RequestStage::Ordered { .. }, Some((number, stage))) => {
            let opened = html! {
                div.cluster {
                    a.btn.btn-primary href=(format!("/orders/{number}")) { (words!("工单 {number}", "Order {number}").get(language)) }
                    (stage_badge(language, stage))
                }
            };
            page::card(language, &Words::fixed("已开立工单", "Its order"), &opened)
        }
        (RequestStage::Answered { answer }, _) => {
            page::alert(language, Tone::Good, Some(&Words::fixed("已答复", "Answered")), &Words::same(answer))
        }
        (RequestStage::Cancelled { reason }, _) => page::alert(
            language,
            Tone::Quiet,
            Some(&Words::fixed("已撤销", "Withdrawn")),
            &Words::same(reason),
        ),
        _ => html! {},
    }
}

fn facts_card(signed_in: &SignedIn, view: &RequestView) -> Markup {
    let language = signed_in.language;
    let taken = &view.request.taken;
    let known = |text: &str| (!text.is_empty()).then(|| html! { (text) });
    let product = view.product.as_ref().map(|product| {
        let profile = &product.profile;
        html! { (profile.code) " " (profile.name) }
    });
    let serial = match &view.unit {
        Some(unit) => {
            let serial = &unit.profile.serial;
            Some(html! { a.code href=(format!("/units/{}", page::percent_encoded(serial))) { (serial) } })
        }
        None => known(&taken.serial),
    };
    let sold = view.unit.as_ref().and_then(|unit| sale_words(unit.profile.sale));
    let list = [
        (Words::fixed("用户", "Customer"), known(&view.contact.name)),
        (Words::fixed("电话", "Phone"), known(&view.contact.phone)),
        (Words::fixed("地址", "Address"), known(&view.contact.address)),
        (Words::fixed("产品", "Product"), product),
        (Words::fixed("机号", "Serial"), serial),
        (Words::fixed("购买日期", "Sold on"), sold.map(|sold| html! { (sold.get(language)) })),
        (Words::fixed("渠道", "Channel"), Some(html! { (taken.channel.words().get(language)) })),
        (Words::fixed("报修时间", "Reported"), Some(page::instant(zone(), taken.reported_at))),
    ];
    page::card(language, &Words::fixed("用户与机器", "Customer and unit"), &page::facts(language, &list))
}

/// What can be decided: answer or withdraw behind a question, open the order as the next step.
fn decisions(signed_in: &SignedIn, view: &RequestView) -> Markup {
    let language = signed_in.language;
    let number = &view.request.taken.number;
    let dialog = |id, label: Words, question, consequence, field_name, field_label, emphasis| {
        let field = Field::new(field_name, field_label, FieldKind::Lines(3)).id(id).length_max(2000);
        page::confirm(
            language,
            &Confirm {
                id: &format!("ask-{id}"),
                opener: Button::new(label.clone(), emphasis),
                question,
                consequence,
                fields: page::field(language, &field),
                confirm: Button::new(
                    label,
                    if emphasis == Emphasis::Plain { Emphasis::Primary } else { emphasis },
                ),
                action: &format!("/requests/{number}/{id}"),
                csrf: &signed_in.csrf,
            },
        )
    };
    html! {
        (dialog("cancel", Words::fixed("撤销", "Withdraw"), Words::fixed("撤销这张报修？", "Withdraw this request?"),
            Words::fixed("用户取消或重复报修时使用，不能恢复。", "For what the customer called off or reported twice; it cannot be undone."),
            "reason", Words::fixed("原因", "Reason"), Emphasis::Danger))
        (dialog("answer", Words::fixed("答复结案", "Answer"), Words::fixed("不派工，直接答复？", "Answer it without an order?"),
            Words::fixed("指导后已解决，或不在服务范围内。", "When advice was enough, or it lies outside the plan."),
            "answer", Words::fixed("答复内容", "What was said"), Emphasis::Plain))
        (page::post_button(
            language,
            &Button::new(Words::fixed("开立工单", "Open the order"), Emphasis::Primary),
            &format!("/requests/{number}/order"),
            &signed_in.csrf,
        ))
    }
}

async fn order(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let taken = use_case::order(&state.app, &signed_in.actor, number.clone(), false).await?;
    let opened = taken.order_number.unwrap_or_default();
    let message = match taken.provider {
        Some(provider) => words!(
            "已开立工单 {opened}，派给 {provider}。",
            "Order {opened} is open and dispatched to {provider}."
        ),
        None => words!("已开立工单 {opened}，待派工。", "Order {opened} is open and waits for dispatch."),
    };
    Ok(signed_in.done(&format!("/orders/{opened}"), message))
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    reason: String,
}

async fn answer(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(number): Path<String>,
    Form(said): Form<Said>,
) -> Result<Response, PageError> {
    use_case::answer(&state.app, &signed_in.actor, number.clone(), said.answer).await?;
    let message = words!("报修 {number} 已答复结案。", "Request {number} is answered.");
    Ok(signed_in.done(&format!("/requests/{number}"), message))
}

async fn cancel(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(number): Path<String>,
    Form(said): Form<Said>,
) -> Result<Response, PageError> {
    use_case::cancel(&state.app, &signed_in.actor, number.clone(), said.reason).await?;
    let message = words!("报修 {number} 已撤销。", "Request {number} is withdrawn.");
    Ok(signed_in.done(&format!("/requests/{number}"), message))
}
