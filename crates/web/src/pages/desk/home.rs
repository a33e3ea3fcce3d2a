//! Home: what is due next, for the person who looks.

use super::parts::{due, no_orders, orders_table};
use crate::WebState;
use crate::error::PageError;
use crate::page::{
    self, Action as Button, Column, ColumnKind, Emphasis, Empty, Icon, PageHeader, Row, Table, Tile, Tone,
};
use crate::session::SignedIn;
use app::view::Tally;
use app::view::desk_home::{self, Counted, HomeView};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::obligation::{ObligationKind, ObligationState};
use domain::outcome::SubjectKind;
use domain::people::{Action, Role};
use domain::settlement::StatementStage;
use domain::{Language, Words, words};
use maud::{Markup, html};

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/", get(home))
}

async fn home(State(state): State<WebState>, signed_in: SignedIn) -> Result<Response, PageError> {
    if signed_in.actor.role == Role::Technician {
        return Ok(Redirect::to("/visits").into_response());
    }
    let view = desk_home::home(&state.app, &signed_in.actor).await?;
    let content = content(&signed_in, &view);
    Ok(signed_in.page(Words::fixed("首页", "Home"), "home", &content).into_response())
}

fn content(signed_in: &SignedIn, view: &HomeView) -> Markup {
    let language = signed_in.language;
    let (name, role) = (&signed_in.actor.name, signed_in.actor.role.words());
    let provider_side = signed_in.actor.role.is_provider();
    let new_request = Button {
        label: Words::fixed("新报修", "New request"),
        emphasis: Emphasis::Primary,
        icon: Some(Icon::Plus),
    };
    let header = PageHeader {
        heading: html! { (Words::fixed("接下来要做的", "What is due next").get(language)) },
        lead: Some(html! { (name) " · " (role.get(language)) }),
        actions: html! {
            @if signed_in.actor.may(Action::TakeRequests) {
                (page::button_link(language, &new_request, "/requests/new"))
            }
        },
        ..PageHeader::default()
    };
    html! {
        div.stack {
            (page::page_header(language, &header))
            (page::tiles(language, &tiles(view)))
            @if signed_in.actor.may(Action::SeeOrders) {
                @if !view.late.is_empty() {
                    h2 { (Words::fixed("已超时", "Late").get(language)) }
                    (orders_table(language, signed_in.now, &view.late, provider_side, no_orders()))
                }
                h2 { (Words::fixed("24 小时内到期", "Due within 24 hours").get(language)) }
                (orders_table(language, signed_in.now, &view.soon, provider_side, nothing_due(language)))
            }
            @if !view.owed.is_empty() {
                h2 { (Words::fixed("回访与结算的期限", "Callbacks and statements due").get(language)) }
                (owed(signed_in, view))
            }
        }
    }
}

fn nothing_due(language: Language) -> Empty {
    let all = Button::new(Words::fixed("全部未完工", "All unfinished"), Emphasis::Plain);
    Empty {
        title: Words::fixed("24 小时内没有到期的工单", "Nothing falls due within 24 hours"),
        hint: Words::fixed(
            "稍后到期的和没有时限的在全部工单里。",
            "What is due later, or has no deadline, is among all orders.",
        ),
        action: page::button_link(language, &all, "/orders?stage=unfinished&sort=due"),
    }
}

fn tiles(view: &HomeView) -> Vec<Tile> {
    let mut tiles: Vec<Tile> = view.counts.iter().map(|(counted, tally)| tile(*counted, *tally)).collect();
    for sum in view.statements.iter().filter(|sum| sum.tally.count > 0 && sum.stage != "paid") {
        let Words { zh, en } = StatementStage::words_of(sum.stage);
        let amount = sum.amount_fen;
        tiles.push(Tile {
            label: words!("结算单 · {zh}", "Statements {en}"),
            value: counted(sum.tally),
            note: Some(Words::same(amount.to_string())),
            address: Some(format!("/statements?stage={}", sum.stage)),
            tone: Tone::Quiet,
        });
    }
    tiles
}

fn tile(kind: Counted, tally: Tally) -> Tile {
    let (label, address, tone) = match kind {
        Counted::OpenRequests => {
            (Words::fixed("待处理报修", "Open requests"), "/requests?stage=open", Tone::Warn)
        }
        Counted::ToDispatch => (Words::fixed("待派工", "To dispatch"), "/dispatch", Tone::Warn),
        Counted::Unanswered => {
            (Words::fixed("待接单", "Awaiting acceptance"), "/orders?stage=dispatched", Tone::Accent)
        }
        Counted::InWork => {
            (Words::fixed("在办工单", "In work"), "/orders?stage=accepted,visit_planned,on_site", Tone::Quiet)
        }
        Counted::Late => (Words::fixed("已超时", "Late"), "/orders?late=on", Tone::Bad),
        Counted::FirstCallbacks => {
            (Words::fixed("待首次回访", "First callbacks due"), "/callbacks?kind=first", Tone::Accent)
        }
        Counted::SecondCallbacks => {
            (Words::fixed("待二次回访", "Second callbacks due"), "/callbacks?kind=second", Tone::Accent)
        }
    };
    let tone = if tally.count == 0 { Tone::Quiet } else { tone };
    Tile { label, value: counted(tally), note: None, address: Some(address.to_owned()), tone }
}

/// `12`, or `1,000+` where counting stopped.
fn counted(tally: Tally) -> String {
    let more = if tally.is_more { "+" } else { "" };
    format!("{}{more}", tally.count)
}

fn owed(signed_in: &SignedIn, view: &HomeView) -> Markup {
    let language = signed_in.language;
    let rows = view.owed.iter().map(|row| {
        let due_at = match row.state {
            ObligationState::Open { due_at, .. } | ObligationState::Breached { due_at, .. } => Some(due_at),
            _ => None,
        };
        let number = row.subject_number.as_deref();
        let address = number.map(|number| match row.subject.kind {
            SubjectKind::Statement => format!("/statements/{number}"),
            _ => format!("/orders/{number}"),
        });
        let debtor = row.provider_name.clone();
        Row {
            address,
            tone: due_at.is_some_and(|due_at| due_at < signed_in.now).then_some(Tone::Bad),
            cells: vec![
                html! { (number.unwrap_or("—")) },
                html! { (kind_words(&row.kind).get(language)) },
                html! { (debtor.unwrap_or_else(|| principal(language))) },
                due(language, due_at, signed_in.now, false),
            ],
        }
    });
    page::table(
        language,
        &Table {
            caption: Words::fixed("期限", "Deadlines"),
            columns: vec![
                Column::new(Words::fixed("单号", "No."), ColumnKind::Code),
                Column::new(Words::fixed("要做的事", "What is owed"), ColumnKind::Text),
                Column::new(Words::fixed("由谁", "By whom"), ColumnKind::Text),
                Column::new(Words::fixed("时限", "Due"), ColumnKind::Time),
            ],
            rows: rows.collect(),
            totals: None,
            empty: no_orders(),
        },
    )
}

fn principal(language: Language) -> String {
    Words::fixed("甲方", "the principal").get(language).to_owned()
}

fn kind_words(code: &str) -> Words {
    let kind = ObligationKind::ALL.into_iter().find(|kind| kind.code() == code);
    kind.map_or_else(|| Words::same(code), ObligationKind::words)
}
