//! A part 配件, with its prices.

use crate::ids::PartId;
use crate::money::Fen;
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};
use serde::{Deserialize, Serialize};

/// What is on record of a part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartProfile {
    /// Its code: `P-VALVE`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The product lines it fits.
    pub product_lines: Vec<String>,
    /// The price to a provider without the old part (A1.20).
    pub cost_price_fen: Fen,
    /// The published price to a customer (A1.12).
    pub retail_price_fen: Fen,
}

/// The record, and how many facts it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its identifier.
    pub id: PartId,
    /// How many facts it has.
    pub version: u32,
    /// What is on record.
    pub profile: PartProfile,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum PartFact {
    /// Recorded or corrected, as a whole.
    Recorded {
        /// What is on record from now on.
        profile: PartProfile,
    },
}

impl Part {
    /// A new record.
    pub fn record(id: PartId, profile: PartProfile, stamp: Stamp) -> Changed<Self> {
        Changed::new(id.0, PartFact::Recorded { profile }, stamp)
    }

    /// The record corrected; nothing when it is the same.
    pub fn correct(&self, profile: PartProfile, stamp: Stamp) -> Option<Changed<Self>> {
        (self.profile != profile).then(|| Changed::of(self, PartFact::Recorded { profile }, stamp))
    }
}

impl Aggregate for Part {
    type Fact = PartFact;
    const KIND: SubjectKind = SubjectKind::Part;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(_: &PartFact) -> &'static str {
        "part.recorded"
    }

    fn fold(before: Option<Self>, id: i64, fact: &PartFact, _: Stamp) -> Option<Self> {
        let PartFact::Recorded { profile } = fact;
        let version = before.map_or(0, |record| record.version) + 1;
        Some(Self { id: PartId(id), version, profile: profile.clone() })
    }
}
