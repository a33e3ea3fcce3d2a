//! Statement lines: the lines of every round give the totals that were submitted, and those that were verified.
//!
//! Lines stand in the order of their numbers: first those of the claim, fixed at the submission, then those for what
//! was found. The digest of the second part is chained onto the first.

use super::Run;
use super::difference::{shown, text_of_cell};
use super::history::{Fact, Facts};
use super::stream::{PAGE, Paged, Stream, next_of_both};
use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use domain::ids::TenantId;
use domain::outcome::{Subject, SubjectKind};
use domain::settlement::{StatementFact, StatementLine, Totals};
use domain::{Words, words};
use std::collections::BTreeMap;

const PART: Words = Words::fixed("结算单明细", "statement lines");

/// The columns that repeat what the line says, in the order they are read.
const COLUMNS: [&str; 4] = ["line_number", "kind", "order_id", "amount_fen"];

/// A line as it is stored; its place can always be read.
struct StoredLine {
    statement: i64,
    round: i64,
    number: i64,
    columns: [Option<String>; 4],
    line: Result<StatementLine, String>,
}

/// All lines, statement by statement.
struct Lines(TenantId);

impl Paged for Lines {
    type Item = StoredLine;
    type Key = (i64, i64, i64);
    const START: (i64, i64, i64) = (i64::MIN, i64::MIN, i64::MIN);

    fn key(line: &StoredLine) -> (i64, i64, i64) {
        (line.statement, line.round, line.number)
    }

    fn id(line: &StoredLine) -> i64 {
        line.statement
    }

    async fn page(&self, tx: &mut Tx, after: (i64, i64, i64)) -> Result<Vec<StoredLine>, StoreError> {
        tx.all(
            "SELECT statement_id, round, line_number, kind, order_id, amount_fen, body FROM statement_line
             WHERE tenant_id = $1 AND (statement_id, round, line_number) > ($2, $3, $4)
             ORDER BY statement_id, round, line_number LIMIT $5",
            args![self.0, after.0, after.1, after.2, PAGE],
            read,
        )
        .await
    }
}

fn read(row: &Row<'_>) -> Result<StoredLine, StoreError> {
    let column = |at| match row.cell(at) {
        Ok(cell) => text_of_cell(cell),
        Err(error) => Some(error.to_string()),
    };
    let line = row
        .str(6)
        .map_err(|error| error.to_string())
        .and_then(|body| serde_json::from_str(body).map_err(|error| error.to_string()));
    Ok(StoredLine {
        statement: row.int(0)?,
        round: row.int(1)?,
        number: row.int(2)?,
        columns: std::array::from_fn(|at| column(2 + at)),
        line,
    })
}

/// What the journal says a round's lines give.
struct Round {
    submitted: Totals,
    verified: Option<Totals>,
}

pub(super) async fn check(tx: &mut Tx, run: &mut Run<'_>) -> Result<(), StoreError> {
    run.begin(PART);
    let mut facts = Stream::new(Facts { tenant: run.tenant, kind: SubjectKind::Statement });
    let mut lines = Stream::new(Lines(run.tenant));
    while let Some(id) = next_of_both(tx, &mut facts, &mut lines).await? {
        let history = facts.take(tx, id).await?;
        let lines = lines.take(tx, id).await?;
        run.count(lines.len());
        check_statement(run, id, &history, lines);
    }
    Ok(())
}

const fn subject_of(id: i64) -> Subject {
    Subject { kind: SubjectKind::Statement, id }
}

/// Holds the lines of a statement against its rounds. Facts that are damaged were told by the replay.
fn check_statement(run: &mut Run<'_>, id: i64, facts: &[Fact], lines: Vec<StoredLine>) {
    let Some(rounds) = rounds_of(facts) else {
        return;
    };
    let mut lines_of: BTreeMap<i64, Vec<StoredLine>> = BTreeMap::new();
    for line in lines {
        lines_of.entry(line.round).or_default().push(line);
    }
    for (round, number) in rounds.iter().zip(1_i64..) {
        let lines = lines_of.remove(&number).unwrap_or_default();
        check_round(run, id, number, round, lines);
    }
    for (round, lines) in lines_of {
        let count = lines.len();
        run.problem(
            "statement.lines",
            Some(subject_of(id)),
            &words!(
                "结算单 {id} 有第 {round} 轮的 {count} 行明细，日志中却没有这一轮",
                "Statement {id} has {count} lines of round {round}, but the journal has no such round"
            ),
        );
    }
}

