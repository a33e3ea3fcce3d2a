//! Coverage: who pays labour, parts and travel for one request on one day, and why.

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
