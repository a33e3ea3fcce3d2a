//! The ledger: accounts with their balances, and the postings of one account.
//!
//! A balance is summed from an index that holds the amounts. Postings are a few per statement, so this grows with months
//! and providers, not with orders.

use super::cursor::{Key, Part};
use super::page::{Listed, Order, Page, order};
use crate::args;
use crate::db::{Query, Tx};
use crate::error::StoreError;
use domain::ids::{EntryId, TenantId};
use domain::ledger::{Account, Entry};
use domain::outcome::{Subject, SubjectKind};
use domain::people::Scope;
use domain::reason::Citation;
use domain::{Fen, Words};
use jiff::Timestamp;

pub(super) const ACCOUNTS: Order = order!("accounts" ledger_posting text account, entry_id up);
pub(super) const POSTINGS: Order = order!("postings" ledger_posting int entry_id, posting_number down);

/// The accounts after one, each summed along the index.
pub(super) fn balances_query(tenant: TenantId, after: &str, limit: i64) -> Query<'_> {
    Query::new(
        "SELECT account, CAST(sum(amount_fen) AS BIGINT), count(*) FROM ledger_posting
         WHERE tenant_id = ? AND account > ? GROUP BY account ORDER BY account LIMIT ?",
        args![tenant, after, limit],
    )
}

/// An account with its balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// The account.
    pub account: Account,
    /// The sum of its postings; debits positive.
    pub balance_fen: Fen,
    /// How many postings it has.
    pub postings: i64,
}

/// The accounts of the ledger by code. Only the principal sees them.
pub async fn accounts(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    page: &Page,
) -> Result<Listed<AccountRow>, StoreError> {
    if scope != Scope::All {
        return Ok(Listed::EMPTY);
    }
    let after = match page.begin(&ACCOUNTS) {
        Some(Key { first: Part::Text(account), .. }) => account,
        _ => String::new(),
    };
    let size = page.size();
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let mut rows = balances_query(tenant, &after, limit)
        .all(tx, |row| {
            Ok(AccountRow {
                account: row.str(0)?.parse().map_err(StoreError::corrupt)?,
                balance_fen: row.get(1)?,
                postings: row.get(2)?,
            })
        })
        .await?;
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|row| {
        let first = Part::Text(row.account.to_string());
        Key { first, id: 0 }.write(ACCOUNTS.name)
    });
    Ok(Listed { rows, next })
}

/// A posting on an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingRow {
    /// The entry it belongs to.
    pub entry_id: EntryId,
    /// Its place in the entry.
    pub posting_number: i64,
    /// The period of the entry.
    pub month: String,
    /// The amount; debits positive.
    pub amount_fen: Fen,
    /// What the entry is about.
    pub subject: Subject,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// What happened.
    pub text: Words,
    /// The clause the amount rests on, when it is a clause's amount.
    pub citation: Option<Citation>,
}

/// The postings of an account, newest first. Only the principal sees them.
pub async fn postings(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    account: Account,
    page: &Page,
) -> Result<Listed<PostingRow>, StoreError> {
    if scope != Scope::All {
        return Ok(Listed::EMPTY);
    }
    let size = page.size();
    let begin = page.begin(&POSTINGS);
    let query = postings_query(tenant, account, begin.as_ref(), size);
    let mut rows = query
        .all(tx, |row| {
            let kind =
                SubjectKind::from_code(row.str(4)?).ok_or_else(|| row.unreadable(4, "a kind of subject"))?;
            let entry: Entry = serde_json::from_str(row.str(7)?)
                .map_err(|error| StoreError::corrupt(format!("a ledger entry cannot be read: {error}")))?;
            let number: i64 = row.get(1)?;
            let place = usize::try_from(number - 1).unwrap_or(usize::MAX);
            let posting = entry.postings.into_iter().nth(place);
            Ok(PostingRow {
                entry_id: row.get(0)?,
                posting_number: number,
                month: row.get(2)?,
                amount_fen: row.get(3)?,
                subject: Subject { kind, id: row.get(5)? },
                posted_at: row.get(6)?,
                text: entry.text,
                citation: posting.and_then(|posting| posting.citation),
            })
        })
        .await?;
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|row| {
        let first = Part::Int(row.entry_id.0);
        Key { first, id: row.posting_number }.write(POSTINGS.name)
    });
    Ok(Listed { rows, next })
}

/// The page is cut before the entries are joined; the entry's text stands in the journal.
pub(super) fn postings_query(
    tenant: TenantId,
    account: Account,
    begin: Option<&Key>,
    size: usize,
) -> Query<'static> {
    let mut query = Query::new(
        "SELECT l.entry_id, l.posting_number, l.month, l.amount_fen, l.subject_kind, l.subject_id, l.posted_at, j.body
         FROM ledger_posting l
         LEFT JOIN journal j ON j.tenant_id = ? AND j.subject_kind = 'entry' AND j.subject_id = l.entry_id
             AND j.subject_version = 1
         WHERE l.tenant_id = ? AND l.account = ?",
        args![tenant, tenant, account.to_string()],
    );
    if let Some(Key { first, id }) = begin {
        query.push(" AND (l.entry_id, l.posting_number) < (?, ?)", args![first.clone(), *id]);
    }
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    query.push(" ORDER BY l.entry_id DESC, l.posting_number DESC LIMIT ?", args![limit]);
    query
}
