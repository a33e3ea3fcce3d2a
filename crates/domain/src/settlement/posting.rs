//! From lines to the ledger: approval recognises what is owed, payment settles it (A2.12–A2.14).

use super::{LineKind, StatementLine};
use crate::ids::{EntryId, ProviderId};
use crate::ledger::{Account, Entry, Posting};
use crate::money::Fen;
use crate::month::Month;
use crate::outcome::Subject;
use std::collections::BTreeMap;

/// The account a line's amount is borne by.
const fn account_of(kind: LineKind) -> Account {
    match kind {
        LineKind::Repair | LineKind::Visit | LineKind::SalesShare | LineKind::Void => Account::RepairFee,
        LineKind::Part => Account::PartsCharged,
        LineKind::Tenfold => Account::Fines,
    }
}

/// The entry at approval: one posting per kind of line and clause, balanced by what the provider is owed.
/// `None` when every posting is zero.
pub fn approval_entry(
    id: EntryId,
    subject: Subject,
    provider_id: ProviderId,
    month: Month,
    number: &str,
    lines: &[StatementLine],
) -> Option<Entry> {
    let mut sums: BTreeMap<(Account, String), Posting> = BTreeMap::new();
    for line in lines {
        let account = account_of(line.kind);
        let key = (account, format!("{} {}", line.kind.code(), line.citation.number));
        let posting = sums.entry(key).or_insert_with(|| Posting {
            account,
            amount_fen: Fen::ZERO,
            citation: Some(line.citation.clone()),
        });
        posting.amount_fen += line.amount_fen;
    }
    let mut postings: Vec<Posting> =
        sums.into_values().filter(|posting| posting.amount_fen != Fen::ZERO).collect();
    let total: Fen = postings.iter().map(|posting| posting.amount_fen).sum();
    if total != Fen::ZERO {
        let account = Account::ProviderPayable(provider_id);
        postings.push(Posting { account, amount_fen: -total, citation: None });
    }
    let text = crate::words!("结算单 {number} 审批", "statement {number} approved");
    Entry::balanced(id, subject, month, text, postings)
}

/// The entry of a payment.
pub fn payment_entry(
    id: EntryId,
    subject: Subject,
    provider_id: ProviderId,
    month: Month,
    number: &str,
    amount: Fen,
) -> Option<Entry> {
    let text = crate::words!("结算单 {number} 付款", "statement {number} paid");
    let postings = vec![
        Posting { account: Account::ProviderPayable(provider_id), amount_fen: amount, citation: None },
        Posting { account: Account::Bank, amount_fen: -amount, citation: None },
    ];
    Entry::balanced(id, subject, month, text, postings)
}
