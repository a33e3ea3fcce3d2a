//! The lists of statements and of monthly sales.

use super::{address, stage_tone, statement_address};
use crate::WebState;
use crate::error::PageError;
use crate::page::{
    self, Action, Choice, Column, ColumnKind, Emphasis, Empty, Field, FieldKind, FilterBar, FilterChip,
    PageHeader, Pager, Row, Table, Tile,
};
use crate::session::SignedIn;
use app::view::settle::lists::{self, Asked, SalesRow, StatementList, StatementRow, StatementSum};
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use domain::people::Action as May;
use domain::settlement::StatementStage;
use domain::{Fen, Language, Words};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/statements", get(statements)).route("/sales", get(sales))
}

/// What stands in the address of a list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Filter {
    stage: String,
    month: String,
    provider: String,
    after: Option<String>,
}

impl Filter {
    fn asked(&self) -> Asked {
        Asked {
            stage: self.stage.clone(),
            month: self.month.clone(),
            provider: self.provider.clone(),
            after: self.after.clone(),
        }
    }

    /// The list at `path` as it is filtered, without one filter, from a place on.
    fn to(&self, path: &str, without: &str, after: &str) -> String {
        let parameters = [("stage", &self.stage), ("month", &self.month), ("provider", &self.provider)];
        let mut kept: Vec<(&str, &str)> = parameters
            .into_iter()
            .filter(|(name, _)| *name != without)
            .map(|(name, value)| (name, value.as_str()))
            .collect();
        kept.push(("after", after));
        address(path, &kept)
    }

    fn chips(&self, path: &str) -> Vec<FilterChip> {
        let labels = [
            ("stage", &self.stage, StatementStage::words_of(&self.stage)),
            ("month", &self.month, Words::same(self.month.clone())),
            ("provider", &self.provider, Words::same(self.provider.clone())),
        ];
        labels
            .into_iter()
            .filter(|(_, value, _)| !value.is_empty())
            .map(|(name, _, label)| FilterChip { label, remove: self.to(path, name, "") })
            .collect()
    }

    fn pager(&self, path: &str, shown: usize, next: Option<&String>) -> Pager {
        Pager {
            shown,
            first: self.after.as_ref().map(|_| self.to(path, "", "")),
            next: next.map(|after| self.to(path, "", after)),
        }
    }

    fn month_field(&self) -> Field<'_> {
        Field::new("month", Words::fixed("月份，如 2026-03", "Month, as 2026-03"), FieldKind::Text)
            .value(&self.month)
            .filter()
    }

    fn provider_field(&self) -> Field<'_> {
        Field::new("provider", Words::fixed("服务商编码", "Provider code"), FieldKind::Text)
            .value(&self.provider)
            .filter()
    }
}

async fn statements(
    State(state): State<WebState>,
    person: SignedIn,
    Query(filter): Query<Filter>,
) -> Result<Markup, PageError> {
    let list = lists::statements(&state.app, &person.actor, filter.asked()).await?;
    let title = Words::fixed("结算单", "Statements");
    Ok(person.page(title, "statements", &statements_page(&person, &filter, &list)))
}

fn statements_page(person: &SignedIn, filter: &Filter, list: &StatementList) -> Markup {
    let language = person.language;
    let central = !person.actor.role.is_provider();
    let header = PageHeader {
        heading: html! { (Words::fixed("结算单", "Statements").get(language)) },
        lead: Some(html! { (Words::fixed(
            "每个服务商每月一份，按当月协议逐条计算。",
            "One a month and provider, each line by a clause of the agreement.",
        ).get(language)) }),
        actions: header_actions(person),
        crumbs: Vec::new(),
    };
    let stages = std::iter::once(Choice { value: String::new(), label: Words::fixed("全部", "All") }).chain(
        StatementStage::WAY.map(|code| Choice { value: code.into(), label: StatementStage::words_of(code) }),
    );
    let stage = Field::new("stage", Words::fixed("状态", "Stage"), FieldKind::Choice(stages.collect()))
        .value(&filter.stage)
        .filter();
    let bar = FilterBar {
        action: "/statements",
        fields: html! {
            (page::field(language, &stage))
            (page::field(language, &filter.month_field()))
            @if central { (page::field(language, &filter.provider_field())) }
        },
        chips: filter.chips("/statements"),
    };
    let rows: Vec<Row> = list.listed.rows.iter().map(|row| statement_row(language, row)).collect();
    let shown = rows.len();
    let table = Table {
        caption: Words::fixed("结算单", "Statements"),
        columns: vec![
            Column::new(Words::fixed("单号", "Number"), ColumnKind::Code),
            Column::new(Words::fixed("月份", "Month"), ColumnKind::Time),
            Column::new(Words::fixed("服务商", "Provider"), ColumnKind::Text),
            Column::new(Words::fixed("状态", "Stage"), ColumnKind::Text),
            Column::new(Words::fixed("金额", "Amount"), ColumnKind::Money),
        ],
        rows,
        totals: None,
        empty: Empty {
            title: Words::fixed("没有符合条件的结算单", "No statement matches"),
            hint: Words::fixed(
                "结算单在每月初为上月自动建立；放宽筛选条件可看到更早的。",
                "Statements open by themselves at the start of each month for the month before; widen the filters to see earlier ones.",
            ),
            action: html! {},
        },
    };
    html! {
        (page::page_header(language, &header))
        (page::tiles(language, &tiles(&list.sums)))
        (page::filter_bar(language, &bar))
        (page::table(language, &table))
        (page::pager(language, &filter.pager("/statements", shown, list.listed.next.as_ref())))
    }
}

