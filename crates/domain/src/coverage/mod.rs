//! Coverage: who pays labour, parts and travel for one request on one day, and why.
//!
//! [`Terms::coverage`](crate::agreement::Terms::coverage) decides without allocating; [`Coverage::cited`] turns
//! the decision into what is stored and shown.

mod because;
mod cited;
mod decide;
mod months;
mod short;

pub use because::{Because, WouldChange};
pub use cited::CoverageDecision;
pub use months::months_after;
pub use short::Short;

pub(crate) use decide::decide;

use crate::reason::ClauseIndex;
use crate::words::Words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The four categories of service (M1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// A: the customer pays.
    Paid,
    /// B: under a service contract.
    Contract,
    /// C: free in warranty.
    Warranty,
    /// D: internal (inspection, parts, tools, training).
    Internal,
}

impl Category {
    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Paid => Words::fixed("收费", "paid"),
            Self::Contract => Words::fixed("合同", "under contract"),
            Self::Warranty => Words::fixed("保修", "in warranty"),
            Self::Internal => Words::fixed("内部", "internal"),
        }
    }
}

/// What is known of the day of sale. Unknown is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaleDate {
    /// Known to the day.
    On(Date),
    /// Known to the year only.
    InYear(i16),
    /// Not known.
    Unknown,
}

/// What caused the fault (A1.11, A2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The product's quality.
    Product,
    /// The user.
    User,
    /// Force majeure.
    ForceMajeure,
}

impl Cause {
    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Product => Words::fixed("产品质量", "the product"),
            Self::User => Words::fixed("用户原因", "the user"),
            Self::ForceMajeure => Words::fixed("不可抗力", "force majeure"),
        }
    }
}

/// Who pays a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The principal 甲方.
    Principal,
    /// The provider 乙方.
    Provider,
    /// The customer 用户.
    Customer,
}

impl Payer {
    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Principal => Words::fixed("甲方", "principal"),
            Self::Provider => Words::fixed("乙方", "provider"),
            Self::Customer => Words::fixed("用户", "customer"),
        }
    }
}

/// A fact a decision may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Which product it is.
    Product,
    /// The day of sale.
    SaleDate,
    /// The cause of the fault.
    Cause,
    /// The division (county or district) of the place of service.
    Division,
}

impl Fact {
    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Product => Words::fixed("产品型号", "product"),
            Self::SaleDate => Words::fixed("购买日期", "date of sale"),
            Self::Cause => Words::fixed("故障原因", "cause of the fault"),
            Self::Division => Words::fixed("所在区县", "district or county"),
        }
    }
}

/// What a coverage decision is made from.
#[derive(Clone, Copy, Debug)]
pub struct CoverageFacts<'a> {
    /// The code of the product line, if the product is known.
    pub product_line: Option<&'a str>,
    /// What is known of the day of sale.
    pub sale: SaleDate,
    /// The civil date of the report in the agreement's zone.
    pub reported_on: Date,
    /// The cause of the fault, once it is found.
    pub cause: Option<Cause>,
    /// A service contract covers it.
    pub contract: bool,
    /// It is the principal's own work: inspection, parts, tools, training.
    pub internal: bool,
    /// Months by which the principal has extended this unit's warranty (A1.10).
    pub extension_months: u32,
}

/// How firm a decision is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The facts decide it.
    Decided(Category),
    /// It holds unless a missing fact turns out to say otherwise.
    Provisional(Category),
    /// The facts do not suffice.
    Undecided,
}

impl Verdict {
    /// The category, firm or provisional.
    pub const fn category(self) -> Option<Category> {
        match self {
            Self::Decided(category) | Self::Provisional(category) => Some(category),
            Self::Undecided => None,
        }
    }
}

/// What the customer is charged for a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// Nothing.
    Free,
    /// 工本费: at cost by the principal's rates (A1.11).
    AtCost,
    /// The principal's published rates (A1.12).
    Published,
}

impl Price {
    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Free => Words::fixed("免费", "free"),
            Self::AtCost => Words::fixed("工本费", "at cost"),
            Self::Published => Words::fixed("公布标准", "published rates"),
        }
    }
}

/// Who bears one line, and what the customer is charged for it; `None` while that is undecided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CoveredLine {
    /// Who bears it.
    pub payer: Option<Payer>,
    /// What the customer is charged.
    pub price: Option<Price>,
}

impl CoveredLine {
    /// Borne by `payer` at `price`.
    pub const fn by(payer: Payer, price: Price) -> Self {
        Self { payer: Some(payer), price: Some(price) }
    }
}

/// What is done while the facts do not suffice; the agreement says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fallback {
    /// Serve, and settle the price when the facts are there.
    ServeFirst,
    /// Charge the published rates, and refund when the facts are there.
    ChargeFirst,
    /// Ask for the facts before dispatch.
    AskFirst,
}

impl Fallback {
    /// What is done.
    pub const fn words(self) -> Words {
        match self {
            Self::ServeFirst => Words::fixed(
                "先提供服务，资料补齐后再定费用",
                "Serve first; the price is settled when the facts are there",
            ),
            Self::ChargeFirst => Words::fixed(
                "先按公布标准收费，资料补齐后多退少补",
                "Charge the published rates; the difference is refunded when the facts are there",
            ),
            Self::AskFirst => Words::fixed("先补齐资料再派工", "Ask for the facts before dispatch"),
        }
    }
}

/// One reason of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The clause that makes it matter; none when it is a plain fact.
    pub clause: Option<ClauseIndex>,
    /// What was found.
    pub because: Because,
}

/// A coverage decision; copied, not allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The category, and how firm it is.
    pub verdict: Verdict,
    /// Labour.
    pub labour: CoveredLine,
    /// Parts.
    pub parts: CoveredLine,
    /// Travel.
    pub travel: CoveredLine,
    /// Why.
    pub reasons: Short<Reason, 4>,
    /// Facts that are missing.
    pub missing: Short<Fact, 3>,
    /// What would have changed it.
    pub would_change: Short<WouldChange, 3>,
    /// What the agreement says to do until the missing facts are known.
    pub fallback: Option<Fallback>,
}
