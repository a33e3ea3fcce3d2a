//! Open Repair records are taken in as requests of the day of the event, by the intake every call goes through, and
//! judged by the two-year legal guarantee: real input, most of it without a date of sale.
//!
//! | the record says | what it becomes |
//! |---|---|
//! | category | a product and product line `open-repair-<category>`, made when it is first met |
//! | data provider | a provider of that name, which did the work |
//! | year of manufacture, else event year less age | the year of sale; a thing is not sold before it is made |
//! | neither, or an age nobody believes | date of sale unknown |
//! | Fixed | an order, completed on the day with remedy `fixed` |
//! | End of life | an order, completed on the day with remedy `end-of-life` and the barrier as its note |
//! | Repairable | a request, answered: it can be repaired, elsewhere or with a part |
//! | Unknown | a request that stays open: nobody wrote down what became of it |
//!
//! The standard has no cause, so a completed order stands with the product as its cause while its coverage remains the
//! one judged at the call, without a cause. Labour and signature were not recorded and stay empty. A record's id is the
//! command's id: importing a file again takes nothing in twice.

mod count;
mod take;
#[cfg(test)]
mod tests;

pub use count::{CategoryCount, OpenRepairReport, Undecided};

use super::import::stopped;
use super::report::{Phase, Progress, Watch};
use crate::agreements::{self, Unfit};
use crate::{App, AppError};
use domain::people::{Action, Actor};
use domain::refusal::Refusal;
use papers::open_repair::OpenRepairRecord;
use std::path::PathBuf;
use std::sync::Arc;
use store::StoreError;
use tokio::sync::mpsc;

/// Records of one transaction.
const BATCH_RECORDS: usize = 500;
/// Batches read ahead.
const BATCHES_AHEAD: usize = 2;

/// The agreement the records are judged by.
const GUARANTEE: &str = include_str!("../../../../../agreements/statutory-two-years.md");
const GUARANTEE_CODE: &str = "statutory-two-years";

/// Takes in a file of Open Repair records, `.csv` or `.csv.gz`.
pub async fn import(
    app: &App,
    who: Option<&Actor>,
    path: PathBuf,
    watch: &Watch,
) -> Result<OpenRepairReport, AppError> {
    for action in [Action::ExchangeData, Action::TakeRequests] {
        who.map_or(Ok(()), |actor| actor.scope(action).map(drop))?;
    }
    put_guarantee_in_force(app).await?;
    let (sender, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let reading = tokio::task::spawn_blocking(move || read(&path, &sender));
    let mut report = OpenRepairReport::default();
    while let Some(batch) = batches.recv().await {
        let batch: Arc<Vec<OpenRepairRecord>> = Arc::new(batch);
        report.add(app.write(who, async move |desk| take::batch(desk, &batch).await).await?);
        watch(Progress { phase: Phase::Writing, rows: report.records, expected: 0 });
    }
    reading.await.map_err(|error| stopped(&error))??;
    Ok(report)
}

fn read(path: &std::path::Path, batches: &mpsc::Sender<Vec<OpenRepairRecord>>) -> Result<(), Refusal> {
    let mut records = papers::open_repair::read(path)?;
    loop {
        let batch = records.by_ref().take(BATCH_RECORDS).collect::<Result<Vec<_>, _>>()?;
        if batch.is_empty() || batches.blocking_send(batch).is_err() {
            return Ok(());
        }
    }
}

/// The product itself puts the guarantee in force once: it is law, not a bargain.
async fn put_guarantee_in_force(app: &App) -> Result<(), AppError> {
    if app.agreements().all().any(|version| version.signed.text.code == GUARANTEE_CODE) {
        return Ok(());
    }
    let file = format!("{GUARANTEE_CODE}.md");
    match agreements::put_in_force(app, None, &file, GUARANTEE).await {
        Ok(_) => Ok(()),
        Err(Unfit::Refused(error)) => Err(error),
        Err(Unfit::Problems(problems)) => {
            let detail = format!("the guarantee that is built in does not check: {problems:?}");
            Err(AppError::Store(StoreError::Other { detail }))
        }
    }
}
