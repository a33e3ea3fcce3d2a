//! How these pages look.

use super::jobs::{Job, State};
use crate::page::{
    self, Action, Choice, Column, ColumnKind, Crumb, Emphasis, Empty, Field, FieldKind, Form, Icon,
    PageHeader, Row, Table, Tile, Tone,
};
use crate::session::SignedIn;
use app::exchange::{ImportReport, Phase, Progress};
use domain::refusal::Refusal;
use domain::{Language, Words, words};
use maud::{Markup, html};
use papers::sheet::{CellError, SHEETS, Sheet};

/// Wrong or odd cells shown on the page; the workbook holds more.
const CELLS_SHOWN: usize = 100;

const TITLE: Words = Words::fixed("导入导出", "Import, export");

/// The page of all sheets: upload one, or download.
pub fn overview(who: &SignedIn, waiting: Option<&Job>, chosen: &str, refusal: Option<&Refusal>) -> Markup {
    let language = who.language;
    let lead = Words::fixed(
        "上传的文件先检查，再由您决定是否写入；同一文件导入两次不会重复。",
        "An uploaded file is checked first, then you decide; importing a file twice repeats nothing.",
    );
    let header = PageHeader {
        heading: html! { (TITLE.get(language)) },
        lead: Some(html! { (lead.get(language)) }),
        ..PageHeader::default()
    };
    let content = html! {
        div.stack {
            (page::page_header(language, &header))
            @if let Some(job) = waiting { (waiting_notice(language, job)) }
            (page::card(language, &Words::fixed("导入", "Import"), &upload_form(who, chosen, refusal)))
            (page::card(language, &Words::fixed("模板和导出", "Templates and exports"), &sheets(language)))
        }
    };
    who.page(TITLE, "exchange", &content)
}

fn waiting_notice(language: Language, job: &Job) -> Markup {
    let (name, sheet) = (&job.name, &job.sheet.name);
    let (zh, en) = (&sheet.zh, &sheet.en);
    let message = match job.state {
        State::Running(_) => words!("“{name}”（{zh}）正在处理。", "“{name}” ({en}) is being worked on."),
        State::Checked(_) => {
            words!(
                "“{name}”（{zh}）已检查完，等您决定。",
                "“{name}” ({en}) is checked and waits for your decision."
            )
        }
        State::Done(_) | State::Failed(_) => {
            words!("上一次导入“{name}”（{zh}）已结束。", "Your last import, “{name}” ({en}), has ended.")
        }
    };
    let look = Action::new(Words::fixed("查看", "Look at it"), Emphasis::Plain);
    html! {
        (page::alert(language, Tone::Accent, None, &message))
        div.cluster { (page::button_link(language, &look, &address(job, ""))) }
    }
}

fn address(job: &Job, rest: &str) -> String {
    format!("/exchange/imports/{}{rest}", job.id)
}

fn upload_form(who: &SignedIn, chosen: &str, refusal: Option<&Refusal>) -> Markup {
    let language = who.language;
    let of_field = |name: &str| {
        refusal.filter(|refusal| refusal.field.as_deref() == Some(name)).map(|refusal| &refusal.message)
    };
    let elsewhere = refusal.filter(|refusal| refusal.field.is_none()).map(|refusal| &refusal.message);
    let choices = SHEETS
        .into_iter()
        .map(|sheet| Choice { value: sheet.key.to_owned(), label: sheet.name.clone() })
        .collect();
    let sheet = Field::new("sheet", Words::fixed("表", "Sheet"), FieldKind::Choice(choices))
        .value(chosen)
        .error(of_field("sheet"));
    let file = Field::new("file", Words::fixed("文件", "File"), FieldKind::File(".xlsx,.csv,.gz"))
        .hint(Words::fixed(
            ".xlsx、.csv 或 .csv.gz，最大 32 MB；表头可用模板的中文或英文，次序不限。",
            ".xlsx, .csv or .csv.gz of at most 32 MB; headings as in the template, in any order.",
        ))
        .error(of_field("file"));
    let check = Action::new(Words::fixed("上传并检查", "Upload and check"), Emphasis::Primary);
    let form = Form { action: "/exchange", csrf: &who.csrf, upload: true };
    html! {
        (page::error_summary(language, elsewhere))
        (page::form(
            form,
            &html! { (page::field(language, &sheet)) (page::field(language, &file)) },
            &page::button(language, &check),
        ))
    }
}

