//! Shapes that several answers share: words, clauses, coverage, masked customers, obligations, facts.

use super::code::{
    CategoryCode, FactCode, FallbackCode, ObligationCode, ObligationStateCode, PauseCode, PayerCode,
    PriceCode,
};
use app::view::api::TimelineRow;
use domain::Words;
use domain::coverage::{Category, CoverageDecision, CoveredLine, Fact, Fallback, Payer, Price};
use domain::identifier::mask;
use domain::ids::{CustomerId, ObligationId, PersonId, ProviderId};
use domain::obligation::{Debtor, Obligation, ObligationKind, ObligationState, PauseReason};
use domain::party::Customer;
use domain::reason::{Citation, CitedReason};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<Words> for Text {
    fn from(words: Words) -> Self {
        Self { zh: words.zh.into_owned(), en: words.en.into_owned() }
    }
}

/// A clause of an agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Clause {
    /// The agreement's code.
    pub agreement: String,
    /// Its version.
    pub version: u32,
    /// The clause's number: `4.1`.
    pub number: String,
    /// The clause's kind: `restore-within`.
    pub kind: String,
}

impl From<Citation> for Clause {
    fn from(Citation { agreement, version, number, kind }: Citation) -> Self {
        Self { agreement, version, number, kind }
    }
}

/// One reason: what was found, and the clause that makes it matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reason {
    /// What was found, with the values.
    pub because: Text,
    /// The clause; null when the reason is a plain fact.
    pub clause: Option<Clause>,
}

impl From<CitedReason> for Reason {
    fn from(reason: CitedReason) -> Self {
        Self { because: reason.because.into(), clause: reason.citation.map(Clause::from) }
    }
}

/// Who bears a line, and what the customer is charged; null while undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Borne {
    /// Who bears it.
    #[schema(value_type = Option<PayerCode>)]
    pub payer: Option<Payer>,
    /// What the customer is charged.
    #[schema(value_type = Option<PriceCode>)]
    pub price: Option<Price>,
}

impl From<CoveredLine> for Borne {
    fn from(CoveredLine { payer, price }: CoveredLine) -> Self {
        Self { payer, price }
    }
}

/// Who pays what, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Coverage {
    /// The category; null while undecided.
    #[schema(value_type = Option<CategoryCode>)]
    pub category: Option<Category>,
    /// The category holds unless a missing fact turns out to say otherwise.
    pub provisional: bool,
    /// The decision in one line.
    pub summary: Text,
    /// Labour.
    pub labour: Borne,
    /// Parts.
    pub parts: Borne,
    /// Travel.
    pub travel: Borne,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Facts that are missing.
    #[schema(value_type = Vec<FactCode>)]
    pub missing: Vec<Fact>,
    /// What would have changed it.
    pub would_change: Vec<Text>,
    /// What is done until the missing facts are known.
    #[schema(value_type = Option<FallbackCode>)]
    pub fallback: Option<Fallback>,
}

impl From<CoverageDecision> for Coverage {
    fn from(decision: CoverageDecision) -> Self {
        Self {
            summary: decision.summary().into(),
            category: decision.category,
            provisional: decision.provisional,
            labour: decision.labour.into(),
            parts: decision.parts.into(),
            travel: decision.travel.into(),
            reasons: decision.reasons.into_iter().map(Reason::from).collect(),
            missing: decision.missing,
            would_change: decision.would_change.into_iter().map(Text::from).collect(),
            fallback: decision.fallback,
        }
    }
}

/// A customer, shown in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MaskedCustomer {
    /// Its id.
    #[schema(value_type = String)]
    pub id: CustomerId,
    /// The name, masked.
    pub name: String,
    /// The phone, masked.
    pub phone: String,
}

impl MaskedCustomer {
    /// Shows name and phone in part.
    pub fn of(id: CustomerId, name: &str, phone: &str) -> Self {
        Self { id, name: mask::name(name), phone: mask::phone(phone) }
    }
}

