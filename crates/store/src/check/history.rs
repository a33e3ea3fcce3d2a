//! The facts of one subject, and the record they fold to.

use super::stream::{PAGE, Paged};
use super::{Run, name_of};
use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use crate::journal::JournalRow;
use domain::ids::TenantId;
use domain::outcome::{Aggregate, Stamp, Subject, SubjectKind};
use domain::{Words, words};
use serde::de::DeserializeOwned;

/// A fact; its content may be unreadable, its key never is.
pub(super) struct Fact {
    id: i64,
    version: i64,
    row: Result<JournalRow, StoreError>,
}

impl Fact {
    /// Its content as JSON, when it can be read.
    pub(super) fn body(&self) -> Option<&str> {
        self.row.as_ref().ok().map(|row| row.body.as_str())
    }
}

/// The facts of all subjects of a kind, subject by subject.
pub(super) struct Facts {
    pub(super) tenant: TenantId,
    pub(super) kind: SubjectKind,
}

impl Paged for Facts {
    type Item = Fact;
    type Key = (i64, i64);
    const START: (i64, i64) = (i64::MIN, i64::MIN);

    fn key(fact: &Fact) -> (i64, i64) {
        (fact.id, fact.version)
    }

    fn id(fact: &Fact) -> i64 {
        fact.id
    }

    async fn page(&self, tx: &mut Tx, (id, version): (i64, i64)) -> Result<Vec<Fact>, StoreError> {
        tx.all(
            "SELECT seq, subject_kind, subject_id, subject_version, fact, body, happened_at, done_by, hash
             FROM journal
             WHERE tenant_id = $1 AND subject_kind = $2 AND (subject_id, subject_version) > ($3, $4)
             ORDER BY subject_id, subject_version LIMIT $5",
            args![self.tenant, self.kind.code(), id, version, PAGE],
            |row| Ok(Fact { id: row.int(2)?, version: row.int(3)?, row: JournalRow::read(row) }),
        )
        .await
    }
}

/// All facts of a subject, oldest first.
pub(super) struct History<'a> {
    pub(super) subject: Subject,
    pub(super) facts: &'a [Fact],
}

impl History<'_> {
    /// The rows, when their versions are 1, 2, 3 … and each can be read. What cannot be read was told by the chain.
    pub(super) fn rows(&self, run: &mut Run<'_>) -> Option<Vec<&JournalRow>> {
        let broken = self.facts.iter().zip(1..).find(|(fact, due)| fact.version != *due);
        if let Some((fact, due)) = broken {
            let Words { zh, en } = name_of(self.subject);
            let found = fact.version;
            run.problem(
                "journal.version",
                Some(self.subject),
                &words!(
                    "{zh} 的第 {due} 条日志缺失，其后是第 {found} 条",
                    "Fact {due} of {en} is missing from the journal; fact {found} stands in its place"
                ),
            );
            return None;
        }
        self.facts.iter().map(|fact| fact.row.as_ref().ok()).collect()
    }

    /// The record as its facts make it; none when one of them is damaged, which is then a problem on the list.
    pub(super) fn fold<R: Aggregate>(&self, run: &mut Run<'_>) -> Option<R> {
        let mut record = None;
        for row in self.rows(run)? {
            let fact: R::Fact = self.read(run, row, R::fact_name)?;
            let stamp = Stamp { at: row.happened_at, by: row.done_by };
            record = R::fold(record, self.subject.id, &fact, stamp);
            if record.is_none() {
                let Words { zh, en } = name_of(self.subject);
                let (seq, name) = (row.seq, &row.fact);
                run.problem(
                    "journal.fold",
                    Some(self.subject),
                    &words!(
                        "日志第 {seq} 行的 {name} 不能接在 {zh} 此前的日志之后",
                        "Journal row {seq}, {name}, cannot follow the earlier facts of {en}"
                    ),
                );
                return None;
            }
        }
        record
    }

    /// The content of a fact, whose name must be the one it is filed under.
    pub(super) fn read<F: DeserializeOwned>(
        &self,
        run: &mut Run<'_>,
        row: &JournalRow,
        name: impl Fn(&F) -> &'static str,
    ) -> Option<F> {
        let (seq, filed) = (row.seq, &row.fact);
        let said = match serde_json::from_str::<F>(&row.body) {
            Ok(fact) if name(&fact) == filed => return Some(fact),
            Ok(fact) => name(&fact).to_owned(),
            Err(error) => error.to_string(),
        };
        run.problem(
            "journal.fact",
            Some(self.subject),
            &words!(
                "日志第 {seq} 行登记为 {filed}，内容却不是（{said}）",
                "Journal row {seq} is filed as {filed}, but its content is not that ({said})"
            ),
        );
        None
    }
}
