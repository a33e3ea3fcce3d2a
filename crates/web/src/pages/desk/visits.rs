//! A technician's page: today's visits, one card each, made for a phone.

use super::parts::{due, stage_badge, zone};
use crate::WebState;
use crate::error::PageError;
use crate::page::{self, Empty, PageHeader};
use crate::session::SignedIn;
use app::view::desk_list::{self, VisitRow};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use domain::people::Action;
use domain::{Words, words};
use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/visits", get(list))
}

async fn list(State(state): State<WebState>, signed_in: SignedIn) -> Result<Markup, PageError> {
    signed_in.actor.scope(Action::WorkOrders)?;
    let visits = desk_list::visits(&state.app, &signed_in.actor).await?;
    let language = signed_in.language;
    let today = day(signed_in.now);
    let planned = |visit: &&VisitRow| visit.planned.is_some_and(|(from, _)| day(from) > today);
    let (later, now): (Vec<&VisitRow>, Vec<&VisitRow>) = visits.iter().partition(planned);
    let open = now.len();
    let plural = if open == 1 { "" } else { "s" };
    let header = PageHeader {
        heading: html! { (Words::fixed("今日上门", "My visits today").get(language)) },
        lead: Some(html! { (today) " · " (words!("{open} 单", "{open} order{plural}").get(language)) }),
        ..PageHeader::default()
    };
    let empty = Empty {
        title: Words::fixed("今天没有上门", "No visits today"),
        hint: Words::fixed("新派的工单会出现在这里。", "New orders appear here."),
        action: html! {},
    };
    let content = html! {
        div.stack {
            (page::page_header(language, &header))
            @if now.is_empty() { (page::empty(language, &empty)) }
            @for visit in now { (card(&signed_in, visit)) }
            @if !later.is_empty() {
                h2 { (Words::fixed("以后", "Later").get(language)) }
                @for visit in later { (card(&signed_in, visit)) }
            }
        }
    };
    Ok(signed_in.page(Words::fixed("今日上门", "My visits"), "visits", &content))
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(zone().clone()).date()
}

/// One visit: when, where, what for; the whole card leads to the order.
fn card(signed_in: &SignedIn, visit: &VisitRow) -> Markup {
    let language = signed_in.language;
    let window = visit.planned.map(|(from, until)| app::view::told::window(from, until));
    let address = format!("/orders/{}", visit.number);
    let when = window.unwrap_or_else(|| Words::fixed("未预约", "no visit planned").get(language).to_owned());
    html! {
        a.card.visit href=(address) {
            div.card-body.stack {
                div.cluster { strong { (when) } (stage_badge(language, visit.stage)) }
                div { (visit.problem) }
                div.quiet { (visit.contact.name) " · " (visit.contact.phone) }
                div.quiet { (visit.contact.address) }
                div.cluster.small {
                    span.code { (visit.number) }
                    (due(language, visit.due_at, signed_in.now, visit.paused.is_some()))
                }
            }
        }
    }
}
