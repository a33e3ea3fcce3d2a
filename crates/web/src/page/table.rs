//! Lists: a dense table whose rows are links, and the way to the next page.

use super::part::Tone;
use domain::{Language, Words};
use maud::{Markup, html};

/// How a column's values are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Running text.
    Text,
    /// A number, to the right.
    Number,
    /// An amount, to the right.
    Money,
    /// An instant or a countdown, never broken.
    Time,
    /// An order number or serial, never broken.
    Code,
    /// Buttons, at the far right.
    Actions,
}

impl ColumnKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Money => "money",
            Self::Time => "time",
            Self::Code => "code",
            Self::Actions => "actions",
        }
    }
}

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    heading: Words,
    kind: ColumnKind,
    secondary: bool,
}

impl Column {
    /// A column with its heading.
    pub const fn new(heading: Words, kind: ColumnKind) -> Self {
        Self { heading, kind, secondary: false }
    }

    /// Left out on phones.
    #[must_use]
    pub fn secondary(mut self) -> Self {
        self.secondary = true;
        self
    }
}

/// One row: its cells in the order of the columns.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Where the whole row leads; the first cell is the link's text.
    pub address: Option<String>,
    /// A coloured edge for rows that need a look.
    pub tone: Option<Tone>,
    /// The cells.
    pub cells: Vec<Markup>,
}

/// What to say instead of an empty list.
#[derive(Clone, Debug)]
pub struct Empty {
    /// What there is none of.
    pub title: Words,
    /// What to do about it.
    pub hint: Words,
    /// A button, or nothing.
    pub action: Markup,
}

/// A list.
#[derive(Clone, Debug)]
pub struct Table {
    /// What is listed, for screen readers.
    pub caption: Words,
    /// The columns; the first one names the row.
    pub columns: Vec<Column>,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// Totals, in the order of the columns.
    pub totals: Option<Vec<Markup>>,
    /// What to say when there are no rows.
    pub empty: Empty,
}

/// A list as a table; on a phone each row becomes a small card with its headings.
pub fn table(language: Language, table: &Table) -> Markup {
    if table.rows.is_empty() {
        return html! { div.table-frame { (empty(language, &table.empty)) } };
    }
    html! {
        div.table-frame {
            table.grid {
                caption { span.offscreen { (table.caption.get(language)) } }
                thead {
                    tr {
                        @for column in &table.columns {
                            th scope="col" data-kind=(column.kind.name()) class=[class(column)] {
                                (column.heading.get(language))
                            }
                        }
                    }
                }
                tbody { @for row in &table.rows { (body_row(language, &table.columns, row)) } }
                @if let Some(totals) = &table.totals {
                    tfoot { tr { (cells(language, &table.columns, totals, None)) } }
                }
            }
        }
    }
}

fn body_row(language: Language, columns: &[Column], row: &Row) -> Markup {
    html! {
        tr class=[row.address.is_some().then_some("linked")] data-tone=[row.tone.map(Tone::name)] {
            (cells(language, columns, &row.cells, row.address.as_deref()))
        }
    }
}

fn cells(language: Language, columns: &[Column], cells: &[Markup], address: Option<&str>) -> Markup {
    debug_assert_eq!(columns.len(), cells.len(), "a row has one cell for each column");
    html! {
        @for (index, (column, cell)) in columns.iter().zip(cells).enumerate() {
            td data-kind=(column.kind.name()) data-label=(column.heading.get(language)) class=[class(column)] {
                @if index == 0 && let Some(address) = address { a.row-link href=(address) { (cell) } }
                @else { (cell) }
            }
        }
    }
}

fn class(column: &Column) -> Option<&'static str> {
    column.secondary.then_some("secondary")
}

/// An empty state: what there is none of, and what to do.
pub fn empty(language: Language, empty: &Empty) -> Markup {
    html! {
        div.empty {
            strong { (empty.title.get(language)) }
            span { (empty.hint.get(language)) }
            div { (empty.action) }
        }
    }
}

/// Where in a long list the reader is; the addresses carry the key of the last row seen, not a page number.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// How many rows this page shows.
    pub shown: usize,
    /// The first page, when this is not it.
    pub first: Option<String>,
    /// The next page, when there is one.
    pub next: Option<String>,
}

/// The line under a list.
pub fn pager(language: Language, pager: &Pager) -> Markup {
    let shown = pager.shown;
    let plural = if shown == 1 { "" } else { "s" };
    let count = domain::words!("本页 {shown} 条", "{shown} row{plural} on this page");
    let first = Words::fixed("回到首页", "First page");
    let next = Words::fixed("下一页", "Next page");
    html! {
        nav.pager aria-label=(Words::fixed("翻页", "Paging").get(language)) {
            span { (count.get(language)) }
            div.cluster {
                @if let Some(address) = &pager.first { a.btn href=(address) { (first.get(language)) } }
                @if let Some(address) = &pager.next { a.btn href=(address) rel="next" { (next.get(language)) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(rows: Vec<Row>) -> String {
        let sample = Table {
            caption: Words::fixed("工单", "Orders"),
            columns: vec![
                Column::new(Words::fixed("单号", "No."), ColumnKind::Code),
                Column::new(Words::fixed("金额", "Amount"), ColumnKind::Money).secondary(),
            ],
            rows,
            totals: None,
            empty: Empty {
                title: Words::fixed("没有工单", "No orders"),
                hint: Words::fixed("放宽筛选条件。", "Widen the filter."),
                action: html! {},
            },
        };
        table(Language::English, &sample).into_string()
    }

    #[test]
    fn an_empty_list_says_what_to_do() {
        let shown = sample(Vec::new());
        assert!(shown.contains("No orders") && shown.contains("Widen the filter."));
        assert!(!shown.contains("<table"));
    }

    #[test]
    fn a_row_is_one_link_in_its_first_cell() {
        let shown = sample(vec![Row {
            address: Some("/orders/7".into()),
            tone: Some(Tone::Bad),
            cells: vec![html! { "WX-7" }, html! { "¥30.00" }],
        }]);
        assert_eq!(shown.matches("href=\"/orders/7\"").count(), 1);
        assert!(shown.contains("data-tone=\"bad\""));
        assert!(shown.contains("data-kind=\"money\" data-label=\"Amount\" class=\"secondary\""));
    }
}
