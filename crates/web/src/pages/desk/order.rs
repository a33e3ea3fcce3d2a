//! One order: where it stands, the one next step, what is owed and who pays, and what happened.

use super::order_owed::owed_card;
use super::order_step::{self, Tried};
use super::parts::{history, judgement_badge, place, stage_badge, verdict, zone};
use crate::WebState;
use crate::error::PageError;
use crate::page::{
    self, Column, ColumnKind, Crumb, Emphasis, Empty, Icon, PageHeader, Row, Stage as Stop, StageState,
    Table, Tone,
};
use crate::session::SignedIn;
use app::view::desk_order::{self, OrderView};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use domain::callback::{Callback, CallbackStage};
use domain::coverage::{Payer, Price, SaleDate};
use domain::order::{Completion, Stage};
use domain::people::{Action, Role};
use domain::{Fen, Language, Words, words};
use jiff::Timestamp;
use maud::{Markup, html};

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/orders/{number}", get(show))
        .route("/orders/{number}/reveal", post(reveal))
        .merge(order_step::routes())
}

async fn show(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(number): Path<String>,
) -> Result<Markup, PageError> {
    let view = desk_order::order(&state.app, &signed_in.actor, number).await?;
    Ok(whole(&signed_in, &view, None))
}

/// Shows the customer in full; htmx takes the card alone, a plain form the page.
async fn reveal(
    State(state): State<WebState>,
    signed_in: SignedIn,
    headers: HeaderMap,
    Path(number): Path<String>,
) -> Result<Markup, PageError> {
    let view = desk_order::order_revealed(&state.app, &signed_in.actor, number).await?;
    if headers.contains_key("hx-request") {
        return Ok(customer_card(&signed_in, &view));
    }
    Ok(whole(&signed_in, &view, None))
}

/// The whole page; `tried` is a step that was refused, with what was filled in.
pub(super) fn whole(signed_in: &SignedIn, view: &OrderView, tried: Option<&Tried>) -> Markup {
    let language = signed_in.language;
    let number = &view.order.opened.number;
    // On a phone the columns stand one below the other: whoever drives there sees first where to go.
    let on_the_road = signed_in.actor.role == Role::Technician;
    let content = html! {
        div.stack {
            (page::page_header(language, &header(signed_in, view)))
            (page::stage_bar(language, &stops(view)))
            (notices(language, view))
            (order_step::next_step(signed_in, view, tried))
            div.split {
                div.stack {
                    @if on_the_road { (customer_card(signed_in, view)) }
                    (work_card(signed_in, view))
                    (charges_card(language, view))
                    (history(language, &view.timeline))
                }
                div.stack {
                    (owed_card(signed_in, view))
                    @if !on_the_road { (customer_card(signed_in, view)) }
                    (unit_card(signed_in, view))
                    (visits_card(language, view))
                    (callbacks_card(language, view))
                }
            }
        }
    };
    signed_in.page(words!("工单 {number}", "Order {number}"), "orders", &content)
}

fn header(signed_in: &SignedIn, view: &OrderView) -> PageHeader {
    let (language, order) = (signed_in.language, &view.order);
    let problem = &order.opened.problem;
    let print = page::Action {
        label: Words::fixed("打印凭证", "Print voucher"),
        emphasis: Emphasis::Plain,
        icon: Some(Icon::Print),
    };
    PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("工单", "Orders"), address: "/orders".into() }],
        heading: html! {
            (order.opened.number) " " (stage_badge(language, order.stage.code()))
            @if let Some(judgement) = &order.judgement { " " (judgement_badge(language, judgement.kind.code())) }
        },
        lead: Some(html! { (problem) " · " (place(&order.opened.division)) }),
        actions: html! {
            (page::button_link(language, &print, &format!("/orders/{}/print", order.opened.number)))
            (order_step::other_steps(signed_in, view))
        },
    }
}

