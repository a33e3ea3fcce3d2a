//! A unit 机器: one sold item with its serial, sale date and owner.

use crate::coverage::SaleDate;
use crate::ids::{CustomerId, ProductId, ProviderId, UnitId};
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is on record of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitProfile {
    /// The serial on the nameplate, unique in the tenant.
    pub serial: String,
    /// The product.
    pub product_id: ProductId,
    /// The day of making, when the nameplate says it.
    pub made_on: Option<Date>,
    /// The day of sale, as far as it is known.
    pub sale: SaleDate,
    /// The provider that sold it.
    pub sold_by: Option<ProviderId>,
    /// The owner.
    pub customer_id: Option<CustomerId>,
}

/// The record, and how many facts it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its identifier.
    pub id: UnitId,
    /// How many facts it has.
    pub version: u32,
    /// What is on record.
    pub profile: UnitProfile,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum UnitFact {
    /// Recorded or corrected, as a whole.
    Recorded {
        /// What is on record from now on.
        profile: UnitProfile,
    },
}

impl Unit {
    /// A new record.
    pub fn record(id: UnitId, profile: UnitProfile, stamp: Stamp) -> Changed<Self> {
        Changed::new(id.0, UnitFact::Recorded { profile }, stamp)
    }

    /// The record corrected; nothing when it is the same.
    pub fn correct(&self, profile: UnitProfile, stamp: Stamp) -> Option<Changed<Self>> {
        (self.profile != profile).then(|| Changed::of(self, UnitFact::Recorded { profile }, stamp))
    }
}

impl Aggregate for Unit {
    type Fact = UnitFact;
    const KIND: SubjectKind = SubjectKind::Unit;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(_: &UnitFact) -> &'static str {
        "unit.recorded"
    }

    fn fold(before: Option<Self>, id: i64, fact: &UnitFact, _: Stamp) -> Option<Self> {
        let UnitFact::Recorded { profile } = fact;
        let version = before.map_or(0, |record| record.version) + 1;
        Some(Self { id: UnitId(id), version, profile: profile.clone() })
    }
}