fn header_actions(person: &SignedIn) -> Markup {
    let language = person.language;
    let link = |zh, en, address| {
        page::button_link(language, &Action::new(Words::fixed(zh, en), Emphasis::Plain), address)
    };
    html! {
        (link("月销售额", "Monthly sales", "/sales"))
        @if person.actor.may(May::SeeLedger) { (link("账簿", "Ledger", "/ledger")) }
        @if person.actor.role.is_provider() { (link("本月至今", "This month so far", "/statements/this-month")) }
    }
}

/// The stages that hold statements, with what these sum to; paid ones are behind us and stand in the list.
fn tiles(sums: &[StatementSum]) -> Vec<Tile> {
    sums.iter()
        .filter(|sum| sum.stage != "paid")
        .map(|sum| {
            let amount = sum.amount_fen;
            let count = sum.tally.count;
            let more = if sum.tally.is_more { "+" } else { "" };
            Tile {
                label: StatementStage::words_of(sum.stage),
                value: format!("{count}{more}"),
                note: Some(if sum.stage == "collecting" || count == 0 {
                    Words::same(" ")
                } else {
                    Words::same(amount.to_string())
                }),
                address: Some(address("/statements", &[("stage", sum.stage)])),
                tone: if count > 0 { stage_tone(sum.stage) } else { page::Tone::Quiet },
            }
        })
        .collect()
}

fn statement_row(language: Language, row: &StatementRow) -> Row {
    Row {
        address: Some(statement_address(&row.number)),
        tone: None,
        cells: vec![
            html! { (row.number) },
            html! { (row.month) },
            html! { (row.provider_name) },
            page::badge(language, stage_tone(&row.stage), &StatementStage::words_of(&row.stage)),
            amount(language, row),
        ],
    }
}

/// Until it is submitted a statement has no amount of its own: it still moves.
fn amount(language: Language, row: &StatementRow) -> Markup {
    if row.stage == "collecting" && row.amount_fen == Fen::ZERO {
        return html! { span.quiet { (Words::fixed("未定", "not yet").get(language)) } };
    }
    page::money(row.amount_fen)
}

async fn sales(
    State(state): State<WebState>,
    person: SignedIn,
    Query(filter): Query<Filter>,
) -> Result<Markup, PageError> {
    let listed = lists::sales(&state.app, &person.actor, filter.asked()).await?;
    let language = person.language;
    let shown = listed.rows.len();
    let header = PageHeader {
        crumbs: vec![page::Crumb {
            label: Words::fixed("结算单", "Statements"),
            address: "/statements".into(),
        }],
        heading: html! { (Words::fixed("月销售额", "Monthly sales").get(language)) },
        lead: Some(html! { (Words::fixed(
            "按销售额计付维修费时的计算基数；由导入登记。",
            "What fees by a share of sales are taken of; recorded by import.",
        ).get(language)) }),
        actions: html! {},
    };
    let bar = FilterBar {
        action: "/sales",
        fields: html! {
            (page::field(language, &filter.month_field()))
            @if !person.actor.role.is_provider() { (page::field(language, &filter.provider_field())) }
        },
        chips: filter.chips("/sales"),
    };
    let content = html! {
        (page::page_header(language, &header))
        (page::filter_bar(language, &bar))
        (page::table(language, &sales_table(&listed.rows)))
        (page::pager(language, &filter.pager("/sales", shown, listed.next.as_ref())))
    };
    Ok(person.page(Words::fixed("月销售额", "Monthly sales"), "statements", &content))
}

fn sales_table(rows: &[SalesRow]) -> Table {
    let row = |row: &SalesRow| Row {
        address: None,
        tone: None,
        cells: vec![
            html! { (row.month) },
            html! { (row.provider_name) },
            html! { (row.product_line) },
            page::money(row.amount_fen),
        ],
    };
    Table {
        caption: Words::fixed("月销售额", "Monthly sales"),
        columns: vec![
            Column::new(Words::fixed("月份", "Month"), ColumnKind::Time),
            Column::new(Words::fixed("服务商", "Provider"), ColumnKind::Text),
            Column::new(Words::fixed("产品线", "Product line"), ColumnKind::Text),
            Column::new(Words::fixed("实际结算销售额", "Settled sales"), ColumnKind::Money),
        ],
        rows: rows.iter().map(row).collect(),
        totals: None,
        empty: Empty {
            title: Words::fixed("没有销售额记录", "No sales on record"),
            hint: Words::fixed(
                "从“导入导出”导入当月销售额。",
                "Import the month's sales under “Import, export”.",
            ),
            action: html! {},
        },
    }
}
