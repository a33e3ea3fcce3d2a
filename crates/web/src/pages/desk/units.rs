//! Units: the list by serial, and one unit with its rights today and its history.

use super::order::sale_words;
use super::parts::{no_orders, orders_table, pager, verdict};
use crate::WebState;
use crate::error::PageError;
use crate::page::{
    self, Action as Button, Column, ColumnKind, Crumb, Emphasis, Empty, Field, FieldKind, FilterBar, Icon,
    PageHeader, Row, Table,
};
use crate::pages::link::Link;
use crate::session::SignedIn;
use app::view::Page;
use app::view::desk_unit::{self, UnitFilter, UnitRow, UnitView};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use domain::people::Action;
use domain::{Language, Words, words};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/units", get(list)).route("/units/{serial}", get(show))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    serial: String,
    after: String,
}

impl Wanted {
    fn page(&self) -> Page {
        Page { after: (!self.after.is_empty()).then(|| self.after.clone()), rows: None }
    }
}

async fn list(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, PageError> {
    let serial = wanted.serial.trim().to_owned();
    let filter = UnitFilter { serial: (!serial.is_empty()).then_some(serial), ..UnitFilter::default() };
    let listed = desk_unit::units(&state.app, &signed_in.actor, filter, wanted.page()).await?;
    let language = signed_in.language;
    let header = PageHeader {
        heading: html! { (Words::fixed("机器", "Units").get(language)) },
        ..PageHeader::default()
    };
    let field = Field::new("serial", Words::fixed("机号开头", "Serial begins with"), FieldKind::Text)
        .value(&wanted.serial)
        .filter();
    let bar = FilterBar { action: "/units", fields: page::field(language, &field), chips: Vec::new() };
    let link = Link::to("/units").with("serial", &wanted.serial);
    let content = html! {
        div.stack {
            (page::page_header(language, &header))
            (page::filter_bar(language, &bar))
            (units_table(language, &listed.rows))
            (pager(language, &link, listed.rows.len(), wanted.after.is_empty(), listed.next.as_deref()))
        }
    };
    Ok(signed_in.page(Words::fixed("机器", "Units"), "units", &content))
}

/// Units in a table.
pub(super) fn units_table(language: Language, rows: &[UnitRow]) -> Markup {
    let row = |row: &UnitRow| {
        let sold = sale_words(row.sale);
        Row {
            address: Some(format!("/units/{}", page::percent_encoded(&row.serial))),
            tone: None,
            cells: vec![
                html! { (row.serial) },
                html! { (row.product_code) " " (row.product_name.as_deref().unwrap_or_default()) },
                html! {
                    (row.customer_name.as_deref().unwrap_or("—"))
                    " " span.quiet.nowrap { (row.customer_phone.as_deref().unwrap_or_default()) }
                },
                html! { @if let Some(sold) = sold { (sold.get(language)) } @else { span.quiet { "—" } } },
            ],
        }
    };
    page::table(
        language,
        &Table {
            caption: Words::fixed("机器", "Units"),
            columns: vec![
                Column::new(Words::fixed("机号", "Serial"), ColumnKind::Code),
                Column::new(Words::fixed("产品", "Product"), ColumnKind::Text),
                Column::new(Words::fixed("用户", "Customer"), ColumnKind::Text),
                Column::new(Words::fixed("购买日期", "Sold on"), ColumnKind::Time),
            ],
            rows: rows.iter().map(row).collect(),
            totals: None,
            empty: Empty {
                title: Words::fixed("没有机器", "No units"),
                hint: Words::fixed(
                    "换一个机号开头，或先导入机器档案。",
                    "Try another serial, or import units first.",
                ),
                action: html! {},
            },
        },
    )
}

async fn show(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(serial): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, PageError> {
    let view = desk_unit::unit(&state.app, &signed_in.actor, serial, wanted.page()).await?;
    let serial = &view.unit.profile.serial;
    let title = words!("机器 {serial}", "Unit {serial}");
    Ok(signed_in.page(title, "units", &content(&signed_in, &view, wanted.after.is_empty())))
}

fn content(signed_in: &SignedIn, view: &UnitView, is_first: bool) -> Markup {
    let language = signed_in.language;
    let profile = &view.unit.profile;
    let product = view.product.as_ref().map(|product| &product.profile);
    let path = format!("/units/{}", page::percent_encoded(&profile.serial));
    let report = Button {
        label: Words::fixed("为它报修", "Report a fault"),
        emphasis: Emphasis::Primary,
        icon: Some(Icon::Plus),
    };
    let header = PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("机器", "Units"), address: "/units".into() }],
        heading: html! { span.code { (profile.serial) } },
        lead: product.map(|product| html! { (product.code) " " (product.name) }),
        actions: html! {
            @if signed_in.actor.may(Action::TakeRequests) {
                (page::button_link(language, &report, &Link::to("/requests/new").with("serial", &profile.serial).to_string()))
            }
        },
    };
    let known = |text: &str| (!text.is_empty()).then(|| html! { (text) });
    let contact = view.contact.as_ref();
    let list = [
        (Words::fixed("产品线", "Product line"), product.and_then(|product| known(&product.product_line))),
        (Words::fixed("生产日期", "Made on"), profile.made_on.map(page::date)),
        (
            Words::fixed("购买日期", "Sold on"),
            sale_words(profile.sale).map(|sold| html! { (sold.get(language)) }),
        ),
        (Words::fixed("销售商", "Sold by"), view.sold_by.as_deref().and_then(known)),
        (Words::fixed("用户", "Customer"), contact.and_then(|contact| known(&contact.name))),
        (Words::fixed("电话", "Phone"), contact.and_then(|contact| known(&contact.phone))),
        (Words::fixed("地址", "Address"), contact.and_then(|contact| known(&contact.address))),
    ];
    html! {
        div.stack {
            (page::page_header(language, &header))
            div.split {
                (page::card(language, &Words::fixed("今天的权益", "Rights today"), &verdict(language, &view.coverage)))
                (page::card(language, &Words::fixed("档案", "On file"), &page::facts(language, &list)))
            }
            h2 { (Words::fixed("维修经过", "Service history").get(language)) }
            (orders_table(language, signed_in.now, &view.orders.rows, false, no_orders()))
            (pager(language, &Link::to(path), view.orders.rows.len(), is_first, view.orders.next.as_deref()))
        }
    }
}
