//! What happened to one record: its facts in the journal, oldest first, with who made them so.

use super::cursor::Key;
use super::name_in;
use super::page::{Listed, Order, Page, order};
use crate::args;
use crate::db::{Query, Tx};
use crate::error::StoreError;
use domain::ids::{PersonId, TenantId};
use domain::outcome::Subject;
use jiff::Timestamp;

/// The order of a timeline: by the version of the subject.
pub(super) const VERSIONS: Order = order!("timeline" journal subject_version up);

/// The facts of a subject after a version.
pub(super) fn facts_query(tenant: TenantId, subject: Subject, after: i64, limit: i64) -> Query<'static> {
    Query::new(
        "SELECT j.subject_version, j.fact, j.body, j.happened_at, j.done_by, h.body
         FROM journal j LEFT JOIN person h ON h.tenant_id = ? AND h.person_id = j.done_by
         WHERE j.tenant_id = ? AND j.subject_kind = ? AND j.subject_id = ? AND j.subject_version > ?
         ORDER BY j.subject_version LIMIT ?",
        args![tenant, tenant, subject.kind.code(), subject.id, after, limit],
    )
}

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
    let mut rows = facts_query(tenant, subject, after, limit)
        .all(tx, |row| {
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
    let next =
        rows.last().filter(|_| more).map(|row| Key::of(i64::from(row.subject_version)).write(VERSIONS.name));
    Ok(Listed { rows, next })
}
