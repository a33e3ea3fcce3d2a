//! Lines of a statement and their sums, wherever they are shown.

use super::{clause_link, order_address};
use crate::page::{self, Column, ColumnKind, Empty, ReasonLine, Row, Table, Tone, Why};
use app::view::settle::{Subtotal, Version};
use domain::settlement::{LineKind, StatementLine};
use domain::{Fen, Language, Words};
use maud::{Markup, html};

/// A page of lines.
pub(super) fn table(language: Language, lines: &[StatementLine], version: &Version) -> Markup {
    let table = Table {
        caption: Words::fixed("结算明细", "Lines"),
        columns: vec![
            Column::new(Words::fixed("工单 / 产品线", "Order / product line"), ColumnKind::Code),
            Column::new(Words::fixed("项目", "Kind"), ColumnKind::Text),
            Column::new(Words::fixed("数量", "Quantity"), ColumnKind::Number).secondary(),
            Column::new(Words::fixed("基数", "Basis"), ColumnKind::Money).secondary(),
            Column::new(Words::fixed("金额", "Amount"), ColumnKind::Money),
            Column::new(Words::fixed("条款", "Clause"), ColumnKind::Text),
            Column::new(Words::fixed("为什么", "Why"), ColumnKind::Text),
        ],
        rows: lines.iter().map(|line| row(language, line, version)).collect(),
        totals: None,
        empty: Empty {
            title: Words::fixed("还没有结算明细", "No lines yet"),
            hint: Words::fixed(
                "保修内工单完工、或登记了当月销售额后，明细会出现在这里。",
                "Lines appear here once warranty orders are completed or the month's sales are recorded.",
            ),
            action: html! {},
        },
    };
    page::table(language, &table)
}

fn row(language: Language, line: &StatementLine, version: &Version) -> Row {
    let deduction = matches!(line.kind, LineKind::Part | LineKind::Void | LineKind::Tenfold);
    let because =
        Why { reasons: vec![ReasonLine { because: line.because.clone(), clause: None }], ..Why::default() };
    Row {
        address: None,
        tone: deduction.then_some(Tone::Bad),
        cells: vec![
            html! {
                span.quiet.number { (line.number) ". " }
                @if line.order_id.is_some() { a href=(order_address(&line.item)) { (line.item) } }
                @else { span lang="zh-CN" { (version.line_name(&line.item)) } }
            },
            html! { (line.kind.words().get(language)) },
            html! { (line.quantity) },
            page::money(line.basis_fen),
            page::money(line.amount_fen),
            clause_link(language, &line.citation),
            page::why(language, &because),
        ],
    }
}

/// So many lines, in words.
pub(super) fn count(lines: i64) -> Words {
    if lines == 1 { Words::fixed("1 行", "1 line") } else { domain::words!("{lines} 行", "{lines} lines") }
}

/// The sums by kind, the total, and the total in capitals.
pub(super) fn sums(language: Language, subtotals: &[Subtotal], total: Fen) -> Markup {
    html! {
        table.sums {
            tbody {
                @for sum in subtotals {
                    tr {
                        th scope="row" { (sum.kind.words().get(language)) }
                        td.quiet { (count(sum.lines).get(language)) }
                        td { (page::money(sum.amount_fen)) }
                    }
                }
            }
            tfoot {
                tr {
                    th scope="row" colspan="2" { (Words::fixed("合计", "Total").get(language)) }
                    td { strong { (page::money(total)) } }
                }
                tr { td.capitals colspan="3" lang="zh-CN" { "人民币" (total.capital()) } }
            }
        }
    }
}
