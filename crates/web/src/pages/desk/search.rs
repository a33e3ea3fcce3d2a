//! What the one search box found.

use super::parts::{no_orders, orders_table};
use super::units::units_table;
use crate::WebState;
use crate::error::PageError;
use crate::page::{self, Empty, PageHeader};
use crate::pages::link::Link;
use crate::session::SignedIn;
use app::view::desk_search::{self, SearchView};
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::people::Action;
use domain::{Words, words};
use maud::{Markup, html};
use serde::Deserialize;

/// The longest text that is looked for.
const TEXT_CHARACTERS_MAX: usize = 100;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/search", get(search))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    q: String,
}

async fn search(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let text: String = wanted.q.trim().chars().take(TEXT_CHARACTERS_MAX).collect();
    let found = desk_search::search(&state.app, &signed_in.actor, text.clone()).await?;
    if let Some(address) = only_number(&text, &found) {
        return Ok(Redirect::to(&address).into_response());
    }
    let content = content(&signed_in, &text, &found);
    Ok(signed_in.search_page(words!("查找 {text}", "Search {text}"), &text, &content).into_response())
}

/// A number that was typed whole leads straight to its page.
fn only_number(text: &str, found: &SearchView) -> Option<String> {
    let same = |number: &str| number.eq_ignore_ascii_case(text);
    if let [number] = found.requests.as_slice() {
        return Some(format!("/requests/{number}"));
    }
    if let [number] = found.statements.as_slice() {
        return Some(format!("/statements/{number}"));
    }
    match (found.orders.as_slice(), found.units.as_slice()) {
        ([row], []) if same(&row.number) => Some(format!("/orders/{}", row.number)),
        (_, [row]) if same(&row.serial) => Some(format!("/units/{}", page::percent_encoded(&row.serial))),
        _ => None,
    }
}

fn content(signed_in: &SignedIn, text: &str, found: &SearchView) -> Markup {
    let language = signed_in.language;
    let header = PageHeader {
        heading: html! { (words!("“{text}”", "“{text}”").get(language)) },
        ..PageHeader::default()
    };
    let nothing = Empty {
        title: Words::fixed("没有找到", "Nothing found"),
        hint: Words::fixed(
            "可以输入完整电话、机号开头、姓名开头，或工单号、受理号、结算单号。",
            "Type a whole phone number, the beginning of a serial or name, or the number of an order, request or statement.",
        ),
        action: html! {
            @if signed_in.actor.may(Action::TakeRequests) {
                a.btn href=(Link::to("/requests/new").with("serial", text).to_string()) {
                    (Words::fixed("作为新机号报修", "Take a request with it as serial").get(language))
                }
            }
        },
    };
    html! {
        div.stack {
            (page::page_header(language, &header))
            @if found.is_empty() { (page::empty(language, &nothing)) }
            @if !found.customers.is_empty() {
                (page::card(language, &Words::fixed("用户", "Customers"), &html! {
                    ul { @for contact in &found.customers { li { (contact.name) " · " (contact.phone) " · " span.quiet { (contact.address) } } } }
                }))
            }
            @if !found.units.is_empty() {
                h2 { (Words::fixed("机器", "Units").get(language)) }
                (units_table(language, &found.units))
            }
            @if !found.orders.is_empty() {
                h2 { (Words::fixed("工单", "Orders").get(language)) }
                (orders_table(language, signed_in.now, &found.orders, signed_in.actor.role.is_provider(), no_orders()))
            }
        }
    }
}
