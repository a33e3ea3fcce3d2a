//! The journal: every fact, in order, each row carrying the hash of all rows before it.
//!
//! A strand is one chain. SQLite has one writer and one strand; an engine with several writers may use several, and a
//! subject always writes to the same one.

use crate::args;
use crate::db::{Row, Tx};
use crate::error::StoreError;
use domain::ids::{PersonId, TenantId};
use domain::outcome::{Subject, SubjectKind};
use jiff::Timestamp;

/// The only strand so far.
pub const STRAND: i64 = 0;

/// One fact as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// Its place in the strand, from 1.
    pub seq: i64,
    /// What it is about.
    pub subject: Subject,
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
    /// The hash of the chain up to here.
    pub hash: Vec<u8>,
}

impl JournalRow {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let kind =
            SubjectKind::from_code(row.str(1)?).ok_or_else(|| row.unreadable(1, "a kind of subject"))?;
        Ok(Self {
            seq: row.get(0)?,
            subject: Subject { kind, id: row.get(2)? },
            subject_version: row.get(3)?,
            fact: row.get(4)?,
            body: row.get(5)?,
            happened_at: row.get(6)?,
            done_by: row.get(7)?,
            hash: row.get(8)?,
        })
    }

    /// The hash of this row on top of the one before.
    pub fn chained(&self, tenant: TenantId, before: &[u8]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        part(before);
        part(&tenant.0.to_be_bytes());
        part(&self.seq.to_be_bytes());
        part(self.subject.kind.code().as_bytes());
        part(&self.subject.id.to_be_bytes());
        part(&self.subject_version.to_be_bytes());
        part(self.fact.as_bytes());
        part(self.body.as_bytes());
        part(&self.happened_at.as_millisecond().to_be_bytes());
        part(&self.done_by.map_or(0, |person| person.0).to_be_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// Appends facts to the strand. Their `seq` and `hash` are set here.
pub(crate) async fn append(
    tx: &mut Tx,
    tenant: TenantId,
    mut rows: Vec<JournalRow>,
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    // Counting up first takes the row's lock, so that writers of one strand queue here.
    let head = tx
        .maybe(
            "UPDATE journal_head SET seq = seq + $3 WHERE tenant_id = $1 AND strand = $2 RETURNING seq, hash",
            args![tenant, STRAND, count],
            |row| Ok((row.int(0)?, row.bytes(1)?)),
        )
        .await?;
    let (last, mut hash) = if let Some(head) = head {
        head
    } else {
        tx.exec(
            "INSERT INTO journal_head (tenant_id, strand, seq, hash) VALUES ($1, $2, $3, $4)",
            args![tenant, STRAND, count, Vec::<u8>::new()],
        )
        .await?;
        (count, Vec::new())
    };
    for (row, seq) in rows.iter_mut().zip(last - count + 1..) {
        row.seq = seq;
        hash = row.chained(tenant, &hash).to_vec();
        row.hash.clone_from(&hash);
    }
    let sets = rows.iter().map(|row| {
        args![
            tenant,
            STRAND,
            row.seq,
            row.subject.kind.code(),
            row.subject.id,
            row.subject_version,
            &row.fact,
            &row.body,
            row.happened_at,
            row.done_by,
            &row.hash,
        ]
    });
    let sql = "INSERT INTO journal (tenant_id, strand, seq, subject_kind, subject_id, subject_version,
             fact, body, happened_at, done_by, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    tx.exec_many(sql, sets).await.map_err(|error| match error {
        // The second guard against lost updates: a subject has one fact of each version.
        StoreError::Unique { .. } => StoreError::Stale,
        other => other,
    })?;
    tx.exec(
        "UPDATE journal_head SET hash = $3 WHERE tenant_id = $1 AND strand = $2",
        args![tenant, STRAND, &hash],
    )
    .await
    .map(drop)
}

/// The facts of a subject, oldest first, up to a limit.
pub async fn of_subject(
    tx: &mut Tx,
    tenant: TenantId,
    subject: Subject,
    limit: i64,
) -> Result<Vec<JournalRow>, StoreError> {
    tx.all(
        "SELECT seq, subject_kind, subject_id, subject_version, fact, body, happened_at, done_by, hash
         FROM journal WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id = $3
         ORDER BY subject_version LIMIT $4",
        args![tenant, subject.kind.code(), subject.id, limit],
        JournalRow::read,
    )
    .await
}

/// The rows of the strand after a place in it, up to a limit.
pub async fn after(
    tx: &mut Tx,
    tenant: TenantId,
    seq: i64,
    limit: i64,
) -> Result<Vec<JournalRow>, StoreError> {
    tx.all(
        "SELECT seq, subject_kind, subject_id, subject_version, fact, body, happened_at, done_by, hash
         FROM journal WHERE tenant_id = $1 AND strand = $2 AND seq > $3 ORDER BY seq LIMIT $4",
        args![tenant, STRAND, seq, limit],
        JournalRow::read,
    )
    .await
}

/// Where the strand ends: the last place and its hash; none in an empty journal.
pub async fn head(tx: &mut Tx, tenant: TenantId) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    tx.maybe(
        "SELECT seq, hash FROM journal_head WHERE tenant_id = $1 AND strand = $2",
        args![tenant, STRAND],
        |row| Ok((row.int(0)?, row.bytes(1)?)),
    )
    .await
}

/// The highest identifier among the latest facts: new identifiers begin after it even when the clock was set back.
pub async fn last_id(tx: &mut Tx, tenant: TenantId) -> Result<i64, StoreError> {
    let ids = tx
        .all(
            "SELECT subject_id FROM journal WHERE tenant_id = $1 AND strand = $2 ORDER BY seq DESC LIMIT 1000",
            args![tenant, STRAND],
            |row| row.int(0),
        )
        .await?;
    Ok(ids.into_iter().max().unwrap_or(0))
}
