//! Agreements: the list, and one version as it reads, with what each clause does now beside it.

use super::{address, agreement_address};
use crate::WebState;
use crate::error::PageError;
use crate::page::{
    self, Column, ColumnKind, Crumb, Empty, Field, FieldKind, FilterBar, PageHeader, Row, Table, Tone,
};
use crate::session::SignedIn;
use app::view::settle::Version;
use app::view::settle::agreement::{
    self as view, AgreementItem, AgreementView, ClauseView, Counted, Leads, SectionView,
};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use domain::{Language, Month, Words, words};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/agreements", get(list)).route("/agreements/{code}/{version}", get(show))
}

async fn list(State(state): State<WebState>, person: SignedIn) -> Result<Markup, PageError> {
    let items = view::agreements(&state.app, &person.actor).await?;
    let language = person.language;
    let title = Words::fixed("协议", "Agreements");
    let header = PageHeader {
        heading: html! { (title.get(language)) },
        lead: Some(html! { (Words::fixed(
            "签署的文本就是执行的规则：每个版本生效后不再改动。",
            "The text that was signed is what runs; a version in force never changes.",
        ).get(language)) }),
        ..PageHeader::default()
    };
    let table = Table {
        caption: title.clone(),
        columns: vec![
            Column::new(Words::fixed("协议", "Agreement"), ColumnKind::Text),
            Column::new(Words::fixed("版本", "Version"), ColumnKind::Number),
            Column::new(Words::fixed("产品线", "Product lines"), ColumnKind::Text),
            Column::new(Words::fixed("生效", "In force"), ColumnKind::Time),
            Column::new(Words::fixed("执行条款", "Clauses that run"), ColumnKind::Number).secondary(),
            Column::new(Words::fixed("文本摘要", "Digest"), ColumnKind::Code).secondary(),
            Column::new(Words::fixed("状态", "State"), ColumnKind::Text),
        ],
        rows: items.iter().map(|item| item_row(language, item)).collect(),
        totals: None,
        empty: Empty {
            title: Words::fixed("还没有生效的协议", "No agreement is in force"),
            hint: Words::fixed(
                "由系统管理员使协议文本生效。",
                "The administrator puts an agreement's text in force.",
            ),
            action: html! {},
        },
    };
    let content = html! { (page::page_header(language, &header)) (page::table(language, &table)) };
    Ok(person.page(title, "agreements", &content))
}

fn item_row(language: Language, item: &AgreementItem) -> Row {
    let state = if item.in_force {
        page::badge(language, Tone::Good, &Words::fixed("执行中", "in force"))
    } else {
        page::badge(language, Tone::Quiet, &Words::fixed("未在执行", "not in force"))
    };
    Row {
        address: Some(agreement_address(&item.version.code, item.version.number)),
        tone: None,
        cells: vec![
            html! { span lang="zh-CN" { (item.version.title) } },
            html! { (item.version.number) },
            html! { (line_names(&item.version)) },
            html! { (page::date(item.from_on)) " – " @if let Some(until) = item.until_on { (page::date(until)) } },
            html! { (item.clauses) },
            html! { span.code { (item.version.digest.chars().take(12).collect::<String>()) } },
            state,
        ],
    }
}

