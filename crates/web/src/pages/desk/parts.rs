//! What several pages of the desk show alike: stages, verdicts with their reasons, orders in a table.

use crate::page::{
    self, Column, ColumnKind, Countdown, Empty, Event, Pager, ReasonLine, Row, Table, Tone, Why,
};
use crate::pages::link::Link;
use app::view::desk_list::OrderRow;
use app::view::told::{Mood, Told};
use domain::coverage::{Category, CoverageDecision, CoveredLine, Price};
use domain::division::Division;
use domain::order::{JudgementKind, Stage};
use domain::reason::Citation;
use domain::{Language, Words, words};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use std::sync::LazyLock;

/// The zone pages show instants in.
pub(crate) fn zone() -> &'static TimeZone {
    static ZONE: LazyLock<TimeZone> = LazyLock::new(app::request::zone);
    &ZONE
}

/// An order's stage.
pub(crate) fn stage_badge(language: Language, code: &str) -> Markup {
    let tone = match code {
        "open" | "dispatched" => Tone::Warn,
        "completed" => Tone::Good,
        "cancelled" => Tone::Quiet,
        _ => Tone::Accent,
    };
    page::badge(language, tone, &Stage::words_of(code))
}

/// How an order was judged.
pub(crate) fn judgement_badge(language: Language, code: &str) -> Markup {
    let words = [JudgementKind::Void, JudgementKind::Tenfold].into_iter().find(|kind| kind.code() == code);
    page::badge(language, Tone::Bad, &words.map_or_else(|| Words::same(code), JudgementKind::words))
}

/// A category of service, or that it is undecided.
pub(crate) fn category_badge(language: Language, category: Option<Category>, provisional: bool) -> Markup {
    let (tone, label) = match category {
        None => (Tone::Warn, Words::fixed("不能确定", "undecided")),
        Some(category) => {
            let tone = match category {
                Category::Paid => Tone::Accent,
                Category::Contract | Category::Warranty => Tone::Good,
                Category::Internal => Tone::Quiet,
            };
            let Words { zh, en } = category.words();
            let label = if provisional {
                words!("{zh}（待查明原因）", "{en}, until the cause is found")
            } else {
                words!("{zh}", "{en}")
            };
            (tone, label)
        }
    };
    page::badge(language, tone, &label)
}

/// A division in full, or a dash.
pub(crate) fn place(code: &str) -> String {
    Division::find(code).map_or_else(|| "—".to_owned(), Division::full_name)
}

/// A division's own name, for narrow columns.
pub(crate) fn short_place(code: &str) -> &'static str {
    Division::find(code).map_or("—", |division| division.name)
}

/// Where a clause is shown.
pub(crate) fn clause_link(citation: &Citation) -> (Words, String) {
    let Citation { agreement, version, number, .. } = citation;
    (words!("第 {number} 条", "clause {number}"), format!("/agreements/{agreement}/{version}#{number}"))
}

/// The reasons of a verdict.
pub(crate) fn coverage_why(coverage: &CoverageDecision) -> Why {
    let reasons = coverage.reasons.iter().map(|reason| ReasonLine {
        because: reason.because.clone(),
        clause: reason.citation.as_ref().map(clause_link),
    });
    let mut otherwise: Vec<&Words> = coverage.would_change.iter().collect();
    let fallback = coverage.fallback.map(|fallback| {
        let Words { zh, en } = fallback.words();
        words!("在此之前：{zh}。", "Until then: {en}.")
    });
    otherwise.extend(fallback.as_ref());
    let join = |pick: fn(&Words) -> &str| otherwise.iter().map(|it| pick(it)).collect::<Vec<_>>().join(" ");
    let (zh, en) = (join(|it| &it.zh), join(|it| &it.en));
    Why {
        reasons: reasons.collect(),
        missing: coverage.missing.iter().map(|fact| fact.words()).collect(),
        otherwise: (!otherwise.is_empty()).then(|| words!("{zh}", "{en}")),
    }
}

/// Who pays what, in three short facts, with "why?".
pub(crate) fn verdict(language: Language, coverage: &CoverageDecision) -> Markup {
    let line = |name: Words, line: CoveredLine| {
        let price = line.price.map_or(Words::fixed("待定", "to be decided"), Price::words);
        let payer = line.payer.map(domain::coverage::Payer::words);
        let value = html! {
            (price.get(language))
            @if let Some(payer) = payer { span.quiet { " · " (payer.get(language)) (Words::fixed("承担", " pays").get(language)) } }
        };
        (name, Some(value))
    };
    html! {
        div.stack {
            div.cluster {
                (category_badge(language, coverage.category, coverage.provisional))
                (page::why(language, &coverage_why(coverage)))
            }
            (page::facts(language, &[
                line(Words::fixed("人工", "Labour"), coverage.labour),
                line(Words::fixed("配件", "Parts"), coverage.parts),
                line(Words::fixed("路费", "Travel"), coverage.travel),
            ]))
        }
    }
}

