//! The network: providers, technicians, products and parts.

use super::parts::{pager, place};
use crate::WebState;
use crate::error::PageError;
use crate::page::{self, Column, ColumnKind, Crumb, Empty, PageHeader, Row, Tab, Table, Tone};
use crate::pages::link::Link;
use crate::session::SignedIn;
use app::view::Page;
use app::view::desk_network::{self, ProviderView};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use domain::{Language, Words};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/providers", get(providers))
        .route("/providers/{code}", get(provider))
        .route("/technicians", get(technicians))
        .route("/products", get(products))
        .route("/parts", get(parts))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    after: String,
}

impl Wanted {
    fn page(&self) -> Page {
        Page { after: (!self.after.is_empty()).then(|| self.after.clone()), rows: None }
    }
}

/// The four lists of the network, as tabs.
const LISTS: [(&str, Words); 4] = [
    ("/providers", Words::fixed("服务商", "Providers")),
    ("/technicians", Words::fixed("师傅", "Technicians")),
    ("/products", Words::fixed("产品", "Products")),
    ("/parts", Words::fixed("配件", "Parts")),
];

/// A list of the network under its tabs.
fn list(
    signed_in: &SignedIn,
    current: usize,
    wanted: &Wanted,
    columns: Vec<Column>,
    rows: Vec<Row>,
    next: Option<&str>,
) -> Markup {
    let language = signed_in.language;
    let (path, title) = &LISTS[current];
    let tabs: Vec<Tab> = LISTS
        .iter()
        .map(|(address, label)| Tab { label: label.clone(), address: (*address).to_owned(), count: None })
        .collect();
    let shown = rows.len();
    let table = Table {
        caption: title.clone(),
        columns,
        rows,
        totals: None,
        empty: Empty {
            title: Words::fixed("还没有记录", "Nothing on record yet"),
            hint: Words::fixed(
                "可由主管或系统管理员导入。",
                "A supervisor or an administrator can import it.",
            ),
            action: html! {},
        },
    };
    let header = PageHeader {
        heading: html! { (Words::fixed("网点与产品", "Network").get(language)) },
        ..PageHeader::default()
    };
    let content = html! {
        div.stack {
            (page::page_header(language, &header))
            (page::tabs(language, &tabs, current))
            (page::table(language, &table))
            (pager(language, &Link::to(*path), shown, wanted.after.is_empty(), next))
        }
    };
    signed_in.page(title.clone(), "network", &content)
}

fn column(zh: &'static str, en: &'static str, kind: ColumnKind) -> Column {
    Column::new(Words::fixed(zh, en), kind)
}

fn active_badge(language: Language, active: bool) -> Markup {
    if active {
        page::badge(language, Tone::Good, &Words::fixed("在用", "active"))
    } else {
        page::badge(language, Tone::Quiet, &Words::fixed("停用", "not active"))
    }
}

