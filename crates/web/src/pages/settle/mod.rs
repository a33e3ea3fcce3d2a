//! Settlement: statements, callbacks, agreements, the ledger, monthly sales, and the papers that are signed.
//!
//! Each file is a page or two: the handler reads a view of `app`, the functions below it write the page. A step that is
//! refused shows its page again, with the refusal on it and what was typed still in the fields.

mod agreement;
mod callback;
mod callback_form;
mod ledger;
mod lines;
mod list;
mod print;
mod statement;
mod step;
mod this_month;

use crate::WebState;
use crate::page::{self, Tone};
use axum::Router;
use domain::reason::Citation;
use domain::refusal::Refusal;
use domain::{Language, Words};
use maud::{Markup, html};

/// The routes of these pages.
pub fn routes() -> Router<WebState> {
    Router::new()
        .merge(list::routes())
        .merge(this_month::routes())
        .merge(statement::routes())
        .merge(callback::routes())
        .merge(agreement::routes())
        .merge(ledger::routes())
        .merge(print::routes())
}

/// An address with the parameters that say something.
fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let said = parameters.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> =
        said.map(|(name, value)| format!("{name}={}", page::percent_encoded(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// Where a clause stands on its agreement's page.
fn clause_address(citation: &Citation) -> String {
    let Citation { agreement, version, number, .. } = citation;
    format!("{}#clause-{}", agreement_address(agreement, *version), page::percent_encoded(number))
}

fn agreement_address(code: &str, version: u32) -> String {
    format!("/agreements/{}/{version}", page::percent_encoded(code))
}

fn statement_address(number: &str) -> String {
    format!("/statements/{}", page::percent_encoded(number))
}

fn order_address(number: &str) -> String {
    format!("/orders/{}", page::percent_encoded(number))
}

/// A clause by its number, as a link into the agreement; hovering names agreement and version.
fn clause_link(language: Language, citation: &Citation) -> Markup {
    let number = &citation.number;
    let name = domain::words!("第 {number} 条", "clause {number}");
    html! {
        a.own-link.nowrap href=(clause_address(citation)) title=(citation.words().get(language)) { (name.get(language)) }
    }
}

/// The colour of a statement's stage.
fn stage_tone(code: &str) -> Tone {
    match code {
        "collecting" => Tone::Quiet,
        "approved" => Tone::Warn,
        "paid" => Tone::Good,
        _ => Tone::Accent,
    }
}

/// A refusal above what it is about; nothing when there is none.
fn refused(language: Language, refusal: Option<&Refusal>) -> Markup {
    html! {
        @if let Some(refusal) = refusal {
            (page::alert(language, Tone::Bad, None, &refusal.message))
        }
    }
}

/// What is wrong with one field, if the refusal is about it.
fn error_of<'a>(refusal: Option<&'a Refusal>, field: &str) -> Option<&'a Words> {
    refusal.filter(|refusal| refusal.field.as_deref() == Some(field)).map(|refusal| &refusal.message)
}
