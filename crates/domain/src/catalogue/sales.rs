//! What a provider actually settled in sales of a product line in a month (A1.17, A2.5).

use crate::ids::{ProviderId, SalesId};
use crate::money::Fen;
use crate::month::Month;
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};
use serde::{Deserialize, Serialize};

/// What is on record of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlySalesProfile {
    /// The provider.
    pub provider_id: ProviderId,
    /// The month.
    pub month: Month,
    /// The product line.
    pub product_line: String,
    /// The settled sales.
    pub amount_fen: Fen,
}

/// The record, and how many facts it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlySales {
    /// Its identifier.
    pub id: SalesId,
    /// How many facts it has.
    pub version: u32,
    /// What is on record.
    pub profile: MonthlySalesProfile,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum MonthlySalesFact {
    /// Recorded or corrected, as a whole.
    Recorded {
        /// What is on record from now on.
        profile: MonthlySalesProfile,
    },
}

impl MonthlySales {
    /// A new record.
    pub fn record(id: SalesId, profile: MonthlySalesProfile, stamp: Stamp) -> Changed<Self> {
        Changed::new(id.0, MonthlySalesFact::Recorded { profile }, stamp)
    }

    /// The record corrected; nothing when it is the same.
    pub fn correct(&self, profile: MonthlySalesProfile, stamp: Stamp) -> Option<Changed<Self>> {
        (self.profile != profile).then(|| Changed::of(self, MonthlySalesFact::Recorded { profile }, stamp))
    }
}

impl Aggregate for MonthlySales {
    type Fact = MonthlySalesFact;
    const KIND: SubjectKind = SubjectKind::Sales;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(_: &MonthlySalesFact) -> &'static str {
        "sales.recorded"
    }

    fn fold(before: Option<Self>, id: i64, fact: &MonthlySalesFact, _: Stamp) -> Option<Self> {
        let MonthlySalesFact::Recorded { profile } = fact;
        let version = before.map_or(0, |record| record.version) + 1;
        Some(Self { id: SalesId(id), version, profile: profile.clone() })
    }
}