async fn providers(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, PageError> {
    let listed = desk_network::providers(&state.app, &signed_in.actor, wanted.page()).await?;
    let row = |row: &desk_network::ProviderRow| Row {
        address: Some(format!("/providers/{}", page::percent_encoded(&row.code))),
        tone: None,
        cells: vec![html! { (row.code) }, html! { (row.name) }, active_badge(signed_in.language, row.active)],
    };
    let columns = vec![
        column("编码", "Code", ColumnKind::Code),
        column("名称", "Name", ColumnKind::Text),
        column("状态", "Status", ColumnKind::Text),
    ];
    let rows = listed.rows.iter().map(row).collect();
    Ok(list(&signed_in, 0, &wanted, columns, rows, listed.next.as_deref()))
}

async fn technicians(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, PageError> {
    let listed = desk_network::technicians(&state.app, &signed_in.actor, wanted.page()).await?;
    let row = |row: &desk_network::TechnicianRow| Row {
        address: None,
        tone: None,
        cells: vec![
            html! { (row.name) },
            html! { (row.provider_name) },
            html! { span.number { (row.phone) } },
            html! { (row.qualifications) },
        ],
    };
    let columns = vec![
        column("姓名", "Name", ColumnKind::Text),
        column("服务商", "Provider", ColumnKind::Text),
        column("电话", "Phone", ColumnKind::Code),
        column("资质", "Qualifications", ColumnKind::Text).secondary(),
    ];
    let rows = listed.rows.iter().map(row).collect();
    Ok(list(&signed_in, 1, &wanted, columns, rows, listed.next.as_deref()))
}

async fn products(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, PageError> {
    let agreements = state.app.agreements();
    let listed = desk_network::products(&state.app, &signed_in.actor, wanted.page()).await?;
    let row = |row: &desk_network::ProductRow| {
        let profile = &row.profile;
        Row {
            address: None,
            tone: None,
            cells: vec![
                html! { (profile.code) },
                html! { (profile.name) },
                html! { (agreements.line_name(&profile.product_line)) },
                page::money(profile.repair_price_fen),
                page::money(profile.repair_cost_fen),
            ],
        }
    };
    let columns = vec![
        column("编码", "Code", ColumnKind::Code),
        column("名称", "Name", ColumnKind::Text),
        column("产品线", "Product line", ColumnKind::Text),
        column("公布维修价", "Published repair price", ColumnKind::Money),
        column("工本费", "Repair at cost", ColumnKind::Money).secondary(),
    ];
    let rows = listed.rows.iter().map(row).collect();
    Ok(list(&signed_in, 2, &wanted, columns, rows, listed.next.as_deref()))
}

async fn parts(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, PageError> {
    let agreements = state.app.agreements();
    let listed = desk_network::parts(&state.app, &signed_in.actor, wanted.page()).await?;
    let row = |row: &desk_network::PartRow| {
        let profile = &row.profile;
        let lines: Vec<String> =
            profile.product_lines.iter().map(|line| agreements.line_name(line)).collect();
        Row {
            address: None,
            tone: None,
            cells: vec![
                html! { (profile.code) },
                html! { (profile.name) },
                html! { (lines.join("、")) },
                page::money(profile.retail_price_fen),
                page::money(profile.cost_price_fen),
            ],
        }
    };
    let columns = vec![
        column("编码", "Code", ColumnKind::Code),
        column("名称", "Name", ColumnKind::Text),
        column("产品线", "Product lines", ColumnKind::Text),
        column("零售价", "Retail price", ColumnKind::Money),
        column("成本价", "Cost price", ColumnKind::Money).secondary(),
    ];
    let rows = listed.rows.iter().map(row).collect();
    Ok(list(&signed_in, 3, &wanted, columns, rows, listed.next.as_deref()))
}

async fn provider(
    State(state): State<WebState>,
    signed_in: SignedIn,
    Path(code): Path<String>,
) -> Result<Markup, PageError> {
    let view = desk_network::provider(&state.app, &signed_in.actor, code).await?;
    let title = Words::same(&view.provider.profile.name);
    Ok(signed_in.page(title, "network", &provider_content(&signed_in, &view)))
}

fn provider_content(signed_in: &SignedIn, view: &ProviderView) -> Markup {
    let language = signed_in.language;
    let profile = &view.provider.profile;
    let header = PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("服务商", "Providers"), address: "/providers".into() }],
        heading: html! { (profile.name) " " (active_badge(language, profile.active)) },
        lead: Some(html! { span.code { (profile.code) } }),
        actions: html! {
            a.btn href=(Link::to("/orders").with("provider", &view.provider.id.to_string()).to_string()) {
                (Words::fixed("它的工单", "Its orders").get(language))
            }
        },
    };
    let known = |text: &str| (!text.is_empty()).then(|| html! { (text) });
    let account = &profile.account;
    let list = [
        (Words::fixed("联系人", "Contact"), known(&profile.contact)),
        (Words::fixed("电话", "Phone"), known(&profile.phone)),
        (Words::fixed("户名", "Account holder"), known(&account.holder)),
        (Words::fixed("开户行", "Bank"), known(&account.bank)),
        (Words::fixed("账号", "Account"), known(&account.number)),
    ];
    let territories: Vec<(Words, Option<Markup>)> = profile
        .territories
        .iter()
        .take(200)
        .map(|territory| {
            let place = place(&format!("{:0<6}", territory.division));
            (Words::same(&territory.product_line), Some(html! { (place) }))
        })
        .collect();
    let technicians: Vec<(Words, Option<Markup>)> = view
        .technicians
        .iter()
        .map(|technician| {
            let profile = &technician.profile;
            (
                Words::same(&profile.name),
                Some(html! { span.number { (profile.phone) } " " span.quiet { (profile.qualifications) } }),
            )
        })
        .collect();
    html! {
        div.stack {
            (page::page_header(language, &header))
            div.split {
                div.stack {
                    (page::card(language, &Words::fixed("服务区域", "Territories"), &page::facts(language, &territories)))
                    (page::card(language, &Words::fixed("师傅", "Technicians"), &page::facts(language, &technicians)))
                }
                (page::card(language, &Words::fixed("联系与账户", "Contact and account"), &page::facts(language, &list)))
            }
        }
    }
}
