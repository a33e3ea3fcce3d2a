//! A product: one model of a product line, with the published price of its repair.

use crate::ids::ProductId;
use crate::money::Fen;
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};
use serde::{Deserialize, Serialize};

/// What is on record of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductProfile {
    /// Its code: `SWH-200`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its product line: `solar-water-heater`.
    pub product_line: String,
    /// The published price of a repair, labour only (A1.12).
    pub repair_price_fen: Fen,
    /// The cost price of a repair, labour only 工本费 (A1.11).
    pub repair_cost_fen: Fen,
}

/// The record, and how many facts it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its identifier.
    pub id: ProductId,
    /// How many facts it has.
    pub version: u32,
    /// What is on record.
    pub profile: ProductProfile,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum ProductFact {
    /// Recorded or corrected, as a whole.
    Recorded {
        /// What is on record from now on.
        profile: ProductProfile,
    },
}

impl Product {
    /// A new record.
    pub fn record(id: ProductId, profile: ProductProfile, stamp: Stamp) -> Changed<Self> {
        Changed::new(id.0, ProductFact::Recorded { profile }, stamp)
    }

    /// The record corrected; nothing when it is the same.
    pub fn correct(&self, profile: ProductProfile, stamp: Stamp) -> Option<Changed<Self>> {
        (self.profile != profile).then(|| Changed::of(self, ProductFact::Recorded { profile }, stamp))
    }
}

impl Aggregate for Product {
    type Fact = ProductFact;
    const KIND: SubjectKind = SubjectKind::Product;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(_: &ProductFact) -> &'static str {
        "product.recorded"
    }

    fn fold(before: Option<Self>, id: i64, fact: &ProductFact, _: Stamp) -> Option<Self> {
        let ProductFact::Recorded { profile } = fact;
        let version = before.map_or(0, |record| record.version) + 1;
        Some(Self { id: ProductId(id), version, profile: profile.clone() })
    }
}
