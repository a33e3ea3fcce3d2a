//! A callback 回访: the customer is asked after the work. The first is the provider's (A2.9), the second the centre's
//! own check of a sample drawn by a stored seed (A2.11).

mod draw;

pub use draw::{draw, lot, sample_size};

use crate::ids::{CallbackId, OrderId, ProviderId, StatementId};
use crate::month::Month;
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};
use crate::refusal::Refusal;
use crate::words::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How many times a customer is tried before the callback may be given up.
pub const ATTEMPTS_BEFORE_GIVING_UP: usize = 3;

/// Whose callback it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackKind {
    /// By the provider, before it submits the month (A2.9).
    First,
    /// By the service centre, on a drawn sample (A2.11).
    Second,
}

impl CallbackKind {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::First => Words::fixed("首次回访", "first callback"),
            Self::Second => Words::fixed("二次回访", "second callback"),
        }
    }
}

/// Why a try did not reach the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreached {
    /// Nobody answered.
    NoAnswer,
    /// The number is not the customer's.
    WrongNumber,
    /// The customer did not want to talk.
    Declined,
}

impl Unreached {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::NoAnswer, Self::WrongNumber, Self::Declined];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoAnswer => "no_answer",
            Self::WrongNumber => "wrong_number",
            Self::Declined => "declined",
        }
    }

    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::NoAnswer => Words::fixed("无人接听", "no answer"),
            Self::WrongNumber => Words::fixed("号码有误", "wrong number"),
            Self::Declined => Words::fixed("用户拒访", "declined"),
        }
    }
}

/// One try that did not reach the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When.
    pub tried_at: Timestamp,
    /// Why not.
    pub unreached: Unreached,
}

/// What the customer said, and what the papers show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Satisfaction, 1 (bad) to 5 (very good) (T4).
    pub satisfaction: u8,
    /// Whether the customer's data on the order is complete (A2.23).
    pub data_complete: bool,
    /// Whether the data agrees with the facts (A2.24).
    pub data_true: bool,
    /// Whether the original voucher was found in order (A2.11); only asked in the second callback.
    pub original_found: Option<bool>,
    /// In the customer's words.
    pub comment: String,
}

/// Where a callback stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum CallbackStage {
    /// To be made.
    Due,
    /// The customer was reached.
    Done {
        /// When.
        done_at: Timestamp,
        /// What was said.
        answers: Answers,
    },
    /// Given up after enough tries.
    GivenUp {
        /// When.
        given_up_at: Timestamp,
    },
}

impl CallbackStage {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Done { .. } => "done",
            Self::GivenUp { .. } => "given_up",
        }
    }

    /// Its name, from its code.
    pub fn words_of(code: &str) -> Words {
        match code {
            "due" => Words::fixed("待回访", "due"),
            "done" => Words::fixed("已回访", "done"),
            "given_up" => Words::fixed("已放弃", "given up"),
            other => Words::same(other.to_owned()),
        }
    }
}

/// A callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// Its identifier.
    pub id: CallbackId,
    /// How many facts it has.
    pub version: u32,
    /// Whose.
    pub kind: CallbackKind,
    /// The order it asks about.
    pub order_id: OrderId,
    /// The provider of the order.
    pub provider_id: ProviderId,
    /// The month of the order's completion.
    pub month: Month,
    /// The statement it checks, for second callbacks.
    pub statement_id: Option<StatementId>,
    /// Tries so far.
    pub attempts: Vec<Attempt>,
    /// Where it stands.
    pub stage: CallbackStage,
}

/// What can happen to a callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum CallbackFact {
    /// It is to be made.
    Planned {
        /// Whose.
        kind: CallbackKind,
        /// The order.
        order_id: OrderId,
        /// The provider.
        provider_id: ProviderId,
        /// The month of the order's completion.
        month: Month,
        /// The statement it checks.
        statement_id: Option<StatementId>,
    },
    /// A try did not reach the customer.
    Tried {
        /// Why not.
        unreached: Unreached,
    },
    /// The customer was reached.
    Done {
        /// What was said.
        answers: Answers,
    },
    /// Given up.
    GivenUp,
}