impl From<&Customer> for MaskedCustomer {
    fn from(customer: &Customer) -> Self {
        Self::of(customer.id, &customer.contact.name, &customer.contact.phone)
    }
}

/// What is owed, since when and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Owed {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ObligationId,
    /// What is owed.
    #[schema(value_type = ObligationCode)]
    pub kind: ObligationKind,
    /// The provider that owes it; null when the principal does.
    #[schema(value_type = Option<String>)]
    pub provider_id: Option<ProviderId>,
    /// The clause.
    pub clause: Clause,
    /// Since when.
    pub started_at: Timestamp,
    /// Where it stands.
    #[serde(flatten)]
    pub standing: Standing,
}

/// Where an obligation stands, with its instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Standing {
    /// Its state.
    #[schema(value_type = ObligationStateCode)]
    pub state: &'static str,
    /// The instant it falls due, or that passed.
    pub due_at: Option<Timestamp>,
    /// The calendar of that year is not published.
    pub provisional: bool,
    /// Why the clock stands still.
    #[schema(value_type = Option<PauseCode>)]
    pub paused: Option<PauseReason>,
    /// When it was done, in time or late.
    pub met_at: Option<Timestamp>,
}

impl From<&ObligationState> for Standing {
    fn from(state: &ObligationState) -> Self {
        let empty = Self { state: "", due_at: None, provisional: false, paused: None, met_at: None };
        match *state {
            ObligationState::Open { due_at, provisional } => {
                Self { state: "open", due_at: Some(due_at), provisional, ..empty }
            }
            ObligationState::Paused { reason } => Self { state: "paused", paused: Some(reason), ..empty },
            ObligationState::Met { met_at } => Self { state: "met", met_at: Some(met_at), ..empty },
            ObligationState::Breached { due_at, met_late_at } => {
                Self { state: "breached", due_at: Some(due_at), met_at: met_late_at, ..empty }
            }
            ObligationState::Lapsed { .. } => Self { state: "lapsed", ..empty },
        }
    }
}

impl From<Obligation> for Owed {
    fn from(obligation: Obligation) -> Self {
        Self {
            id: obligation.id,
            kind: obligation.kind,
            provider_id: match obligation.debtor {
                Debtor::Principal => None,
                Debtor::Provider(provider) => Some(provider),
            },
            clause: obligation.citation.into(),
            started_at: obligation.started_at,
            standing: Standing::from(&obligation.state),
        }
    }
}

/// A fact of a record's journal.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct JournalFact {
    /// The version of the record after it.
    pub version: u32,
    /// Its name: `order.accepted`.
    pub fact: String,
    /// When it happened.
    pub happened_at: Timestamp,
    /// Who made it so; null for the product itself.
    #[schema(value_type = Option<String>)]
    pub done_by: Option<PersonId>,
    /// That person's name.
    pub done_by_name: Option<String>,
    /// Its content; personal data is masked.
    #[schema(value_type = Object)]
    pub content: Value,
}

impl From<TimelineRow> for JournalFact {
    fn from(row: TimelineRow) -> Self {
        let mut content = serde_json::from_str(&row.body).unwrap_or(Value::Null);
        mask_signature(&mut content);
        Self {
            version: row.subject_version,
            fact: row.fact,
            happened_at: row.happened_at,
            done_by: row.done_by,
            done_by_name: row.person_name,
            content,
        }
    }
}

/// The customer's signature is the only personal data a fact of a request, an order or a statement holds.
fn mask_signature(content: &mut Value) {
    if let Some(Value::String(name)) = content.pointer_mut("/completion/signed_by") {
        *name = mask::name(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_in_the_journal_is_masked() {
        let mut content = serde_json::json!({"fact": "completed", "completion": {"signed_by": "张三丰"}});
        mask_signature(&mut content);
        assert_eq!(content["completion"]["signed_by"], "张*丰");
    }
}
