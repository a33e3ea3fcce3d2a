//! What waits for dispatch: who would get it and why, one press to give it.

use super::parts::{due, pager, short_place, stage_badge};
use crate::WebState;
use crate::error::PageError;
use crate::page::{
    self, Action as Button, Column, ColumnKind, Emphasis, Empty, PageHeader, Row, Table, Tone,
};
use crate::pages::link::Link;
use crate::session::SignedIn;
use app::order as use_case;
use app::view::Page;
use app::view::desk_list::{self, WaitingOrder};
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::order::DispatchedBy;
use domain::{Words, words};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/dispatch", get(list)).route("/dispatch/by-territory", post(by_territory))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    after: String,
}

async fn list(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, PageError> {
    let page = Page { after: (!wanted.after.is_empty()).then(|| wanted.after.clone()), rows: None };
    let listed = desk_list::waiting(&state.app, &signed_in.actor, page).await?;
    let language = signed_in.language;
    let header = PageHeader {
        heading: html! { (Words::fixed("派工", "Dispatch").get(language)) },
        lead: Some(html! {
            (Words::fixed("待派的、被拒的和还没有接的工单，等得最久的在前。", "Orders to dispatch, refused, or not yet accepted; longest waiting first.").get(language))
        }),
        ..PageHeader::default()
    };
    let content = html! {
        div.stack {
            (page::page_header(language, &header))
            (table(&signed_in, &listed.rows))
            (pager(language, &Link::to("/dispatch"), listed.rows.len(), wanted.after.is_empty(), listed.next.as_deref()))
        }
    };
    Ok(signed_in.page(Words::fixed("派工", "Dispatch"), "dispatch", &content))
}

fn table(signed_in: &SignedIn, rows: &[WaitingOrder]) -> Markup {
    page::table(
        signed_in.language,
        &Table {
            caption: Words::fixed("待派工单", "Orders to dispatch"),
            columns: vec![
                Column::new(Words::fixed("工单号", "Order"), ColumnKind::Code),
                Column::new(Words::fixed("阶段", "Stage"), ColumnKind::Text),
                Column::new(Words::fixed("地点", "Place"), ColumnKind::Text),
                Column::new(Words::fixed("产品线", "Product line"), ColumnKind::Text).secondary(),
                Column::new(Words::fixed("建议服务商", "Proposed provider"), ColumnKind::Text),
                Column::new(Words::fixed("时限", "Due"), ColumnKind::Time),
                Column::new(Words::fixed("操作", "Action"), ColumnKind::Actions),
            ],
            rows: rows.iter().map(|row| table_row(signed_in, row)).collect(),
            totals: None,
            empty: Empty {
                title: Words::fixed("没有待派的工单", "Nothing waits for dispatch"),
                hint: Words::fixed("所有工单都已派出并接单。", "Every order is dispatched and accepted."),
                action: html! {},
            },
        },
    )
}

fn table_row(signed_in: &SignedIn, waiting: &WaitingOrder) -> Row {
    let language = signed_in.language;
    let row = &waiting.row;
    let late = row.due_at.is_some_and(|due_at| due_at < signed_in.now);
    Row {
        address: Some(format!("/orders/{}", row.number)),
        tone: if late { Some(Tone::Bad) } else { waiting.refused.is_some().then_some(Tone::Warn) },
        cells: vec![
            html! { (row.number) },
            html! {
                (stage_badge(language, &row.stage))
                @if let Some((name, reason)) = &waiting.refused {
                    div.small.quiet { (words!("{name} 拒单：{reason}", "{name} refused: {reason}").get(language)) }
                }
            },
            html! { (short_place(&row.division)) },
            html! { (row.product_line) },
            proposed(signed_in, waiting),
            due(language, row.due_at, signed_in.now, row.paused.is_some()),
            action(signed_in, waiting),
        ],
    }
}

/// Who would get it and by which territory; or who has it and has not answered.
fn proposed(signed_in: &SignedIn, waiting: &WaitingOrder) -> Markup {
    let language = signed_in.language;
    if let Some(name) = &waiting.row.provider_name {
        return html! { (name) div.small.quiet { (Words::fixed("尚未接单", "has not answered").get(language)) } };
    }
    let Some((name, by)) = &waiting.proposed else {
        return html! {
            (page::badge(language, Tone::Warn, &Words::fixed("无人覆盖", "nobody serves it")))
            div.small.quiet { (Words::fixed("请打开工单手工指定", "open it and name one by hand").get(language)) }
        };
    };
    let why = match by {
        DispatchedBy::Territory { division } => {
            let place = short_place(&format!("{division:0<6}"));
            words!("服务区域 {place}", "serves {place}")
        }
        DispatchedBy::Hand { reason } => Words::same(reason),
    };
    html! { (name) div.small.quiet { (why.get(language)) } }
}

fn action(signed_in: &SignedIn, waiting: &WaitingOrder) -> Markup {
    let language = signed_in.language;
    html! {
        @if waiting.row.stage == "open" && waiting.proposed.is_some() {
            form.one-button method="post" action="/dispatch/by-territory" {
                (page::csrf_field(&signed_in.csrf))
                (page::hidden_field("number", &waiting.row.number))
                (page::hidden_field("version", &waiting.version.to_string()))
                (page::button(language, &Button::new(Words::fixed("派工", "Dispatch"), Emphasis::Primary)))
            }
        }
    }
}

#[derive(Deserialize)]
struct ByTerritory {
    number: String,
    version: u32,
}

async fn by_territory(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Form(form): Form<ByTerritory>,
) -> Result<Response, PageError> {
    let at = use_case::OrderAt { number: form.number.clone(), seen: Some(form.version) };
    use_case::dispatch(&state.app, &signed_in.actor, at, None).await?;
    let number = form.number;
    Ok(signed_in.done("/dispatch", words!("工单 {number} 已派工。", "Order {number} is dispatched.")))
}