/// The way of an order with where it is; callback and statement close it.
fn stops(view: &OrderView) -> Vec<Stop> {
    let order = &view.order;
    let code = order.stage.code();
    let at = Stage::WAY.iter().position(|stage| *stage == code);
    let called = view.callbacks.iter().any(|callback| callback.stage != CallbackStage::Due);
    let claimed = order.statement_id.is_some();
    let mut stops: Vec<Stop> = Stage::WAY
        .iter()
        .enumerate()
        .map(|(index, code)| {
            let state = match at {
                Some(at) if index < at || (index == at && *code == "completed") => StageState::Done,
                Some(at) if index == at => StageState::Current,
                _ => StageState::Next,
            };
            Stop {
                name: Stage::words_of(code),
                state,
                note: reached(view, code).map(|at| Words::same(short(at))),
            }
        })
        .collect();
    let done = |done: bool| if done { StageState::Done } else { StageState::Next };
    stops.push(Stop { name: Words::fixed("回访", "called back"), state: done(called), note: None });
    stops.push(Stop {
        name: Words::fixed("结算", "claimed"),
        state: done(claimed),
        note: view.statement_number.as_ref().map(Words::same),
    });
    stops
}

/// When a stage was reached, as far as the order still says so.
fn reached(view: &OrderView, code: &str) -> Option<Timestamp> {
    let assignment = view.order.assignment();
    match (code, &view.order.stage) {
        ("open", _) => Some(view.order.opened_at),
        ("dispatched", _) => assignment.map(|assignment| assignment.dispatched_at),
        ("accepted", _) => assignment.and_then(|assignment| assignment.accepted_at),
        ("visit_planned", Stage::VisitPlanned { planned, .. }) => Some(planned.from_at),
        ("on_site", Stage::OnSite { arrived_at, .. }) => Some(*arrived_at),
        ("on_site", Stage::Completed { .. }) => view.order.visits.last().map(|visit| visit.arrived_at),
        ("completed", Stage::Completed { completion, .. }) => Some(completion.completed_at),
        _ => None,
    }
}

fn short(at: Timestamp) -> String {
    at.to_zoned(zone().clone()).strftime("%m-%d %H:%M").to_string()
}

/// What stands in the way: a pause, an end, refusals, a judgement.
fn notices(language: Language, view: &OrderView) -> Markup {
    let order = &view.order;
    html! {
        @if let Some(reason) = order.paused {
            (page::alert(language, Tone::Warn, Some(&Words::fixed("已暂停", "Paused")), &reason.words()))
        }
        @if let Stage::Cancelled { reason, .. } = &order.stage {
            (page::alert(language, Tone::Warn, Some(&Words::fixed("已取消", "Cancelled")), &Words::same(reason)))
        }
        @if let Some(judgement) = &order.judgement {
            (page::alert(language, Tone::Bad, Some(&judgement.kind.words()), &Words::same(&judgement.reason)))
        }
        @if let (Stage::Open, Some((name, reason))) = (&order.stage, view.refused_by.last()) {
            (page::alert(language, Tone::Warn, None, &words!("{name} 拒单：{reason}", "{name} refused: {reason}")))
        }
    }
}

fn work_card(signed_in: &SignedIn, view: &OrderView) -> Markup {
    let language = signed_in.language;
    let sees_requests = signed_in.actor.may(Action::SeeRequests);
    let opened = &view.order.opened;
    let mut list = vec![
        (Words::fixed("故障描述", "Problem"), Some(html! { (opened.problem) })),
        (Words::fixed("报修时间", "Reported"), Some(page::instant(zone(), opened.reported_at))),
        (
            Words::fixed("报修单", "Request"),
            view.request_number.as_ref().map(|number| {
                html! {
                    @if sees_requests { a href=(format!("/requests/{number}")) { (number) } }
                    @else { span.code { (number) } }
                }
            }),
        ),
        (Words::fixed("服务商", "Provider"), view.provider_name.as_ref().map(|name| html! { (name) })),
        (Words::fixed("师傅", "Technician"), view.technician_name.as_ref().map(|name| html! { (name) })),
    ];
    if let Stage::VisitPlanned { planned, .. } = &view.order.stage {
        let window = app::view::told::window(planned.from_at, planned.until_at);
        list.push((Words::fixed("预约时段", "Visit window"), Some(html! { (window) })));
    }
    if let Some(completion) = view.order.completion() {
        list.extend(completion_facts(language, completion));
    }
    page::card(language, &Words::fixed("工作", "Work"), &page::facts(language, &list))
}

