//! A customer 用户. Personal data stays out of the journal: a fact holds a salted digest of it, the row the data.

use crate::ids::CustomerId;
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How to find and reach a customer. Unknown is empty, never invented.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name as given.
    #[serde(default)]
    pub name: String,
    /// Phone, normalised where it can be; wrong numbers are kept as given.
    #[serde(default)]
    pub phone: String,
    /// Division code of six digits, or empty.
    #[serde(default)]
    pub division: String,
    /// Street address.
    #[serde(default)]
    pub address: String,
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Its identifier.
    pub id: CustomerId,
    /// How many facts it has.
    pub version: u32,
    /// The personal data; empty when rebuilt from the journal.
    pub contact: Contact,
    /// Random text that keeps the digest from being guessed; erased with the data.
    pub salt: String,
    /// The digest of the personal data.
    pub digest: String,
}

/// What can happen to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum CustomerFact {
    /// Recorded or corrected.
    Recorded {
        /// The digest of what was recorded.
        digest: String,
    },
}

impl Customer {
    /// The salted digest of a contact.
    pub fn digest_of(contact: &Contact, salt: &str) -> String {
        let mut hash = Sha256::new();
        for part in [salt, &contact.name, &contact.phone, &contact.division, &contact.address] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.finalize().iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
            use std::fmt::Write;
            write!(text, "{byte:02x}").expect("writing to a String cannot fail");
            text
        })
    }

    /// A new customer.
    pub fn record(id: CustomerId, contact: Contact, salt: String, stamp: Stamp) -> Changed<Self> {
        let digest = Self::digest_of(&contact, &salt);
        let mut changed: Changed<Self> = Changed::new(id.0, CustomerFact::Recorded { digest }, stamp);
        changed.after.contact = contact;
        changed.after.salt = salt;
        changed
    }

    /// The customer with a corrected contact; nothing when it is the same.
    pub fn correct(&self, contact: Contact, stamp: Stamp) -> Option<Changed<Self>> {
        if self.contact == contact {
            return None;
        }
        let digest = Self::digest_of(&contact, &self.salt);
        let mut changed = Changed::of(self, CustomerFact::Recorded { digest }, stamp);
        changed.after.contact = contact;
        Some(changed)
    }
}

impl Aggregate for Customer {
    type Fact = CustomerFact;
    const KIND: SubjectKind = SubjectKind::Customer;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(_: &CustomerFact) -> &'static str {
        "customer.recorded"
    }

    fn fold(before: Option<Self>, id: i64, fact: &CustomerFact, _: Stamp) -> Option<Self> {
        let CustomerFact::Recorded { digest } = fact;
        let before = before.unwrap_or_else(|| Self {
            id: CustomerId(id),
            version: 0,
            contact: Contact::default(),
            salt: String::new(),
            digest: String::new(),
        });
        Some(Self { version: before.version + 1, digest: digest.clone(), ..before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_holds_no_personal_data() {
        let stamp = Stamp { at: jiff::Timestamp::UNIX_EPOCH, by: None };
        let contact = Contact { name: "张三".into(), phone: "13800138000".into(), ..Contact::default() };
        let changed = Customer::record(CustomerId(1), contact.clone(), "salt".into(), stamp);
        let fact = serde_json::to_string(&changed.facts).unwrap();
        assert!(!fact.contains("张三") && !fact.contains("13800138000"));
        assert_eq!(changed.after.digest, Customer::digest_of(&contact, "salt"));
        assert!(changed.after.correct(contact, stamp).is_none());
    }
}