impl Aggregate for Callback {
    type Fact = CallbackFact;
    const KIND: SubjectKind = SubjectKind::Callback;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(fact: &CallbackFact) -> &'static str {
        match fact {
            CallbackFact::Planned { .. } => "callback.planned",
            CallbackFact::Tried { .. } => "callback.tried",
            CallbackFact::Done { .. } => "callback.done",
            CallbackFact::GivenUp => "callback.given_up",
        }
    }

    fn fold(before: Option<Self>, id: i64, fact: &CallbackFact, stamp: Stamp) -> Option<Self> {
        let mut callback = match (before, fact) {
            (None, CallbackFact::Planned { kind, order_id, provider_id, month, statement_id }) => Self {
                id: CallbackId(id),
                version: 0,
                kind: *kind,
                order_id: *order_id,
                provider_id: *provider_id,
                month: *month,
                statement_id: *statement_id,
                attempts: Vec::new(),
                stage: CallbackStage::Due,
            },
            (
                Some(callback),
                CallbackFact::Tried { .. } | CallbackFact::Done { .. } | CallbackFact::GivenUp,
            ) => callback,
            (None, _) | (Some(_), CallbackFact::Planned { .. }) => return None,
        };
        callback.version += 1;
        match fact {
            CallbackFact::Planned { .. } => {}
            CallbackFact::Tried { unreached } => {
                callback.attempts.push(Attempt { tried_at: stamp.at, unreached: *unreached });
            }
            CallbackFact::Done { answers } => {
                callback.stage = CallbackStage::Done { done_at: stamp.at, answers: answers.clone() };
            }
            CallbackFact::GivenUp => callback.stage = CallbackStage::GivenUp { given_up_at: stamp.at },
        }
        Some(callback)
    }
}

impl Callback {
    /// Plans a callback.
    pub fn plan(
        id: CallbackId,
        kind: CallbackKind,
        order: (OrderId, ProviderId, Month),
        statement_id: Option<StatementId>,
        stamp: Stamp,
    ) -> Changed<Self> {
        let (order_id, provider_id, month) = order;
        Changed::new(id.0, CallbackFact::Planned { kind, order_id, provider_id, month, statement_id }, stamp)
    }

    /// Records a try; after [`ATTEMPTS_BEFORE_GIVING_UP`] the callback is given up.
    pub fn record_attempt(&self, unreached: Unreached, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        self.due_only()?;
        let changed = Changed::of(self, CallbackFact::Tried { unreached }, stamp);
        if changed.after.attempts.len() >= ATTEMPTS_BEFORE_GIVING_UP {
            return Ok(changed.then(CallbackFact::GivenUp, stamp));
        }
        Ok(changed)
    }

    /// Records what the customer said.
    pub fn record_answers(&self, answers: Answers, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        self.due_only()?;
        let given = answers.satisfaction;
        if !(1..=5).contains(&given) {
            return Err(Refusal::invalid(
                "callback.satisfaction",
                "satisfaction",
                crate::words!(
                    "满意度为 {given}，应为 1 到 5 的整数。",
                    "Satisfaction is {given}; it must be a whole number from 1 to 5."
                ),
            ));
        }
        Ok(Changed::of(self, CallbackFact::Done { answers }, stamp))
    }

    fn due_only(&self) -> Result<(), Refusal> {
        if self.stage == CallbackStage::Due {
            return Ok(());
        }
        Err(Refusal::conflict(
            "callback.not_due",
            Words::fixed(
                "该回访已经结束，不能再记录。请刷新回访列表。",
                "This callback is already finished. Reload the list of callbacks.",
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned() -> Callback {
        let stamp = Stamp { at: Timestamp::UNIX_EPOCH, by: None };
        let order = (OrderId(1), ProviderId(2), "2026-04".parse().unwrap());
        Callback::plan(CallbackId(5), CallbackKind::First, order, None, stamp).after
    }

    #[test]
    fn the_third_try_gives_up() {
        let stamp = Stamp { at: Timestamp::UNIX_EPOCH, by: None };
        let mut callback = planned();
        for expected in ["due", "due", "given_up"] {
            callback = callback.record_attempt(Unreached::NoAnswer, stamp).unwrap().after;
            assert_eq!(callback.stage.code(), expected);
        }
        assert_eq!(callback.record_attempt(Unreached::NoAnswer, stamp).unwrap_err().code, "callback.not_due");
    }

    #[test]
    fn satisfaction_has_five_steps() {
        let stamp = Stamp { at: Timestamp::UNIX_EPOCH, by: None };
        let answers = |satisfaction| Answers {
            satisfaction,
            data_complete: true,
            data_true: true,
            original_found: None,
            comment: String::new(),
        };
        assert_eq!(
            planned().record_answers(answers(6), stamp).unwrap_err().field.as_deref(),
            Some("satisfaction")
        );
        assert_eq!(planned().record_answers(answers(5), stamp).unwrap().after.stage.code(), "done");
    }
}