fn completion_facts(language: Language, completion: &Completion) -> Vec<(Words, Option<Markup>)> {
    let diagnosis = &completion.diagnosis;
    let minutes = completion.labour_minutes;
    let note = (!diagnosis.note.is_empty()).then(|| html! { (diagnosis.note) });
    vec![
        (Words::fixed("故障现象", "Symptom"), Some(html! { (diagnosis.symptom) })),
        (Words::fixed("原因", "Cause"), Some(html! { (diagnosis.cause.words().get(language)) })),
        (Words::fixed("处理", "Remedy"), Some(html! { (diagnosis.remedy) })),
        (Words::fixed("说明", "Note"), note),
        (
            Words::fixed("工时", "Labour"),
            Some(html! { (words!("{minutes} 分钟", "{minutes} min").get(language)) }),
        ),
        (Words::fixed("用户签字", "Signed by"), Some(html! { (completion.signed_by) })),
        (Words::fixed("计入月份", "Counts for"), Some(html! { (completion.month) })),
    ]
}

/// Who pays what by the facts so far; once completed, the priced lines.
fn charges_card(language: Language, view: &OrderView) -> Markup {
    let order = &view.order;
    let content = html! {
        div.stack {
            (verdict(language, &order.coverage))
            @if !order.charges.is_empty() { (charges_table(language, view)) }
        }
    };
    page::card(language, &Words::fixed("费用与依据", "Who pays, and why"), &content)
}

fn charges_table(language: Language, view: &OrderView) -> Markup {
    let undecided = Words::fixed("待定", "undecided");
    let rows = view.order.charges.iter().map(|charge| {
        let kind = charge.kind.words();
        let payer = charge.payer.map_or_else(|| undecided.clone(), Payer::words);
        let price = charge.price.map_or_else(|| undecided.clone(), Price::words);
        Row {
            address: None,
            tone: None,
            cells: vec![
                html! { (kind.get(language)) @if !charge.item.is_empty() { " · " (charge.item) } },
                html! { (charge.quantity) },
                html! { (payer.get(language)) },
                html! { (price.get(language)) },
                page::money(charge.amount_fen),
            ],
        }
    });
    let total = view.order.charges.iter().fold(Fen::ZERO, |sum, charge| Fen(sum.0 + charge.amount_fen.0));
    page::table(
        language,
        &Table {
            caption: Words::fixed("费用", "Charges"),
            columns: vec![
                Column::new(Words::fixed("项目", "Item"), ColumnKind::Text),
                Column::new(Words::fixed("数量", "Quantity"), ColumnKind::Number),
                Column::new(Words::fixed("承担方", "Payer"), ColumnKind::Text),
                Column::new(Words::fixed("价格", "Price"), ColumnKind::Text),
                Column::new(Words::fixed("向用户收取", "Customer is charged"), ColumnKind::Money),
            ],
            rows: rows.collect(),
            totals: Some(vec![
                html! { (Words::fixed("合计", "Total").get(language)) },
                html! {},
                html! {},
                html! {},
                page::money(total),
            ]),
            empty: nothing(),
        },
    )
}

fn nothing() -> Empty {
    Empty { title: Words::fixed("没有", "None"), hint: Words::same(""), action: html! {} }
}