/// What happened, newest first.
pub(crate) fn history(language: Language, told: &[Told]) -> Markup {
    let events: Vec<Event> = told
        .iter()
        .rev()
        .map(|told| Event {
            at: page::instant(zone(), told.at),
            by: Some(
                told.by
                    .clone()
                    .unwrap_or_else(|| Words::fixed("系统", "the system").get(language).to_owned()),
            ),
            what: told.what.clone(),
            detail: told.detail.as_ref().map(|detail| html! { p.quiet { (detail.get(language)) } }),
            tone: match told.mood {
                Mood::Plain => Tone::Quiet,
                Mood::Good => Tone::Good,
                Mood::Warn => Tone::Warn,
                Mood::Bad => Tone::Bad,
            },
        })
        .collect();
    page::card(language, &Words::fixed("经过", "History"), &page::timeline(language, &events))
}

/// A deadline that may be paused or not there.
pub(crate) fn due(language: Language, due_at: Option<Timestamp>, now: Timestamp, paused: bool) -> Markup {
    match due_at {
        Some(due_at) => page::countdown(language, zone(), Countdown { due_at, now, paused }),
        None if paused => html! { span.quiet { (Words::fixed("已暂停", "paused").get(language)) } },
        None => html! { span.quiet { "—" } },
    }
}

/// Orders in a table; `provider_side` shows the technician in place of the provider.
pub(crate) fn orders_table(
    language: Language,
    now: Timestamp,
    rows: &[OrderRow],
    provider_side: bool,
    empty: Empty,
) -> Markup {
    let who = if provider_side {
        Words::fixed("师傅", "Technician")
    } else {
        Words::fixed("服务商", "Provider")
    };
    page::table(
        language,
        &Table {
            caption: Words::fixed("工单", "Orders"),
            columns: vec![
                Column::new(Words::fixed("工单号", "Order"), ColumnKind::Code),
                Column::new(Words::fixed("阶段", "Stage"), ColumnKind::Text),
                Column::new(Words::fixed("用户", "Customer"), ColumnKind::Text),
                Column::new(Words::fixed("地点", "Place"), ColumnKind::Text),
                Column::new(Words::fixed("机号", "Serial"), ColumnKind::Code).secondary(),
                Column::new(who, ColumnKind::Text),
                Column::new(Words::fixed("报修时间", "Reported"), ColumnKind::Time).secondary(),
                Column::new(Words::fixed("时限", "Due"), ColumnKind::Time),
            ],
            rows: rows.iter().map(|row| order_row(language, now, row, provider_side)).collect(),
            totals: None,
            empty,
        },
    )
}

fn order_row(language: Language, now: Timestamp, row: &OrderRow, provider_side: bool) -> Row {
    let late = row.due_at.is_some_and(|due_at| due_at < now);
    let who = if provider_side { &row.technician_name } else { &row.provider_name };
    Row {
        address: Some(format!("/orders/{}", row.number)),
        tone: late.then_some(Tone::Bad),
        cells: vec![
            html! { (row.number) },
            html! {
                (stage_badge(language, &row.stage))
                @if let Some(code) = &row.judgement { " " (judgement_badge(language, code)) }
            },
            html! { (row.customer_name) " " span.quiet.nowrap { (row.customer_phone) } },
            html! { (short_place(&row.division)) },
            html! { (row.serial.as_deref().unwrap_or("—")) },
            html! { (who.as_deref().unwrap_or("—")) },
            page::instant(zone(), row.reported_at),
            due(language, row.due_at, now, row.paused.is_some()),
        ],
    }
}

/// The line under a list whose address is `list`.
pub(crate) fn pager(
    language: Language,
    list: &Link,
    shown: usize,
    is_first: bool,
    next: Option<&str>,
) -> Markup {
    let first = list.without("after");
    page::pager(
        language,
        &Pager {
            shown,
            first: (!is_first).then(|| first.to_string()),
            next: next.map(|next| first.clone().with("after", next).to_string()),
        },
    )
}

/// What to say when there are no orders.
pub(crate) fn no_orders() -> Empty {
    Empty {
        title: Words::fixed("没有工单", "No orders"),
        hint: Words::fixed("放宽筛选条件，或从搜索框查找。", "Widen the filter, or use the search box."),
        action: html! {},
    }
}