/// The rounds of a statement by its facts; none when a fact cannot be read.
fn rounds_of(facts: &[Fact]) -> Option<Vec<Round>> {
    let mut rounds: Vec<Round> = Vec::new();
    for fact in facts {
        match serde_json::from_str(fact.body()?).ok()? {
            StatementFact::Submitted { totals, .. } => {
                rounds.push(Round { submitted: totals, verified: None });
            }
            StatementFact::Verified { totals } => rounds.last_mut()?.verified = Some(totals),
            _ => {}
        }
    }
    Some(rounds)
}

fn check_round(run: &mut Run<'_>, id: i64, number: i64, round: &Round, stored: Vec<StoredLine>) {
    let due = round.verified.as_ref().unwrap_or(&round.submitted).lines;
    let found = stored.len();
    if usize::try_from(due) != Ok(found) {
        run.problem(
            "statement.lines",
            Some(subject_of(id)),
            &words!(
                "结算单 {id} 第 {number} 轮有 {found} 行明细，按日志应有 {due} 行",
                "Round {number} of statement {id} has {found} lines; by the journal it has {due}"
            ),
        );
        return;
    }
    let mut lines = Vec::with_capacity(found);
    for row in stored {
        lines.extend(check_line(run, row));
    }
    // A line that cannot be read is told; totals without it would only repeat that.
    if lines.len() == found {
        check_totals(run, id, number, round, &lines);
    }
}

/// A line whose columns say the same as its body.
fn check_line(run: &mut Run<'_>, row: StoredLine) -> Option<StatementLine> {
    let (id, round, number) = (row.statement, row.round, row.number);
    let line = match row.line {
        Ok(line) => line,
        Err(why) => {
            run.problem(
                "statement.line",
                Some(subject_of(id)),
                &words!(
                    "结算单 {id} 第 {round} 轮第 {number} 行无法读取（{why}）",
                    "Line {number} of round {round} of statement {id} cannot be read ({why})"
                ),
            );
            return None;
        }
    };
    let expected = [
        Some(line.number.to_string()),
        Some(line.kind.code().to_owned()),
        line.order_id.map(|order| order.to_string()),
        Some(line.amount_fen.0.to_string()),
    ];
    for ((column, expected), found) in COLUMNS.iter().zip(&expected).zip(&row.columns) {
        if found != expected {
            let (found, expected) = (shown(found.as_deref()), shown(expected.as_deref()));
            run.problem(
                "statement.line",
                Some(subject_of(id)),
                &words!(
                    "结算单 {id} 第 {round} 轮第 {number} 行的 {column} 为 {found}，按其内容应为 {expected}",
                    "{column} of line {number}, round {round} of statement {id} is {found}; by its body it is {expected}"
                ),
            );
        }
    }
    Some(line)
}

/// Takes the totals again: of the claim, then with what was found on top.
fn check_totals(run: &mut Run<'_>, id: i64, number: i64, round: &Round, lines: &[StatementLine]) {
    let claimed = usize::try_from(round.submitted.lines).unwrap_or(usize::MAX).min(lines.len());
    let (claim, found) = lines.split_at(claimed);
    tell_totals(run, id, number, &round.submitted, totals(&Totals::default(), claim).as_ref());
    if let Some(verified) = &round.verified {
        // On top of what the journal states, so that a damaged claim is not told a second time.
        tell_totals(run, id, number, verified, totals(&round.submitted, found).as_ref());
    }
}

/// The totals with further lines; none when the amounts are too large to be money.
fn totals(before: &Totals, lines: &[StatementLine]) -> Option<Totals> {
    let size: i128 = lines.iter().map(|line| i128::from(line.amount_fen.0).abs()).sum::<i128>()
        + i128::from(before.amount_fen.0).abs();
    i64::try_from(size).ok()?;
    Some(before.and(lines))
}

fn tell_totals(run: &mut Run<'_>, id: i64, round: i64, stated: &Totals, computed: Option<&Totals>) {
    if Some(stated) == computed {
        return;
    }
    let (due, due_digest) = (stated.amount_fen, &stated.digest);
    let (sum, digest) = computed
        .map_or_else(|| ("?".to_owned(), String::new()), |it| (it.amount_fen.to_string(), it.digest.clone()));
    run.problem(
        "statement.totals",
        Some(subject_of(id)),
        &words!(
            "结算单 {id} 第 {round} 轮的明细合计 {sum} 元、摘要 {digest}，按日志应为 {due} 元、{due_digest}",
            "The lines of round {round} of statement {id} give {sum} yuan and digest {digest}; by the journal {due} yuan and {due_digest}"
        ),
    );
}
