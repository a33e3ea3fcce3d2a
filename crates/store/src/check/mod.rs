//! `makegood check`: proof that what is stored hangs together, read in pages on one snapshot.
//!
//! The journal's chain is whole; every record is the fold of its facts, in its body and in each column; every ledger
//! entry is the one that was posted and balances; every statement's lines give its totals; what is kept twice or hangs
//! on a record (territories, wakes, claims) agrees with it. A damaged row is a problem on the list, never the end of
//! the check.

mod chain;
mod difference;
mod history;
mod ledger;
mod lines;
mod reference;
mod replay;
mod stream;

use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::TenantId;
use domain::outcome::Subject;
use domain::{Words, words};

/// The most problems a report lists; the rest are counted.
pub const PROBLEMS_LISTED: usize = 100;
/// After how many rows of a part its progress is told.
const TELL_EVERY: u64 = 1_000;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What was looked at, and how many rows of it.
    pub checked: Vec<Checked>,
    /// The first problems, at most [`PROBLEMS_LISTED`].
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub unlisted: u64,
}

impl Report {
    /// Nothing was found.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One part of the check, and how many rows it read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which part.
    pub part: Words,
    /// How many rows.
    pub rows: u64,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The stable code: `journal.hash`.
    pub code: &'static str,
    /// Where, when it is about one record.
    pub subject: Option<Subject>,
    /// What differs, with which value, and what to do next.
    pub words: Words,
}

/// Checks everything of a tenant. `progress` hears which part begins, and how far it is from time to time.
///
/// ```ignore
/// store.read(async move |tx| check::run(tx, tenant, &mut |checked| bar.show(checked)).await).await
/// ```
///
/// Memory holds a page of each table that is compared, and the facts and rows of one subject.
pub async fn run(
    tx: &mut Tx,
    tenant: TenantId,
    progress: &mut dyn FnMut(&Checked),
) -> Result<Report, StoreError> {
    let mut run = Run { tenant, report: Report::default(), progress };
    chain::check(tx, &mut run).await?;
    replay::check(tx, &mut run).await?;
    ledger::check(tx, &mut run).await?;
    lines::check(tx, &mut run).await?;
    reference::check(tx, &mut run).await?;
    Ok(run.report)
}

/// A check under way.
struct Run<'a> {
    tenant: TenantId,
    report: Report,
    progress: &'a mut dyn FnMut(&Checked),
}

impl Run<'_> {
    /// The next part begins.
    fn begin(&mut self, part: Words) {
        self.report.checked.push(Checked { part, rows: 0 });
        self.tell();
    }

    /// So many more rows of the part were read.
    fn count(&mut self, rows: usize) {
        let Some(checked) = self.report.checked.last_mut() else {
            return;
        };
        let before = checked.rows;
        checked.rows += rows as u64;
        if before / TELL_EVERY != checked.rows / TELL_EVERY {
            self.tell();
        }
    }

    fn tell(&mut self) {
        if let Some(checked) = self.report.checked.last() {
            (self.progress)(checked);
        }
    }

    /// Notes a problem; what to do next is the same for all of them.
    fn problem(&mut self, code: &'static str, subject: Option<Subject>, what: &Words) {
        if self.report.problems.len() == PROBLEMS_LISTED {
            self.report.unlisted += 1;
            return;
        }
        let Words { zh, en } = what;
        self.report.problems.push(Problem {
            code,
            subject,
            words: words!(
                "{zh}。请停止服务，原样保留现有数据，再恢复 makegood check 检查无误的最近一次备份。",
                "{en}. Stop the service, keep the data as it is, and restore the latest backup that makegood check finds clean."
            ),
        });
    }
}

/// A subject as it is named in a problem: `工单 12` / `order 12`.
fn name_of(subject: Subject) -> Words {
    let Words { zh, en } = subject.kind.words();
    let id = subject.id;
    words!("{zh} {id}", "{en} {id}")
}
