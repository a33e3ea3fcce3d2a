//! `makegood check`: proves that journal, records, ledger and statements agree.

use crate::data::{DataArgs, DataFolder};
use crate::failure::{Exit, Failure};
use crate::say;
use domain::words;
use indicatif::{ProgressBar, ProgressStyle};
use store::check::{self, Report};

/// What `check` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
}

/// Checks a data folder; problems are listed, and end the command with their own exit code.
pub async fn run(args: Args) -> Result<(), Failure> {
    let folder = DataFolder::existing(&args.data.data)?;
    let app = folder.open().await?;
    let broken = app.store().integrity().await?;
    for problem in &broken {
        say::line(format!("database: {problem}"));
    }
    let (bar, tenant) = (progress_bar(), app.tenant());
    let shown = bar.clone();
    let report = app
        .store()
        .read(async move |tx| {
            check::run(tx, tenant, &mut |checked| {
                shown.set_message(format!("{} {}", checked.part.zh, checked.part.en));
                shown.set_position(checked.rows);
            })
            .await
        })
        .await?;
    bar.finish_and_clear();
    app.store().close().await;
    tell(&report);
    if report.is_clean() && broken.is_empty() {
        return Ok(());
    }
    let found = report.problems.len() as u64 + report.unlisted + broken.len() as u64;
    Err(Failure::new(
        Exit::Damaged,
        words!(
            "发现 {found} 个问题。请停止写入，保留现有文件，从最近的备份恢复后再检查一次。",
            "Problems found: {found}. Stop writing, keep the files as they are, restore the latest backup and check again."
        ),
    ))
}

fn progress_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg} {pos}");
    ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}

fn tell(report: &Report) {
    for checked in &report.checked {
        let (part, rows) = (&checked.part, checked.rows);
        say::line(format!("{} {}: {rows}", part.zh, part.en));
    }
    for problem in &report.problems {
        let subject = problem
            .subject
            .map_or_else(String::new, |subject| format!(" {} {}", subject.kind.code(), subject.id));
        say::line(format!("{}{subject}", problem.code));
        say::line(format!("  {}", problem.words.zh));
        say::line(format!("  {}", problem.words.en));
    }
    if report.is_clean() {
        say::both(&words!("检查通过，没有发现问题。", "The check found no problem."));
    }
}
