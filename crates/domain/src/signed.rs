//! One version of an agreement, put in force: immutable, dated, and known by the digest of its text.

use crate::ids::AgreementId;
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One version of an agreement in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedAgreement {
    /// Its identifier; orders and statements pin it.
    pub id: AgreementId,
    /// How many facts it has.
    pub version: u32,
    /// What was put in force.
    pub text: AgreementText,
    /// Its last day, once a later version or an end was declared.
    pub until_on: Option<Date>,
}

/// What was put in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementText {
    /// The agreement's code: `solar-provider`.
    pub code: String,
    /// Its version number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The product lines it covers.
    pub product_lines: Vec<String>,
    /// In force from this day.
    pub from_on: Date,
    /// The Markdown source, as signed.
    pub source: String,
    /// SHA-256 of the source, in hex.
    pub digest: String,
}

/// What can happen to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum SignedAgreementFact {
    /// It was put in force.
    PutInForce {
        /// What.
        text: Box<AgreementText>,
    },
    /// Its last day was set.
    Ended {
        /// The last day.
        until_on: Date,
    },
}

impl SignedAgreement {
    /// Whether it is in force on a day.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.text.from_on <= day && self.until_on.is_none_or(|until| day <= until)
    }

    /// Puts a text in force.
    pub fn put_in_force(id: AgreementId, text: AgreementText, stamp: Stamp) -> Changed<Self> {
        Changed::new(id.0, SignedAgreementFact::PutInForce { text: Box::new(text) }, stamp)
    }

    /// Sets its last day.
    pub fn end(&self, until_on: Date, stamp: Stamp) -> Changed<Self> {
        Changed::of(self, SignedAgreementFact::Ended { until_on }, stamp)
    }
}

impl Aggregate for SignedAgreement {
    type Fact = SignedAgreementFact;
    const KIND: SubjectKind = SubjectKind::Agreement;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(fact: &SignedAgreementFact) -> &'static str {
        match fact {
            SignedAgreementFact::PutInForce { .. } => "agreement.put_in_force",
            SignedAgreementFact::Ended { .. } => "agreement.ended",
        }
    }

    fn fold(before: Option<Self>, id: i64, fact: &SignedAgreementFact, _: Stamp) -> Option<Self> {
        match (before, fact) {
            (None, SignedAgreementFact::PutInForce { text }) => {
                Some(Self { id: AgreementId(id), version: 1, text: (**text).clone(), until_on: None })
            }
            (Some(before), SignedAgreementFact::Ended { until_on }) => {
                Some(Self { version: before.version + 1, until_on: Some(*until_on), ..before })
            }
            _ => None,
        }
    }
}
