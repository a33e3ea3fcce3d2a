//! Completion (A1.15, M3): diagnosis, labour, parts with the old part returned or not, and the customer's signature.

use super::{Charge, Order, OrderFact, Stage};
use crate::coverage::{Cause, CoverageDecision};
use crate::ids::PartId;
use crate::money::Fen;
use crate::month::Month;
use crate::outcome::{Changed, Stamp};
use crate::refusal::Refusal;
use crate::request::required;
use crate::words::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Symptom, cause and remedy, each by code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// Symptom code.
    pub symptom: String,
    /// The cause, which decides who pays (A1.11).
    pub cause: Cause,
    /// Remedy code.
    pub remedy: String,
    /// In words.
    #[serde(default)]
    pub note: String,
}

/// A part that was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartUsed {
    /// The part.
    pub part_id: PartId,
    /// Its code, as it was then.
    pub code: String,
    /// Its name, as it was then.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// Whether the old part is returned (A1.20, A2.8).
    pub old_returned: bool,
    /// The price to the provider without the old part.
    pub cost_price_fen: Fen,
    /// The published price to the customer.
    pub retail_price_fen: Fen,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// When.
    pub completed_at: Timestamp,
    /// The month it counts for, by the agreement's time zone.
    pub month: Month,
    /// What was found and done.
    pub diagnosis: Diagnosis,
    /// Labour.
    pub labour_minutes: i64,
    /// Parts.
    pub parts: Vec<PartUsed>,
    /// The name the customer signed with.
    pub signed_by: String,
}

/// The command to complete an order; parts are already looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complete {
    /// The month it counts for, by the agreement's time zone.
    pub month: Month,
    /// What was found and done.
    pub diagnosis: Diagnosis,
    /// Labour, 1 to 1 440 minutes.
    pub labour_minutes: i64,
    /// Parts, at most 50.
    pub parts: Vec<PartUsed>,
    /// The name the customer signed with.
    pub signed_by: String,
}

/// The most part lines on one order.
const PARTS_MAX: usize = 50;

impl Order {
    /// Completes the order. `coverage` and `charges` were judged with the cause that was found.
    pub fn complete(
        &self,
        command: Complete,
        coverage: CoverageDecision,
        charges: Vec<Charge>,
        stamp: Stamp,
    ) -> Result<Changed<Self>, Refusal> {
        let Stage::OnSite { .. } = self.stage else {
            return Err(self.wrong_stage(&Words::fixed("完工", "completed")));
        };
        let Complete { month, diagnosis, labour_minutes, parts, signed_by } = command;
        if !(1..=1_440).contains(&labour_minutes) {
            return Err(Refusal::invalid(
                "completion.labour",
                "labour_minutes",
                crate::words!(
                    "工时为 {labour_minutes} 分钟，应为 1 到 1440 分钟。",
                    "Labour is {labour_minutes} minutes; it must be 1 to 1440."
                ),
            ));
        }
        if parts.len() > PARTS_MAX {
            let count = parts.len();
            return Err(Refusal::invalid(
                "completion.parts",
                "parts",
                crate::words!(
                    "配件有 {count} 行，最多 {PARTS_MAX} 行，请合并相同配件。",
                    "There are {count} part lines; at most {PARTS_MAX}. Merge equal parts."
                ),
            ));
        }
        if let Some((index, part)) = parts.iter().enumerate().find(|(_, p)| !(1..=999).contains(&p.quantity))
        {
            let (code, quantity) = (&part.code, part.quantity);
            return Err(Refusal::invalid(
                "completion.quantity",
                format!("parts[{index}].quantity"),
                crate::words!(
                    "配件 {code} 的数量为 {quantity}，应为 1 到 999。",
                    "The quantity of part {code} is {quantity}; it must be 1 to 999."
                ),
            ));
        }
        let diagnosis = Diagnosis {
            symptom: required(diagnosis.symptom, "symptom", &Words::fixed("故障现象", "the symptom"))?,
            remedy: required(diagnosis.remedy, "remedy", &Words::fixed("处理方法", "the remedy"))?,
            ..diagnosis
        };
        let signed_by =
            required(signed_by, "signed_by", &Words::fixed("用户签字", "the customer's signature"))
                .map_err(|refusal| refusal.by_rule("A1.15"))?;
        let completion =
            Completion { completed_at: stamp.at, month, diagnosis, labour_minutes, parts, signed_by };
        let fact =
            OrderFact::Completed { completion: Box::new(completion), coverage: Box::new(coverage), charges };
        Ok(Changed::of(self, fact, stamp))
    }
}