fn sheets(language: Language) -> Markup {
    let columns = vec![
        Column::new(Words::fixed("表", "Sheet"), ColumnKind::Text),
        Column::new(Words::fixed("栏目", "Columns"), ColumnKind::Text).secondary(),
        Column::new(Words::fixed("模板", "Template"), ColumnKind::Text),
        Column::new(Words::fixed("导出 Excel", "Export, Excel"), ColumnKind::Code),
        Column::new(Words::fixed("导出 CSV", "Export, CSV"), ColumnKind::Code),
    ];
    let link = |address: String, name: &str| html! { a href=(address) download { (name) } };
    let template = Words::fixed("下载模板", "Template");
    let rows = SHEETS
        .into_iter()
        .map(|sheet| Row {
            cells: vec![
                html! { strong { (sheet.name.get(language)) } },
                html! { span.quiet.small { (headings(language, sheet)) } },
                link(format!("/exchange/templates/{}", sheet.key), template.get(language)),
                link(format!("/exchange/exports/{}.xlsx", sheet.key), ".xlsx"),
                link(format!("/exchange/exports/{}.csv", sheet.key), ".csv"),
            ],
            ..Row::default()
        })
        .collect();
    let empty = Empty { title: TITLE, hint: TITLE, action: html! {} };
    page::table(
        language,
        &Table { caption: Words::fixed("表", "Sheets"), columns, rows, totals: None, empty },
    )
}

fn headings(language: Language, sheet: &Sheet) -> String {
    let separator = match language {
        Language::Chinese => "、",
        Language::English => ", ",
    };
    sheet.headings(language).collect::<Vec<_>>().join(separator)
}

/// The page of one import.
pub fn import(who: &SignedIn, job: &Job) -> Markup {
    let language = who.language;
    let sheet = &job.sheet.name;
    let header = PageHeader {
        crumbs: vec![Crumb { label: TITLE, address: "/exchange".to_owned() }],
        heading: html! { (job.name) },
        lead: Some(html! { (sheet.get(language)) }),
        ..PageHeader::default()
    };
    let content = html! { div.stack { (page::page_header(language, &header)) (state(who, job)) } };
    let (zh, en) = (&sheet.zh, &sheet.en);
    who.page(words!("导入{zh}", "Import {en}"), "exchange", &content)
}

/// What changes on that page while the import goes on; it asks for itself again until it is at its end.
pub fn state(who: &SignedIn, job: &Job) -> Markup {
    let language = who.language;
    match &job.state {
        State::Running(progress) => html! {
            div.stack hx-get=(address(job, "/state")) hx-trigger="every 1s" hx-swap="outerHTML" {
                (running(language, *progress))
            }
        },
        State::Checked(report) => html! {
            div.stack { (verdict(language, report)) (decision(who, job, report)) (found(language, job, report)) }
        },
        State::Done(report) => html! {
            div.stack { (verdict(language, report)) (again(language)) (found(language, job, report)) }
        },
        State::Failed(message) => html! {
            div.stack {
                (page::alert(language, Tone::Bad, Some(&Words::fixed("没有完成", "Not finished")), message))
                (again(language))
            }
        },
    }
}

fn running(language: Language, progress: Progress) -> Markup {
    let Progress { phase, rows, expected } = progress;
    let doing = match phase {
        Phase::Checking => words!("正在检查：{rows} 行", "Checking: {rows} rows"),
        Phase::Writing => words!("正在写入：{rows} 行", "Writing: {rows} rows"),
    };
    let known = (expected > 0).then_some(expected);
    html! {
        p role="status" { (doing.get(language)) }
        progress.wide max=[known] value=[known.map(|_| rows)] aria-label=(doing.get(language)) {}
    }
}

/// The counts, and what they mean in one sentence.
fn verdict(language: Language, report: &ImportReport) -> Markup {
    let ImportReport { rows, new, changed, same, wrong, .. } = *report;
    let (tone, message) = match (report.written, wrong) {
        (true, 0) => (Tone::Good, words!("全部 {rows} 行已导入。", "All {rows} rows are imported.")),
        (true, _) => {
            let right = rows - wrong;
            (
                Tone::Warn,
                words!(
                    "{right} 行已导入，{wrong} 行有错误未导入。",
                    "Imported: {right}. Wrong and left out: {wrong}."
                ),
            )
        }
        (false, 0) => (
            Tone::Good,
            words!("检查完毕，{rows} 行都没有错误。", "Checked: none of the {rows} rows is wrong."),
        ),
        (false, _) => (
            Tone::Bad,
            words!(
                "{rows} 行中有 {wrong} 行有错误，什么都没有写入。",
                "{wrong} of {rows} rows are wrong; nothing was written."
            ),
        ),
    };
    let tile = |zh, en, count: u64, tone| Tile {
        label: Words::fixed(zh, en),
        value: count.to_string(),
        note: None,
        address: None,
        tone,
    };
    let counts = [
        tile("新增", "New", new, Tone::Quiet),
        tile("更正", "Changed", changed, Tone::Quiet),
        tile("相同", "Same", same, Tone::Quiet),
        tile("错误", "Wrong", wrong, if wrong > 0 { Tone::Bad } else { Tone::Quiet }),
        tile("提醒", "Warnings", report.warned, if report.warned > 0 { Tone::Warn } else { Tone::Quiet }),
    ];
    html! {
        (page::alert(language, tone, None, &message))
        (page::tiles(language, &counts))
        @if !report.ignored_headings.is_empty() {
            @let list = report.ignored_headings.join("、");
            (page::alert(
                language,
                Tone::Warn,
                None,
                &words!("这些列没有识别，不会读取：{list}", "These columns are not known and are not read: {list}"),
            ))
        }
    }
}

