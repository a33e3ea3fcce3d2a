//! A technician 师傅 of a provider (A1.3).

use crate::ids::{ProviderId, TechnicianId};
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};

use serde::{Deserialize, Serialize};

/// What is on record of a technician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TechnicianProfile {
    /// The provider.
    pub provider_id: ProviderId,
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Qualifications, as they stand on the certificates.
    #[serde(default)]
    pub qualifications: String,
}

/// The record, and how many facts it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Technician {
    /// Its identifier.
    pub id: TechnicianId,
    /// How many facts it has.
    pub version: u32,
    /// What is on record.
    pub profile: TechnicianProfile,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum TechnicianFact {
    /// Recorded or corrected, as a whole.
    Recorded {
        /// What is on record from now on.
        profile: TechnicianProfile,
    },
}

impl Technician {
    /// A new record.
    pub fn record(id: TechnicianId, profile: TechnicianProfile, stamp: Stamp) -> Changed<Self> {
        Changed::new(id.0, TechnicianFact::Recorded { profile }, stamp)
    }

    /// The record corrected; nothing when it is the same.
    pub fn correct(&self, profile: TechnicianProfile, stamp: Stamp) -> Option<Changed<Self>> {
        (self.profile != profile).then(|| Changed::of(self, TechnicianFact::Recorded { profile }, stamp))
    }
}

impl Aggregate for Technician {
    type Fact = TechnicianFact;
    const KIND: SubjectKind = SubjectKind::Technician;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(_: &TechnicianFact) -> &'static str {
        "technician.recorded"
    }

    fn fold(before: Option<Self>, id: i64, fact: &TechnicianFact, _: Stamp) -> Option<Self> {
        let TechnicianFact::Recorded { profile } = fact;
        let version = before.map_or(0, |record| record.version) + 1;
        Some(Self { id: TechnicianId(id), version, profile: profile.clone() })
    }
}
