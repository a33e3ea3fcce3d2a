//! What a provider has earned so far this month.

use super::{agreement_address, lines};
use crate::WebState;
use crate::error::PageError;
use crate::page::{self, Crumb, PageHeader, Tile, Tone};
use crate::session::SignedIn;
use app::view::settle::this_month::{self, SoFar, ThisMonth};
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use domain::{Language, Words, words};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/statements/this-month", get(show))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Whose {
    provider: Option<String>,
}

async fn show(
    State(state): State<WebState>,
    person: SignedIn,
    Query(whose): Query<Whose>,
) -> Result<Markup, PageError> {
    let view = this_month::this_month(&state.app, &person.actor, whose.provider).await?;
    let title = Words::fixed("本月至今", "This month so far");
    Ok(person.page(title, "statements", &content(person.language, &view)))
}

fn content(language: Language, view: &ThisMonth) -> Markup {
    let month = view.month;
    let header = PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("结算单", "Statements"), address: "/statements".into() }],
        heading: html! { (Words::fixed("本月至今", "This month so far").get(language)) },
        lead: Some(html! { (view.provider.name) " · " (month) " · "
            (Words::fixed("如果本月现在结束，结算单就是这样", "the statement as it would be if the month ended now").get(language))
        }),
        actions: html! {},
    };
    let (made, repairs) = view.callbacks;
    let nothing = Words::fixed(
        "本月还没有完工的工单，也没有登记销售额。",
        "No order has been completed and no sales were recorded this month.",
    );
    html! {
        (page::page_header(language, &header))
        @if view.parts.is_empty() { (page::alert(language, Tone::Quiet, None, &nothing)) }
        @for part in &view.parts { (part_card(language, part, made, repairs)) }
    }
}

fn part_card(language: Language, part: &SoFar, made: i64, repairs: i64) -> Markup {
    let (title, version) = (&part.version.title, part.version.number);
    let heading = words!("{title} 第 {version} 版", "{title} v{version}");
    let mut tiles = vec![
        tile(Words::fixed("已完工工单", "Orders completed"), part.orders.to_string(), None),
        tile(Words::fixed("应得维修费", "Earned so far"), part.total.to_string(), None),
    ];
    if let Some(needed) = part.needed {
        let note = words!("本月 {repairs} 单，须回访 {needed} 单", "{repairs} repairs need {needed}");
        tiles.push(Tile {
            tone: if made >= needed { Tone::Good } else { Tone::Warn },
            address: Some("/callbacks".into()),
            ..tile(Words::fixed("已首次回访", "First callbacks made"), made.to_string(), Some(note))
        });
    }
    let count = part.line_count;
    let rest = words!(
        "共 {count} 行，这里只列前 100 行；全部明细在月初建立的结算单里。",
        "{count} lines; the first 100 are shown, all of them will stand in the statement."
    );
    let link = html! {
        a href=(agreement_address(&part.version.code, part.version.number)) {
            (Words::fixed("协议", "Agreement").get(language))
        }
    };
    let body = html! {
        div.stack {
            (page::tiles(language, &tiles))
            (lines::sums(language, &part.subtotals, part.total))
        }
    };
    html! {
        (page::card_with(language, &heading, &link, &body))
        (lines::table(language, &part.lines.lines, &part.version))
        @if part.lines.next.is_some() { p.quiet { (rest.get(language)) } }
    }
}

fn tile(label: Words, value: String, note: Option<Words>) -> Tile {
    Tile { label, value, note, address: None, tone: Tone::Quiet }
}
