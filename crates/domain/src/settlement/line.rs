//! A statement line: an amount, its kind, the order it belongs to, the clause it rests on, and why.

use crate::ids::OrderId;
use crate::money::Fen;
use crate::reason::Citation;
use crate::words::Words;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A flat fee per repaired unit in warranty (A1.18).
    Repair,
    /// A flat fee per on-site visit (A1.18).
    Visit,
    /// A share of the month's settled sales (A1.17, A2.5).
    SalesShare,
    /// A part issued without its old part coming back (A1.20, A2.8); a deduction.
    Part,
    /// An order that is not paid because its data is incomplete or false (A2.23); takes back what it claimed.
    Void,
    /// The tenfold fine for false data (A2.24).
    Tenfold,
}

impl LineKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Repair, Self::Visit, Self::SalesShare, Self::Part, Self::Void, Self::Tenfold];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Repair => "repair",
            Self::Visit => "visit",
            Self::SalesShare => "sales_share",
            Self::Part => "part",
            Self::Void => "void",
            Self::Tenfold => "tenfold",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Repair => Words::fixed("维修费", "repair fee"),
            Self::Visit => Words::fixed("上门费", "visit fee"),
            Self::SalesShare => Words::fixed("销售提成维修费", "repair fee by share of sales"),
            Self::Part => Words::fixed("未交旧件扣款", "part without old part"),
            Self::Void => Words::fixed("工单作废", "order void"),
            Self::Tenfold => Words::fixed("假一罚十", "tenfold fine"),
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// Its number in the statement, from 1.
    pub number: u32,
    /// What it is for.
    pub kind: LineKind,
    /// The order it belongs to; none for a share of sales.
    pub order_id: Option<OrderId>,
    /// The order's number, or the product line of a share.
    pub item: String,
    /// How many: visits, pieces, times.
    pub quantity: i64,
    /// What one is worth, or the amount a share is taken of.
    pub basis_fen: Fen,
    /// The amount; deductions are negative.
    pub amount_fen: Fen,
    /// The clause.
    pub citation: Citation,
    /// Why, with the values.
    pub because: Words,
}

/// What the lines sum to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// How many lines.
    pub lines: u32,
    /// The sum of all amounts.
    pub amount_fen: Fen,
    /// A digest chained over all lines.
    pub digest: String,
}

/// The sum of the lines.
pub fn total_of(lines: &[StatementLine]) -> Fen {
    lines.iter().map(|line| line.amount_fen).sum()
}

/// The digest of further lines on top of an earlier digest (empty at first): every value of every line counts.
pub fn digest_of(earlier: &str, lines: &[StatementLine]) -> String {
    let mut hash = Sha256::new();
    hash.update(earlier.as_bytes());
    for line in lines {
        let text = serde_json::to_vec(line).expect("a line has no map keys that are not text");
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(&text);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write;
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

impl Totals {
    /// The totals after further lines.
    #[must_use]
    pub fn and(&self, lines: &[StatementLine]) -> Self {
        Self {
            lines: self.lines + u32::try_from(lines.len()).unwrap_or(u32::MAX),
            amount_fen: self.amount_fen + total_of(lines),
            digest: digest_of(&self.digest, lines),
        }
    }
}
