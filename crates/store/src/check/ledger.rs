//! The ledger: the postings of each entry are the ones its fact states, each entry balances, and so does the whole.

use super::difference::{quoted, shown};
use super::history::{Fact, Facts, History};
use super::stream::{PAGE, Paged, Stream, next_of_both};
use super::{Run, name_of};
use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use domain::ids::TenantId;
use domain::ledger::{Entry, Posting};
use domain::outcome::{Subject, SubjectKind};
use domain::{Fen, Words, words};
use jiff::Timestamp;

const PART: Words = Words::fixed("分录行", "ledger postings");

/// The columns that repeat what the entry says, in the order they are read.
const COLUMNS: [&str; 6] = ["account", "month", "amount_fen", "subject_kind", "subject_id", "posted_at"];

/// A posting as it is stored; its amount can always be read.
struct PostedRow {
    entry: i64,
    number: i64,
    amount: i64,
    columns: [Option<String>; 6],
    body: Result<String, StoreError>,
}

/// All postings, entry by entry.
struct Postings(TenantId);

impl Paged for Postings {
    type Item = PostedRow;
    type Key = (i64, i64);
    const START: (i64, i64) = (i64::MIN, i64::MIN);

    fn key(posted: &PostedRow) -> (i64, i64) {
        (posted.entry, posted.number)
    }

    fn id(posted: &PostedRow) -> i64 {
        posted.entry
    }

    async fn page(&self, tx: &mut Tx, (entry, number): (i64, i64)) -> Result<Vec<PostedRow>, StoreError> {
        tx.all(
            "SELECT entry_id, posting_number, account, month, amount_fen, subject_kind, subject_id, posted_at, body
             FROM ledger_posting WHERE tenant_id = $1 AND (entry_id, posting_number) > ($2, $3)
             ORDER BY entry_id, posting_number LIMIT $4",
            args![self.0, entry, number, PAGE],
            read,
        )
        .await
    }
}

fn read(row: &Row<'_>) -> Result<PostedRow, StoreError> {
    let column = |at| match row.cell(at) {
        Ok(cell) => super::difference::text_of_cell(cell),
        Err(error) => Some(error.to_string()),
    };
    Ok(PostedRow {
        entry: row.int(0)?,
        number: row.int(1)?,
        amount: row.int(4)?,
        columns: std::array::from_fn(|at| column(2 + at)),
        body: row.text(8),
    })
}

pub(super) async fn check(tx: &mut Tx, run: &mut Run<'_>) -> Result<(), StoreError> {
    run.begin(PART);
    let mut facts = Stream::new(Facts { tenant: run.tenant, kind: SubjectKind::Entry });
    let mut postings = Stream::new(Postings(run.tenant));
    let mut total = 0_i128;
    while let Some(id) = next_of_both(tx, &mut facts, &mut postings).await? {
        let history = facts.take(tx, id).await?;
        let posted = postings.take(tx, id).await?;
        total += check_balance(run, id, &posted);
        check_entry(run, id, &history, &posted);
        run.count(posted.len());
    }
    if total != 0 {
        run.problem(
            "ledger.total",
            None,
            &words!(
                "全部分录合计为 {total} 分，应为 0",
                "All postings together sum to {total} fen instead of 0"
            ),
        );
    }
    Ok(())
}

const fn subject_of(id: i64) -> Subject {
    Subject { kind: SubjectKind::Entry, id }
}

/// What is stored of an entry sums to zero; answers the sum.
fn check_balance(run: &mut Run<'_>, id: i64, posted: &[PostedRow]) -> i128 {
    let sum: i128 = posted.iter().map(|row| i128::from(row.amount)).sum();
    if sum != 0 {
        run.problem(
            "ledger.unbalanced",
            Some(subject_of(id)),
            &words!(
                "分录 {id} 各行合计为 {sum} 分，应为 0",
                "The postings of ledger entry {id} sum to {sum} fen instead of 0"
            ),
        );
    }
    sum
}

