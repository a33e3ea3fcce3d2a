//! A person who signs in. The password is no part of this record.

use crate::ids::{PersonId, ProviderId, TechnicianId};
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};
use crate::people::Role;
use serde::{Deserialize, Serialize};

/// What is on record of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonProfile {
    /// The name they sign in with, unique in the tenant.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Their provider, for roles of the provider's side.
    pub provider_id: Option<ProviderId>,
    /// The technician they are, for that role.
    pub technician_id: Option<TechnicianId>,
    /// Whether they may sign in.
    pub active: bool,
}

/// The record, and how many facts it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Its identifier.
    pub id: PersonId,
    /// How many facts it has.
    pub version: u32,
    /// What is on record.
    pub profile: PersonProfile,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum PersonFact {
    /// Recorded or corrected, as a whole.
    Recorded {
        /// What is on record from now on.
        profile: PersonProfile,
    },
}

impl Person {
    /// A new record.
    pub fn record(id: PersonId, profile: PersonProfile, stamp: Stamp) -> Changed<Self> {
        Changed::new(id.0, PersonFact::Recorded { profile }, stamp)
    }

    /// The record corrected; nothing when it is the same.
    pub fn correct(&self, profile: PersonProfile, stamp: Stamp) -> Option<Changed<Self>> {
        (self.profile != profile).then(|| Changed::of(self, PersonFact::Recorded { profile }, stamp))
    }
}

impl Aggregate for Person {
    type Fact = PersonFact;
    const KIND: SubjectKind = SubjectKind::Person;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(_: &PersonFact) -> &'static str {
        "person.recorded"
    }

    fn fold(before: Option<Self>, id: i64, fact: &PersonFact, _: Stamp) -> Option<Self> {
        let PersonFact::Recorded { profile } = fact;
        let version = before.map_or(0, |record| record.version) + 1;
        Some(Self { id: PersonId(id), version, profile: profile.clone() })
    }
}
