//! The journal's chain: no row is missing, each row carries the hash of all before it, the head is the last row.

use super::Run;
use super::difference::hex;
use super::stream::{PAGE, Paged, Stream};
use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use crate::journal::{self, JournalRow, STRAND};
use domain::ids::TenantId;
use domain::{Words, words};

const PART: Words = Words::fixed("日志链", "journal chain");

/// A row of the strand; its content may be unreadable, its place never is.
struct Link {
    seq: i64,
    row: Result<JournalRow, StoreError>,
}

/// The strand, row by row.
struct Links(TenantId);

impl Paged for Links {
    type Item = Link;
    type Key = i64;
    const START: i64 = i64::MIN;

    fn key(link: &Link) -> i64 {
        link.seq
    }

    fn id(link: &Link) -> i64 {
        link.seq
    }

    async fn page(&self, tx: &mut Tx, after: i64) -> Result<Vec<Link>, StoreError> {
        tx.all(
            "SELECT seq, subject_kind, subject_id, subject_version, fact, body, happened_at, done_by, hash
             FROM journal WHERE tenant_id = $1 AND strand = $2 AND seq > $3 ORDER BY seq LIMIT $4",
            args![self.0, STRAND, after, PAGE],
            |row| Ok(Link { seq: row.int(0)?, row: JournalRow::read(row) }),
        )
        .await
    }
}

/// The end of the chain as far as it was walked.
struct End {
    seq: i64,
    /// The hash of the last row; none when that row is missing or cannot be read.
    hash: Option<Vec<u8>>,
}

pub(super) async fn check(tx: &mut Tx, run: &mut Run<'_>) -> Result<(), StoreError> {
    run.begin(PART);
    let mut links = Stream::new(Links(run.tenant));
    let mut end = End { seq: 0, hash: Some(Vec::new()) };
    while let Some(seq) = links.next_id(tx).await? {
        for link in links.take(tx, seq).await? {
            end = follow(run, end, link);
            run.count(1);
        }
    }
    check_head(tx, run, &end).await?;
    check_strands(tx, run).await
}

/// Holds one row against the one before. The stored hash is carried on, so that one damage is one problem.
fn follow(run: &mut Run<'_>, end: End, link: Link) -> End {
    let seq = link.seq;
    let before = if Some(seq) == end.seq.checked_add(1) {
        end.hash
    } else {
        let last = end.seq;
        run.problem(
            "journal.gap",
            None,
            &words!(
                "日志第 {last} 行之后是第 {seq} 行，中间的行缺失",
                "Journal row {last} is followed by row {seq}: the rows between are missing"
            ),
        );
        None
    };
    let row = match link.row {
        Ok(row) => row,
        Err(error) => {
            let Words { zh, en } = error.words();
            run.problem(
                "journal.unreadable",
                None,
                &words!("日志第 {seq} 行无法读取（{zh}）", "Journal row {seq} cannot be read ({en})"),
            );
            return End { seq, hash: None };
        }
    };
    if let Some(before) = before {
        let computed = row.chained(run.tenant, &before);
        if row.hash != computed {
            let (stored, computed) = (hex(&row.hash), hex(&computed));
            run.problem(
                "journal.hash",
                Some(row.subject),
                &words!(
                    "日志第 {seq} 行的内容与哈希不符：存的是 {stored}，按内容算得 {computed}",
                    "Journal row {seq} does not fit its hash: stored {stored}, computed from its content {computed}"
                ),
            );
        }
    }
    End { seq, hash: Some(row.hash) }
}

/// The head is what the next fact is chained to; it must be the last row.
async fn check_head(tx: &mut Tx, run: &mut Run<'_>, end: &End) -> Result<(), StoreError> {
    let last = end.seq;
    match journal::head(tx, run.tenant).await? {
        None if last == 0 => {}
        None => run.problem(
            "journal.head",
            None,
            &words!("日志有 {last} 行，却没有链头", "The journal has {last} rows but no head"),
        ),
        Some((seq, _)) if seq != last => run.problem(
            "journal.head",
            None,
            &words!(
                "日志链头指向第 {seq} 行，最后一行却是第 {last} 行",
                "The journal's head says row {seq}, but the last row is {last}"
            ),
        ),
        Some((_, hash)) => {
            if let Some(stored) = end.hash.as_ref().filter(|stored| **stored != hash) {
                let (head, stored) = (hex(&hash), hex(stored));
                run.problem(
                    "journal.head",
                    None,
                    &words!(
                        "日志链头的哈希是 {head}，最后一行（第 {last} 行）的哈希是 {stored}",
                        "The journal's head has hash {head}, its last row {last} has {stored}"
                    ),
                );
            }
        }
    }
    Ok(())
}

/// A row in any other strand stands outside the chain.
async fn check_strands(tx: &mut Tx, run: &mut Run<'_>) -> Result<(), StoreError> {
    let outside = tx
        .one(
            "SELECT count(*) FROM journal WHERE tenant_id = $1 AND strand <> $2",
            args![run.tenant, STRAND],
            |row| row.int(0),
        )
        .await?;
    if outside > 0 {
        run.problem(
            "journal.strand",
            None,
            &words!(
                "有 {outside} 行日志不在链 {STRAND} 上",
                "{outside} journal rows stand outside strand {STRAND}"
            ),
        );
    }
    Ok(())
}
