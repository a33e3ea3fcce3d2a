//! What happened to one record: its facts in the journal, oldest first, with who made them so.

use super::cursor::Key;
use super::page::{Listed, Order, Page};
use super::name_in;
use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::{PersonId, TenantId};
use domain::outcome::Subject;
use jiff::Timestamp;

/// The order of a timeline: by the version of the subject.
pub(super) const VERSIONS: Order = super::page::order!("timeline" journal subject_version up);

pub(super) const FACTS: &str = "SELECT j.subject_version, j.fact, j.body, j.happened_at, j.done_by, h.body
     FROM journal j LEFT JOIN person h ON h.tenant_id = $1 AND h.person_id = j.done_by
     WHERE j.tenant_id = $1 AND j.subject_kind = $2 AND j.subject_id = $3 AND j.subject_version > $4
     ORDER BY j.subject_version LIMIT $5";

/// A fact in a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineRow {
    /// The version of the subject after it.
    pub subject_version: u32,
    /// Its name: `order.accepted`.
    pub fact: String,
    /// Its content as JSON.
    pub body: String,
    /// When it happened.
    pub happened_at: Timestamp,
    /// Who made it so.
    pub done_by: Option<PersonId>,
    /// That person's name.
    pub person_name: Option<String>,
}

/// The facts of a subject. Whether the subject may be seen is decided where it is loaded.
pub async fn timeline(
    tx: &mut Tx,
    tenant: TenantId,
    subject: Subject,
    page: &Page,
) -> Result<Listed<TimelineRow>, StoreError> {
    let after = page.begin(&VERSIONS).map_or(0, |key| key.id);
    let size = page.size();
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let mut rows = tx
        .all(FACTS, args![tenant, subject.kind.code(), subject.id, after, limit], |row| {
            Ok(TimelineRow {
                subject_version: row.get(0)?,
                fact: row.get(1)?,
                body: row.get(2)?,
                happened_at: row.get(3)?,
                done_by: row.get(4)?,
                person_name: name_in(row, 5)?,
            })
        })
        .await?;
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| Key::of(i64::from(row.subject_version)).write(VERSIONS.name));
    Ok(Listed { rows, next })
}