/// Holds the postings of an entry against the fact that posted them.
fn check_entry(run: &mut Run<'_>, id: i64, facts: &[Fact], posted: &[PostedRow]) {
    let subject = subject_of(id);
    if facts.is_empty() {
        let count = posted.len();
        run.problem(
            "ledger.unexpected",
            Some(subject),
            &words!(
                "分录 {id} 有 {count} 行，日志中却没有它",
                "Ledger entry {id} has {count} postings, but the journal has no such entry"
            ),
        );
        return;
    }
    let history = History { subject, facts };
    let Some((entry, posted_at)) = stated(run, &history) else {
        return;
    };
    for (posting, number) in entry.postings.iter().zip(1_i64..) {
        if let Some(row) = posted.iter().find(|row| row.number == number) {
            check_posting(run, &entry, posting, posted_at, row);
            continue;
        }
        let (account, amount) = (posting.account, posting.amount_fen);
        run.problem(
            "ledger.posting_missing",
            Some(subject),
            &words!(
                "分录 {id} 缺少第 {number} 行：{account} {amount} 元",
                "Ledger entry {id} lacks posting {number}: {account} {amount} yuan"
            ),
        );
    }
    let due = entry.postings.len();
    for row in posted {
        let within = usize::try_from(row.number).is_ok_and(|number| (1..=due).contains(&number));
        if !within {
            let (number, amount) = (row.number, Fen(row.amount));
            run.problem(
                "ledger.posting_unexpected",
                Some(subject),
                &words!(
                    "分录 {id} 多出第 {number} 行（{amount} 元），日志中只有 {due} 行",
                    "Ledger entry {id} has a posting {number} ({amount} yuan), but the journal states only {due}"
                ),
            );
        }
    }
}

/// The entry as its one fact states it, and when it was posted.
fn stated(run: &mut Run<'_>, history: &History<'_>) -> Option<(Entry, Timestamp)> {
    let rows = history.rows(run)?;
    if let [row] = rows.as_slice() {
        let entry = history.read(run, row, |_: &Entry| "entry.posted")?;
        return Some((entry, row.happened_at));
    }
    let Words { zh, en } = name_of(history.subject);
    let count = rows.len();
    run.problem(
        "journal.fold",
        Some(history.subject),
        &words!(
            "{zh} 在日志中有 {count} 条，应只有 1 条",
            "The journal has {count} facts of {en}; an entry has only one"
        ),
    );
    None
}

/// Holds a posting against the journal, in its columns and in its body.
fn check_posting(run: &mut Run<'_>, entry: &Entry, posting: &Posting, posted_at: Timestamp, row: &PostedRow) {
    let expected = [
        posting.account.to_string(),
        entry.month.to_string(),
        posting.amount_fen.0.to_string(),
        entry.subject.kind.code().to_owned(),
        entry.subject.id.to_string(),
        posted_at.as_millisecond().to_string(),
    ];
    for ((name, expected), found) in COLUMNS.iter().zip(&expected).zip(&row.columns) {
        if found.as_ref() != Some(expected) {
            let found = shown(found.as_deref());
            tell_difference(run, row, name, expected, &found);
        }
    }
    let body = row.body.as_deref().unwrap_or_default();
    if serde_json::from_str::<Posting>(body).ok().as_ref() != Some(posting) {
        let expected = serde_json::to_string(posting).unwrap_or_default();
        tell_difference(run, row, "body", &quoted(&expected), &quoted(body));
    }
}

fn tell_difference(run: &mut Run<'_>, row: &PostedRow, column: &str, expected: &str, found: &str) {
    let (id, number) = (row.entry, row.number);
    run.problem(
        "ledger.posting",
        Some(subject_of(id)),
        &words!(
            "分录 {id} 第 {number} 行的 {column} 为 {found}，按日志应为 {expected}",
            "{column} of posting {number} of ledger entry {id} is {found}; by the journal it is {expected}"
        ),
    );
}