/// The buttons after a check.
fn decision(who: &SignedIn, job: &Job, report: &ImportReport) -> Markup {
    let language = who.language;
    let right = report.rows - report.wrong;
    let nothing = report.new + report.changed == 0;
    let write = match report.wrong {
        0 => Action::new(words!("全部导入（{right} 行）", "Import all rows ({right})"), Emphasis::Primary),
        _ => Action::new(
            words!("只导入正确的行（{right} 行）", "Import only the right rows ({right})"),
            Emphasis::Plain,
        ),
    };
    let discard = Action::new(Words::fixed("放弃", "Drop it"), Emphasis::Plain);
    html! {
        div.cluster {
            @if nothing {
                span.quiet { (Words::fixed("没有要写入的内容。", "There is nothing to write.").get(language)) }
            } @else {
                form.one-button method="post" action=(address(job, "/write")) {
                    (page::csrf_field(&who.csrf))
                    @if report.wrong > 0 { (page::hidden_field("accept_valid_rows", "on")) }
                    (page::button(language, &write))
                }
            }
            (page::post_button(language, &discard, &address(job, "/discard"), &who.csrf))
        }
    }
}

fn again(language: Language) -> Markup {
    let back = Action::new(Words::fixed("再导入一份", "Import another"), Emphasis::Plain);
    html! { div.cluster { (page::button_link(language, &back, "/exchange")) } }
}

/// The wrong cells and the odd ones.
fn found(language: Language, job: &Job, report: &ImportReport) -> Markup {
    let workbook = Action {
        label: Words::fixed("下载错误表", "Download the wrong rows"),
        emphasis: Emphasis::Plain,
        icon: Some(Icon::Document),
    };
    let errors: Vec<_> = report.errors().take(CELLS_SHOWN).collect();
    let warnings: Vec<_> = report.warnings.iter().take(CELLS_SHOWN).collect();
    html! {
        @if !errors.is_empty() {
            (page::card_with(
                language,
                &Words::fixed("错误", "Errors"),
                &page::button_link(language, &workbook, &address(job, "/errors")),
                &cells(language, &errors, Tone::Bad),
            ))
        }
        @if !warnings.is_empty() {
            (page::card(language, &Words::fixed("提醒（照样导入）", "Warnings (imported all the same)"), &cells(language, &warnings, Tone::Warn)))
        }
    }
}

fn cells(language: Language, found: &[&CellError], tone: Tone) -> Markup {
    let columns = vec![
        Column::new(Words::fixed("单元格", "Cell"), ColumnKind::Code),
        Column::new(Words::fixed("栏目", "Column"), ColumnKind::Text),
        Column::new(Words::fixed("内容", "Value"), ColumnKind::Text),
        Column::new(Words::fixed("说明", "What to do"), ColumnKind::Text),
    ];
    let rows = found
        .iter()
        .map(|error| Row {
            tone: Some(tone),
            cells: vec![
                html! { (error.address) },
                html! { (error.heading.get(language)) },
                html! { (error.value) },
                html! { (error.message.get(language)) },
            ],
            ..Row::default()
        })
        .collect();
    let shown = found.len();
    let empty = Empty { title: TITLE, hint: TITLE, action: html! {} };
    html! {
        (page::table(language, &Table { caption: Words::fixed("单元格", "Cells"), columns, rows, totals: None, empty }))
        @if shown == CELLS_SHOWN {
            p.quiet.small {
                (words!("只列出前 {shown} 处，其余见错误表。", "Only the first {shown} are listed; the workbook has the rest.").get(language))
            }
        }
    }
}
