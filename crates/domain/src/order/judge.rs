//! What a callback or spot check found: incomplete data voids the order (A2.23), false data is fined tenfold (A2.24).

use super::{Order, OrderFact, Stage};
use crate::outcome::{Changed, Stamp};
use crate::reason::Citation;
use crate::refusal::Refusal;
use crate::request::required;
use crate::words::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JudgementKind {
    /// The customer's data is incomplete: the order is not paid (A2.23).
    Void,
    /// The data is false: ten times the claimed amount is fined (A2.24).
    Tenfold,
}

impl JudgementKind {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Void => "void",
            Self::Tenfold => "tenfold",
        }
    }

    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Void => Words::fixed("作废", "void"),
            Self::Tenfold => Words::fixed("假一罚十", "tenfold fine"),
        }
    }
}

/// A judgement on an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// What was found.
    pub kind: JudgementKind,
    /// The evidence, in words.
    pub reason: String,
    /// The clause.
    pub citation: Citation,
    /// When.
    pub judged_at: Timestamp,
}

impl Order {
    /// Judges a completed order.
    pub fn judge(
        &self,
        kind: JudgementKind,
        reason: String,
        citation: Citation,
        stamp: Stamp,
    ) -> Result<Changed<Self>, Refusal> {
        let Stage::Completed { .. } = self.stage else {
            return Err(self.wrong_stage(&Words::fixed("判定", "judged")));
        };
        if let Some(earlier) = &self.judgement {
            let number = &self.opened.number;
            let found = earlier.kind.words();
            let (zh, en) = (&found.zh, &found.en);
            return Err(Refusal::conflict(
                "order.judged",
                crate::words!(
                    "工单 {number} 已判定为“{zh}”。如有疑义，请在结算单上提出。",
                    "Order {number} was already judged “{en}”. Raise a query on the statement if you doubt it."
                ),
            ));
        }
        let reason = required(reason, "reason", &Words::fixed("判定依据", "the evidence"))?;
        let judgement = Judgement { kind, reason, citation, judged_at: stamp.at };
        Ok(Changed::of(self, OrderFact::Judged { judgement }, stamp))
    }
}
