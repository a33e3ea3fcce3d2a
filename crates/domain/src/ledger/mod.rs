//! The ledger: an entry is a balanced set of postings; a posting is one signed amount on one account.
//!
//! Entries are never edited. A mistake is corrected by another entry.

use crate::ids::{EntryId, ProviderId};
use crate::money::Fen;
use crate::month::Month;
use crate::outcome::Subject;
use crate::reason::Citation;
use crate::words::Words;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Where an amount goes. Debits are positive, credits negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What the principal owes a provider; normally a credit.
    ProviderPayable(ProviderId),
    /// Repair fees the principal bears.
    RepairFee,
    /// Parts charged to providers at cost.
    PartsCharged,
    /// Fines kept from providers.
    Fines,
    /// The principal's bank account.
    Bank,
}

impl Account {
    /// Its name for people; the provider stands beside it on the page.
    pub const fn words(self) -> Words {
        match self {
            Self::ProviderPayable(_) => Words::fixed("应付服务商", "payable to provider"),
            Self::RepairFee => Words::fixed("维修费用", "repair fees"),
            Self::PartsCharged => Words::fixed("配件扣款", "parts charged"),
            Self::Fines => Words::fixed("违约金", "fines"),
            Self::Bank => Words::fixed("银行存款", "bank"),
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProviderPayable(provider) => write!(f, "provider_payable:{provider}"),
            Self::RepairFee => f.write_str("repair_fee"),
            Self::PartsCharged => f.write_str("parts_charged"),
            Self::Fines => f.write_str("fines"),
            Self::Bank => f.write_str("bank"),
        }
    }
}

impl FromStr for Account {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "repair_fee" => Ok(Self::RepairFee),
            "parts_charged" => Ok(Self::PartsCharged),
            "fines" => Ok(Self::Fines),
            "bank" => Ok(Self::Bank),
            _ => text
                .strip_prefix("provider_payable:")
                .and_then(|id| id.parse().ok())
                .map(Self::ProviderPayable)
                .ok_or_else(|| format!("{text:?} is no account")),
        }
    }
}

impl Serialize for Account {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One signed amount on one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Where.
    pub account: Account,
    /// How much; debits positive.
    pub amount_fen: Fen,
    /// The clause it rests on, when it is the clause's amount.
    pub citation: Option<Citation>,
}

/// A balanced set of postings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its identifier.
    pub id: EntryId,
    /// What it is about.
    pub subject: Subject,
    /// The period it falls in.
    pub month: Month,
    /// What happened.
    pub text: Words,
    /// The amounts; they sum to zero.
    pub postings: Vec<Posting>,
}

impl Entry {
    /// An entry, if its postings balance and none is zero.
    pub fn balanced(
        id: EntryId,
        subject: Subject,
        month: Month,
        text: Words,
        postings: Vec<Posting>,
    ) -> Option<Self> {
        let total: Fen = postings.iter().map(|posting| posting.amount_fen).sum();
        let sound = total == Fen::ZERO
            && postings.len() >= 2
            && postings.iter().all(|posting| posting.amount_fen != Fen::ZERO);
        sound.then_some(Self { id, subject, month, text, postings })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::SubjectKind;

    fn entry(amounts: &[i64]) -> Option<Entry> {
        let postings = amounts
            .iter()
            .map(|amount| Posting { account: Account::Bank, amount_fen: Fen(*amount), citation: None })
            .collect();
        let subject = Subject { kind: SubjectKind::Statement, id: 1 };
        Entry::balanced(EntryId(1), subject, "2026-04".parse().unwrap(), Words::same("test"), postings)
    }

    #[test]
    fn only_balanced_entries_exist() {
        assert!(entry(&[100, -60, -40]).is_some());
        assert!(entry(&[100, -99]).is_none());
        assert!(entry(&[0, 0]).is_none());
        assert!(entry(&[]).is_none());
    }

    #[test]
    fn accounts_are_written_and_read() {
        for account in
            [Account::ProviderPayable(ProviderId(7)), Account::RepairFee, Account::Fines, Account::Bank]
        {
            assert_eq!(account.to_string().parse::<Account>(), Ok(account));
        }
        assert!("cash".parse::<Account>().is_err());
    }
}
