//! `makegood import`: a sheet of rows, or the Open Repair records.

mod open_repair;

use crate::data::{DataArgs, DataFolder};
use crate::failure::{Exit, Failure};
use crate::say;
use app::exchange::{self, ImportFile, ImportReport, Phase, Progress, Watch};
use domain::words;
use domain::words::{Language, Words};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use papers::error_report::error_report;
use papers::sheet::{CellError, SHEETS, Sheet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Wrong cells printed; the error workbook holds more.
const PRINTED_ERRORS_MAX: usize = 20;

/// What `import` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 表 The sheet: products, parts, providers, territories, technicians, customers, units, sales, orders; or open-repair.
    #[arg(value_parser = source)]
    sheet: Source,
    /// 文件 The file: .xlsx, .csv or .csv.gz.
    file: PathBuf,
    /// 只检查，不写入 Check only; write nothing.
    #[arg(long)]
    dry_run: bool,
    /// 有错误时仍导入正确的行 Import the right rows even when others are wrong.
    #[arg(long, conflicts_with = "dry_run")]
    accept_valid_rows: bool,
    /// 把出错的行写入此工作簿 Write the wrong rows to this workbook.
    #[arg(long, value_name = "FILE.xlsx")]
    errors: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

/// What the file holds.
#[derive(Clone, Debug)]
enum Source {
    Sheet(&'static Sheet),
    OpenRepair,
}

fn source(text: &str) -> Result<Source, String> {
    match text {
        "open-repair" => Ok(Source::OpenRepair),
        text => named(text).map(Source::Sheet),
    }
}

/// A sheet by its key or name.
pub fn named(text: &str) -> Result<&'static Sheet, String> {
    Sheet::named(text).ok_or_else(|| {
        let keys: Vec<_> = SHEETS.iter().map(|sheet| sheet.key).collect();
        let keys = keys.join(", ");
        format!("没有这张表，可用 there is no such sheet; known are: {keys}")
    })
}

/// Imports a file; wrong rows end with exit code 2 unless leaving them out was asked for.
pub async fn run(args: Args) -> Result<(), Failure> {
    let folder = DataFolder::take(&args.data.data)?;
    let app = folder.open().await?;
    let done = match args.sheet {
        Source::OpenRepair => open_repair::run(&app, &args).await,
        Source::Sheet(sheet) => rows(&app, sheet, &args).await,
    };
    app.store().close().await;
    done
}

async fn rows(app: &app::App, sheet: &'static Sheet, args: &Args) -> Result<(), Failure> {
    let bar = bar();
    let watch = watch(&bar);
    let file = ImportFile::Path(args.file.clone());
    let report = if args.dry_run {
        exchange::dry_run(app, None, sheet, &file, &watch).await
    } else {
        exchange::apply(app, None, sheet, &file, args.accept_valid_rows, &watch).await
    };
    bar.finish_and_clear();
    let report = report?;
    tell(sheet, &report, args.dry_run);
    if let Some(path) = args.errors.as_deref().filter(|_| report.wrong > 0) {
        keep_errors(sheet, &report, path)?;
    }
    if report.wrong == 0 || report.written {
        return Ok(());
    }
    let wrong = report.wrong;
    let message = if args.dry_run {
        words!(
            "{wrong} 行有错误。请更正后再导入。",
            "{wrong} rows are wrong. Correct them before the import."
        )
    } else {
        words!(
            "{wrong} 行有错误，什么都没有导入。请更正后重试，或加 --accept-valid-rows 只导入正确的行。",
            "{wrong} rows are wrong, so nothing was imported. Correct them and try again, or add --accept-valid-rows to import the right ones."
        )
    };
    Err(Failure::new(Exit::BadInput, message))
}

/// Prints the counts to stdout, the wrong and odd cells to stderr.
fn tell(sheet: &Sheet, report: &ImportReport, dry_run: bool) {
    for heading in &report.ignored_headings {
        say::problem(&words!(
            "未识别的列“{heading}”，没有读取。",
            "Unknown heading \"{heading}\": its cells were not read."
        ));
    }
    let shown = report.errors().take(PRINTED_ERRORS_MAX).map(CellError::words);
    shown.for_each(|words| say::problem(&words));
    let more = report.errors().count().saturating_sub(PRINTED_ERRORS_MAX);
    if more > 0 {
        say::problem(&words!(
            "另有 {more} 处错误；用 --errors FILE.xlsx 可得到全部。",
            "{more} more errors; --errors FILE.xlsx gets them all."
        ));
    }
    let ImportReport { rows, new, changed, same, wrong, warned, .. } = *report;
    let name = &sheet.name;
    let (zh, en) = (&name.zh, &name.en);
    let (done_zh, done_en) = match (dry_run, report.written) {
        (true, _) => ("检查", "checked"),
        (false, true) => ("导入", "imported"),
        (false, false) => ("未导入", "not imported"),
    };
    say::both(&words!(
        "{zh}{done_zh}：{rows} 行，新增 {new}，更正 {changed}，相同 {same}，错误 {wrong}，提醒 {warned}。",
        "{en} {done_en}: {rows} rows, {new} new, {changed} changed, {same} same, {wrong} wrong, {warned} warnings."
    ));
}

fn keep_errors(sheet: &Sheet, report: &ImportReport, path: &Path) -> Result<(), Failure> {
    let workbook = error_report(sheet, &report.bad_rows, Language::Chinese).map_err(|fault| {
        let message = words!("错误表无法写出：{fault}。", "The error workbook cannot be written: {fault}.");
        Failure::new(Exit::Refused, message)
    })?;
    fs::write(path, workbook).map_err(|error| Failure::writing(path, &error))?;
    let name = path.display();
    say::both(&words!(
        "出错的行已写入 {name}，更正后可直接导入。",
        "The wrong rows are in {name}; corrected, it can be imported as it is."
    ));
    Ok(())
}

/// A bar on stderr; `indicatif` hides it when stderr is no terminal.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:16} {wide_bar} {pos}/{len} {per_sec}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style)
}

fn watch(bar: &ProgressBar) -> Watch {
    let bar = bar.clone();
    Arc::new(move |progress: Progress| {
        let words = match progress.phase {
            Phase::Checking => Words::fixed("检查", "checking"),
            Phase::Writing => Words::fixed("写入", "writing"),
        };
        bar.set_message(format!("{} {}", words.zh, words.en));
        if progress.expected > 0 {
            bar.set_length(progress.expected);
        }
        bar.set_position(progress.rows);
    })
}
