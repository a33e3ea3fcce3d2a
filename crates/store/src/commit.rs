//! The only writer of business data: an [`Outcome`] goes in as a whole, inside the caller's transaction.
//!
//! In this order: records guarded by their version, what hangs on them, facts, ledger, wakes, messages.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use crate::journal::{self, JournalRow};
use crate::record::{Stored, body_of};
use crate::search;
use domain::ids::{PersonId, TenantId};
use domain::ledger::Entry;
use domain::outcome::{
    Aggregate, AppendedLines, Change, Changed, Message, Outcome, Stamp, Subject, SubjectKind, Wake,
};
use domain::party::Provider;
use jiff::Timestamp;

impl Tx {
    /// Writes everything an outcome says, or fails as a whole.
    pub async fn commit_outcome(
        &mut self,
        tenant: TenantId,
        outcome: &Outcome,
        stamp: Stamp,
        message_ids: &mut dyn FnMut() -> i64,
    ) -> Result<(), StoreError> {
        let mut facts = Vec::with_capacity(outcome.changes.len() + outcome.entries.len());
        for change in &outcome.changes {
            match change {
                Change::Request(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Order(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Obligation(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Callback(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Statement(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Product(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Part(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Unit(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Customer(changed) => {
                    save(self, tenant, changed, stamp, &mut facts).await?;
                    search::index_customer(self, tenant, &changed.after).await?;
                }
                Change::Provider(changed) => {
                    save(self, tenant, changed, stamp, &mut facts).await?;
                    write_territories(self, tenant, &changed.after).await?;
                }
                Change::Technician(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Person(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Sales(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
                Change::Agreement(changed) => save(self, tenant, changed, stamp, &mut facts).await?,
            }
        }
        for lines in &outcome.lines {
            append_lines(self, tenant, lines).await?;
        }
        for entry in &outcome.entries {
            facts.push(post(self, tenant, entry, stamp).await?);
        }
        journal::append(self, tenant, facts).await?;
        add_wakes(self, tenant, &outcome.wakes).await?;
        for message in &outcome.messages {
            send(self, tenant, message_ids(), message, stamp.at).await?;
        }
        Ok(())
    }
}

/// Writes one record and lines up its facts for the journal.
async fn save<R: Stored>(
    tx: &mut Tx,
    tenant: TenantId,
    changed: &Changed<R>,
    stamp: Stamp,
    facts: &mut Vec<JournalRow>,
) -> Result<(), StoreError> {
    let record = &changed.after;
    let mut values = Vec::with_capacity(5 + R::COLUMNS);
    values.extend(args![tenant, record.id(), record.version(), body_of(record)?]);
    if changed.before_version == 0 {
        values.extend(record.columns());
        tx.exec(R::INSERT, &values).await?;
    } else {
        let (sql, columns) = record.rewritten(&changed.facts);
        values.extend(columns);
        values.extend(args![changed.before_version]);
        tx.exec_one(sql, &values).await?;
    }
    for (fact, version) in changed.facts.iter().zip(changed.before_version + 1..) {
        let body = serde_json::to_string(fact)
            .map_err(|error| StoreError::corrupt(format!("a fact cannot be written as JSON: {error}")))?;
        facts.push(row_of(
            Subject { kind: <R as Aggregate>::KIND, id: record.id() },
            version,
            R::fact_name(fact),
            body,
            stamp,
        ));
    }
    Ok(())
}

fn row_of(subject: Subject, subject_version: u32, fact: &str, body: String, stamp: Stamp) -> JournalRow {
    let done_by: Option<PersonId> = stamp.by;
    JournalRow {
        seq: 0,
        subject,
        subject_version,
        fact: fact.to_owned(),
        body,
        happened_at: stamp.at,
        done_by,
        hash: Vec::new(),
    }
}

/// A provider's territories, written anew with the provider.
async fn write_territories(tx: &mut Tx, tenant: TenantId, provider: &Provider) -> Result<(), StoreError> {
    tx.exec("DELETE FROM territory WHERE tenant_id = $1 AND provider_id = $2", args![tenant, provider.id])
        .await?;
    let sets = provider
        .profile
        .territories
        .iter()
        .map(|territory| args![tenant, &territory.product_line, &territory.division, provider.id]);
    let sql = "INSERT INTO territory (tenant_id, product_line, division, provider_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, product_line, division, provider_id) DO NOTHING";
    tx.exec_many(sql, sets).await.map(drop)
}

async fn append_lines(tx: &mut Tx, tenant: TenantId, appended: &AppendedLines) -> Result<(), StoreError> {
    let mut sets = Vec::with_capacity(appended.lines.len());
    for line in &appended.lines {
        let body = serde_json::to_string(line)
            .map_err(|error| StoreError::corrupt(format!("a statement line cannot be written: {error}")))?;
        sets.push(args![
            tenant,
            appended.statement_id,
            appended.round,
            line.number,
            body,
            line.kind.code(),
            line.order_id,
            line.amount_fen,
        ]);
    }
    let sql = "INSERT INTO statement_line
             (tenant_id, statement_id, round, line_number, body, kind, order_id, amount_fen)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    tx.exec_many(sql, sets).await.map(drop)
}

/// Posts an entry: its balance was proved when it was made; the sum is taken again from what is stored.
async fn post(tx: &mut Tx, tenant: TenantId, entry: &Entry, stamp: Stamp) -> Result<JournalRow, StoreError> {
    let mut sets = Vec::with_capacity(entry.postings.len());
    for (posting, number) in entry.postings.iter().zip(1_i64..) {
        let body = serde_json::to_string(posting)
            .map_err(|error| StoreError::corrupt(format!("a posting cannot be written: {error}")))?;
        sets.push(args![
            tenant,
            entry.id,
            number,
            posting.account.to_string(),
            entry.month.to_string(),
            posting.amount_fen,
            entry.subject.kind.code(),
            entry.subject.id,
            stamp.at,
            body,
        ]);
    }
    let sql = "INSERT INTO ledger_posting (tenant_id, entry_id, posting_number, account, month, amount_fen,
             subject_kind, subject_id, posted_at, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    tx.exec_many(sql, sets).await?;
    let sum = tx
        .one(
            "SELECT CAST(sum(amount_fen) AS BIGINT) FROM ledger_posting WHERE tenant_id = $1 AND entry_id = $2",
            args![tenant, entry.id],
            |row| row.int(0),
        )
        .await?;
    if sum != 0 {
        return Err(StoreError::corrupt(format!("ledger entry {} is off balance by {sum} fen", entry.id)));
    }
    let body = serde_json::to_string(entry)
        .map_err(|error| StoreError::corrupt(format!("a ledger entry cannot be written: {error}")))?;
    let subject = Subject { kind: SubjectKind::Entry, id: entry.id.0 };
    Ok(row_of(subject, 1, "entry.posted", body, stamp))
}

async fn add_wakes(tx: &mut Tx, tenant: TenantId, wakes: &[Wake]) -> Result<(), StoreError> {
    let sets = wakes.iter().map(|wake| args![tenant, wake.due_at, wake.subject.kind.code(), wake.subject.id]);
    let sql = "INSERT INTO wake (tenant_id, due_at, subject_kind, subject_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, due_at, subject_kind, subject_id) DO NOTHING";
    tx.exec_many(sql, sets).await.map(drop)
}

async fn send(
    tx: &mut Tx,
    tenant: TenantId,
    id: i64,
    message: &Message,
    now: Timestamp,
) -> Result<(), StoreError> {
    let body = serde_json::to_string(message)
        .map_err(|error| StoreError::corrupt(format!("a message cannot be written: {error}")))?;
    tx.exec(
        "INSERT INTO outbox (tenant_id, message_id, body, created_at, attempts, next_try_at)
         VALUES ($1, $2, $3, $4, 0, $4)",
        args![tenant, id, body, now],
    )
    .await
    .map(drop)
}
