//! The run of an import: check all, then write all, a batch to a transaction.

use super::file::{self, Batch, ImportFile};
use super::report::{ImportReport, Phase, Progress, Watch};
use super::sheets::{Effect, RowError, Staging};
use crate::{App, AppError, Desk};
use domain::people::{Action, Actor};
use domain::refusal::Refusal;
use domain::words;
use domain::words::Words;
use papers::sheet::{BadRow, CellError, ParsedRow, Sheet};
use std::sync::Arc;
use store::StoreError;
use tokio::sync::mpsc;

/// Batches read ahead of the store; what bounds the memory.
const BATCHES_AHEAD: usize = 2;

/// Checks a file against its sheet and against what is on file; writes nothing.
pub async fn dry_run(
    app: &App,
    who: Option<&Actor>,
    sheet: &'static Sheet,
    file: &ImportFile,
    watch: &Watch,
) -> Result<ImportReport, AppError> {
    permit(who)?;
    pass(app, who, sheet, file, watch, Phase::Checking).await
}

/// Imports a file. Unless valid rows are accepted alone, it is checked as a whole first, and one wrong row means that
/// nothing is written.
pub async fn apply(
    app: &App,
    who: Option<&Actor>,
    sheet: &'static Sheet,
    file: &ImportFile,
    accept_valid_rows: bool,
    watch: &Watch,
) -> Result<ImportReport, AppError> {
    permit(who)?;
    if !accept_valid_rows {
        let checked = pass(app, who, sheet, file, watch, Phase::Checking).await?;
        if checked.wrong > 0 {
            return Ok(checked);
        }
    }
    let written = pass(app, who, sheet, file, watch, Phase::Writing).await?;
    if written.wrong > 0 && !accept_valid_rows {
        return Err(changed_meanwhile(&written));
    }
    Ok(ImportReport { written: true, ..written })
}

fn permit(who: Option<&Actor>) -> Result<(), AppError> {
    who.map_or(Ok(()), |actor| actor.scope(Action::ExchangeData).map(drop).map_err(Into::into))
}

/// Between the check and the writing somebody else made rows wrong: those are left out, and that is said.
fn changed_meanwhile(report: &ImportReport) -> AppError {
    let (wrong, right) = (report.wrong, report.rows - report.wrong);
    let first = report.errors().next().map_or_else(|| Words::fixed("", ""), CellError::words);
    let (zh, en) = (first.zh, first.en);
    Refusal::conflict(
        "import.changed_meanwhile",
        words!(
            "检查之后有人改动了数据：{wrong} 行因此出错而未导入（首个：{zh}），其余 {right} 行已导入。请更正后重新导入同一文件，已导入的行不会重复。",
            "The data changed after the check: {wrong} rows are wrong now and were left out (first: {en}); the other {right} were imported. Correct them and import the file again: rows already imported are not repeated."
        ),
    )
    .into()
}

/// One pass over the file.
async fn pass(
    app: &App,
    who: Option<&Actor>,
    sheet: &'static Sheet,
    file: &ImportFile,
    watch: &Watch,
    phase: Phase,
) -> Result<ImportReport, AppError> {
    let (sender, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let file = file.clone();
    let reading = tokio::task::spawn_blocking(move || file::read(sheet, &file, &sender));
    let mut report = ImportReport::default();
    while let Some(Batch { rows, expected }) = batches.recv().await {
        let rows = Arc::new(rows);
        let part = match phase {
            Phase::Checking => app.read(who, async move |desk| stage(desk, sheet, &rows, phase).await).await,
            Phase::Writing => app.write(who, async move |desk| stage(desk, sheet, &rows, phase).await).await,
        };
        report.add(part?);
        let expected = expected.max(report.rows);
        watch(Progress { phase, rows: report.rows, expected });
    }
    report.ignored_headings = reading.await.map_err(|error| stopped(&error))??;
    Ok(report)
}

/// A helping thread ended before its work.
pub(super) fn stopped(error: &tokio::task::JoinError) -> AppError {
    AppError::Store(StoreError::Other { detail: error.to_string() })
}

/// Decides each row of a batch; when writing, commits what the right ones change.
async fn stage(
    desk: &mut Desk<'_>,
    sheet: &'static Sheet,
    rows: &[ParsedRow],
    phase: Phase,
) -> Result<ImportReport, AppError> {
    desk.scope(Action::ExchangeData)?;
    let mut report = ImportReport { rows: rows.len() as u64, ..ImportReport::default() };
    let mut staging = Staging::new(phase);
    for row in rows {
        let record = match row {
            Ok(record) => record,
            Err(bad) => {
                refuse(&mut report, bad.clone());
                continue;
            }
        };
        match staging.row(desk, sheet, &record.values).await {
            Ok(Effect::New) => report.new += 1,
            Ok(Effect::Changed) => report.changed += 1,
            Ok(Effect::Same) => report.same += 1,
            Err(RowError::Cell { column, message }) => {
                refuse(&mut report, record.clone().reject(column, message));
                continue;
            }
            Err(RowError::App(error)) => return Err(error),
        }
        report.warned += record.warnings.len() as u64;
        report.warnings.extend(record.warnings.iter().cloned());
    }
    if phase == Phase::Writing {
        staging.commit(desk).await?;
    }
    Ok(report)
}

fn refuse(report: &mut ImportReport, bad: BadRow) {
    report.wrong += 1;
    report.bad_rows.push(bad);
}