/// The customer, masked; whoever has the work in hand may look, and that is written down.
fn customer_card(signed_in: &SignedIn, view: &OrderView) -> Markup {
    let language = signed_in.language;
    let contact = &view.contact;
    let known = |text: &str| (!text.is_empty()).then(|| html! { span.number { (text) } });
    let phone = if view.revealed && !contact.phone.is_empty() {
        Some(html! { a.number href=(format!("tel:{}", contact.phone)) { (contact.phone) } })
    } else {
        known(&contact.phone)
    };
    let street = (!contact.address.is_empty()).then(|| html! { (contact.address) });
    let list = [
        (Words::fixed("姓名", "Name"), known(&contact.name)),
        (Words::fixed("电话", "Phone"), phone),
        (Words::fixed("地址", "Address"), street),
    ];
    let address = format!("/orders/{}/reveal", view.order.opened.number);
    let button = html! {
        @if view.may_reveal && !view.revealed {
            form method="post" action=(address) hx-post=(address) hx-target="#customer" hx-swap="outerHTML" {
                (page::csrf_field(&signed_in.csrf))
                button.btn type="submit" title=(Words::fixed("显示完整信息，将记入日志", "Show in full; this is logged").get(language)) {
                    (Words::fixed("显示", "Show").get(language))
                }
            }
        }
    };
    html! {
        div #customer {
            (page::card_with(language, &Words::fixed("用户", "Customer"), &button, &page::facts(language, &list)))
        }
    }
}

fn unit_card(signed_in: &SignedIn, view: &OrderView) -> Markup {
    let language = signed_in.language;
    let opened = &view.order.opened;
    let product = view.product.as_ref().map(|product| {
        let profile = &product.profile;
        html! { (profile.code) " " (profile.name) }
    });
    let serial = (!opened.serial.is_empty()).then_some(&opened.serial);
    let serial = view.unit.as_ref().map(|unit| &unit.profile.serial).or(serial);
    let on_file = view.unit.is_some() && signed_in.actor.may(Action::SeeUnits);
    let serial = serial.map(|serial| {
        html! {
            @if on_file { a.code href=(format!("/units/{}", page::percent_encoded(serial))) { (serial) } }
            @else { span.code { (serial) } }
            @if view.unit.is_none() {
                " " (page::badge(language, Tone::Warn, &Words::fixed("不在档案中", "not on file")))
            }
        }
    });
    let sold = view.unit.as_ref().and_then(|unit| sale_words(unit.profile.sale));
    let list = [
        (Words::fixed("产品", "Product"), product),
        (Words::fixed("机号", "Serial"), serial),
        (Words::fixed("购买日期", "Sold on"), sold.map(|sold| html! { (sold.get(language)) })),
    ];
    page::card(language, &Words::fixed("机器", "Unit"), &page::facts(language, &list))
}

/// What is known of the day of sale; nothing when it is unknown.
pub(super) fn sale_words(sale: SaleDate) -> Option<Words> {
    match sale {
        SaleDate::On(day) => Some(Words::same(day.to_string())),
        SaleDate::InYear(year) => Some(words!("{year} 年（日期不详）", "{year} (day unknown)")),
        SaleDate::Unknown => None,
    }
}

fn visits_card(language: Language, view: &OrderView) -> Markup {
    if view.order.visits.is_empty() {
        return html! {};
    }
    let rows = view.order.visits.iter().map(|visit| {
        let window = app::view::told::window(visit.arrived_at, visit.left_at);
        (Words::same(window), Some(html! { (visit.result.words().get(language)) }))
    });
    let list: Vec<_> = rows.collect();
    page::card(language, &Words::fixed("上门", "Visits"), &page::facts(language, &list))
}

fn callbacks_card(language: Language, view: &OrderView) -> Markup {
    if view.callbacks.is_empty() {
        return html! {};
    }
    let rows = view
        .callbacks
        .iter()
        .map(|callback| (callback.kind.words(), Some(callback_line(language, callback))));
    let list: Vec<_> = rows.collect();
    page::card(language, &Words::fixed("回访", "Callbacks"), &page::facts(language, &list))
}

fn callback_line(language: Language, callback: &Callback) -> Markup {
    let stage = CallbackStage::words_of(callback.stage.code());
    let tone = match callback.stage {
        CallbackStage::Due => Tone::Warn,
        CallbackStage::Done { .. } => Tone::Good,
        CallbackStage::GivenUp { .. } => Tone::Quiet,
    };
    let tries = callback.attempts.len();
    let tried = words!("{tries} 次未接通", "{tries} not reached");
    html! {
        (page::badge(language, tone, &stage))
        @if tries > 0 { " " span.quiet { (tried.get(language)) } }
    }
}
