//! A provider 乙方: dealer or outlet, with the territory it serves and the account it is paid on.

use crate::ids::ProviderId;
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};

use serde::{Deserialize, Serialize};

/// Where a provider serves, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Territory {
    /// Division code: two digits for a province, four for a prefecture, six for a county.
    pub division: String,
    /// The product line.
    pub product_line: String,
}

/// The account a provider is paid on (A2.14).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccount {
    /// Account holder.
    pub holder: String,
    /// Bank.
    pub bank: String,
    /// Account number.
    pub number: String,
}

/// What is on record of a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderProfile {
    /// Its code: `P001`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The repair lead (A1.3).
    pub contact: String,
    /// The desk's phone.
    pub phone: String,
    /// Where it serves; the longest matching division wins.
    pub territories: Vec<Territory>,
    /// Where it is paid.
    pub account: BankAccount,
    /// Whether it takes new orders.
    pub active: bool,
}

impl ProviderProfile {
    /// How closely it serves a place: the length of the longest matching division code, if any.
    pub fn serves(&self, division: &str, product_line: &str) -> Option<usize> {
        self.territories
            .iter()
            .filter(|t| {
                t.product_line == product_line && !t.division.is_empty() && division.starts_with(&t.division)
            })
            .map(|t| t.division.len())
            .max()
    }
}

/// The record, and how many facts it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Its identifier.
    pub id: ProviderId,
    /// How many facts it has.
    pub version: u32,
    /// What is on record.
    pub profile: ProviderProfile,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum ProviderFact {
    /// Recorded or corrected, as a whole.
    Recorded {
        /// What is on record from now on.
        profile: ProviderProfile,
    },
}

impl Provider {
    /// A new record.
    pub fn record(id: ProviderId, profile: ProviderProfile, stamp: Stamp) -> Changed<Self> {
        Changed::new(id.0, ProviderFact::Recorded { profile }, stamp)
    }

    /// The record corrected; nothing when it is the same.
    pub fn correct(&self, profile: ProviderProfile, stamp: Stamp) -> Option<Changed<Self>> {
        (self.profile != profile).then(|| Changed::of(self, ProviderFact::Recorded { profile }, stamp))
    }
}

impl Aggregate for Provider {
    type Fact = ProviderFact;
    const KIND: SubjectKind = SubjectKind::Provider;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(_: &ProviderFact) -> &'static str {
        "provider.recorded"
    }

    fn fold(before: Option<Self>, id: i64, fact: &ProviderFact, _: Stamp) -> Option<Self> {
        let ProviderFact::Recorded { profile } = fact;
        let version = before.map_or(0, |record| record.version) + 1;
        Some(Self { id: ProviderId(id), version, profile: profile.clone() })
    }
}