fn line_names(version: &Version) -> String {
    let names: Vec<&str> = version.product_lines.iter().map(|(_, name)| name.as_str()).collect();
    names.join("、")
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Counting {
    month: String,
}

async fn show(
    State(state): State<WebState>,
    person: SignedIn,
    Path((code, version)): Path<(String, u32)>,
    Query(counting): Query<Counting>,
) -> Result<Markup, PageError> {
    let month: Option<Month> = counting.month.trim().parse().ok();
    let view = view::agreement(&state.app, &person.actor, code, version, month).await?;
    let title = Words::same(view.version.title.clone());
    Ok(person.page(title, "agreements", &content(person.language, &view)))
}

fn content(language: Language, view: &AgreementView) -> Markup {
    let path = agreement_address(&view.version.code, view.version.number);
    let month = view.month.to_string();
    let field = Field::new("month", Words::fixed("统计月份", "Counted month"), FieldKind::Text)
        .value(&month)
        .filter();
    let bar = FilterBar { action: &path, fields: page::field(language, &field), chips: Vec::new() };
    let signed = Words::fixed("", "The signed text is Chinese and is shown as it was signed.");
    html! {
        (page::page_header(language, &header(language, view)))
        (page::card(language, &Words::fixed("本版本", "This version"), &version_facts(language, view)))
        (page::filter_bar(language, &bar))
        @if language == Language::English { p.quiet { (signed.get(language)) } }
        article.clauses {
            @for section in &view.sections { (section_row(language, view, section)) }
        }
    }
}

fn header(language: Language, view: &AgreementView) -> PageHeader {
    let (code, number) = (&view.version.code, view.version.number);
    let name = words!("{code} 第 {number} 版", "{code} version {number}");
    PageHeader {
        crumbs: vec![Crumb { label: Words::fixed("协议", "Agreements"), address: "/agreements".into() }],
        heading: html! { span lang="zh-CN" { (view.version.title) } },
        lead: Some(html! { (name.get(language)) }),
        actions: html! {},
    }
}

fn version_facts(language: Language, view: &AgreementView) -> Markup {
    let others = (!view.others.is_empty()).then(|| {
        html! {
            @for other in &view.others {
                a href=(agreement_address(&view.version.code, *other)) {
                    (words!("第 {other} 版", "v{other}").get(language))
                } " "
            }
        }
    });
    let until = html! {
        (page::date(view.from_on)) " – "
        @if let Some(until) = view.until_on { (page::date(until)) }
        @else { (Words::fixed("至今", "now").get(language)) }
    };
    let facts = [
        (
            Words::fixed("产品线", "Product lines"),
            Some(html! { span lang="zh-CN" { (line_names(&view.version)) } }),
        ),
        (Words::fixed("生效", "In force"), Some(until)),
        (Words::fixed("文内例题", "Worked examples"), Some(html! { (view.examples) })),
        (Words::fixed("其他版本", "Other versions"), others),
        (
            Words::fixed("文本摘要 SHA-256", "SHA-256 of the text"),
            Some(html! { span.code.small { (view.version.digest) } }),
        ),
    ];
    page::facts(language, &facts)
}

fn section_row(language: Language, view: &AgreementView, section: &SectionView) -> Markup {
    let id = section.text.number.as_ref().map(|number| format!("clause-{number}"));
    html! {
        section id=[id] {
            // The renderer escapes all text of the file; see `Agreement::render_sections`.
            div.document lang="zh-CN" { (PreEscaped(&section.text.html)) }
            @if let Some(clause) = &section.clause { (clause_box(language, view, clause)) }
        }
    }
}

fn clause_box(language: Language, view: &AgreementView, clause: &ClauseView) -> Markup {
    let own = Words::fixed("只计本服务商", "own provider only");
    let nothing =
        Words::fixed("目前没有按本条产生的记录。", "Nothing has been recorded under this clause so far.");
    html! {
        aside.now {
            h4 { (clause.title.get(language)) @if view.own { " " span.quiet.small { (own.get(language)) } } }
            p.quiet.small { (clause.about.get(language)) }
            @if clause.now.is_empty() { p.small { (nothing.get(language)) } }
            @else { dl { @for counted in &clause.now { (counted_row(language, counted)) } } }
        }
    }
}

fn counted_row(language: Language, counted: &Counted) -> Markup {
    let value = counted.value.get(language);
    let tone = counted.alarm.then_some("bad");
    html! {
        div data-tone=[tone] {
            dt { (counted.label.get(language)) }
            dd {
                @if let Some(leads) = counted.leads { a href=(leads_to(leads)) { (value) } }
                @else { (value) }
            }
        }
    }
}

/// The list behind a count.
fn leads_to(leads: Leads) -> String {
    match leads {
        Leads::OrdersDue => address("/orders", &[("sort", "due")]),
        Leads::OrdersJudged(kind) => address("/orders", &[("judgement", kind.code())]),
        Leads::OrdersCompleted(month) => address("/orders", &[("month", &month.to_string())]),
        Leads::Statements(month) => address("/statements", &[("month", &month.to_string())]),
        Leads::StatementsCollecting(month) => {
            address("/statements", &[("stage", "collecting"), ("month", &month.to_string())])
        }
    }
}
