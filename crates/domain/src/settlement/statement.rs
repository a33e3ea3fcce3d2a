//! A statement 结算单: one provider's month under one agreement version, from collecting to paid (A2.9–A2.14).

use super::{StatementLine, Totals};
use crate::ids::{AgreementId, ProviderId, StatementId};
use crate::money::Fen;
use crate::month::Month;
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};
use crate::refusal::Refusal;
use crate::request::required;
use crate::words::Words;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A bank transfer (A2.14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The day of the transfer.
    pub paid_on: Date,
    /// The bank's reference.
    pub reference: String,
    /// The amount.
    pub amount_fen: Fen,
}

/// Where a statement stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum StatementStage {
    /// The month's orders are gathered; the amounts still move.
    Collecting,
    /// The provider sent originals and form (A2.10).
    Submitted {
        /// When.
        submitted_at: Timestamp,
    },
    /// The centre has originals and form; the payment term runs (A2.13).
    Received {
        /// When.
        received_at: Timestamp,
    },
    /// Called back and spot-checked by the centre (A2.11).
    Verified {
        /// When.
        verified_at: Timestamp,
    },
    /// Confirmed by the centre (A2.12).
    Confirmed {
        /// When.
        confirmed_at: Timestamp,
    },
    /// Approved by the marketing manager, with finance (A2.12).
    Approved {
        /// When.
        approved_at: Timestamp,
    },
    /// Paid (A2.13, A2.14).
    Paid {
        /// How.
        payment: Payment,
    },
}

impl StatementStage {
    /// The stages in order.
    pub const WAY: [&'static str; 7] =
        ["collecting", "submitted", "received", "verified", "confirmed", "approved", "paid"];

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Collecting => "collecting",
            Self::Submitted { .. } => "submitted",
            Self::Received { .. } => "received",
            Self::Verified { .. } => "verified",
            Self::Confirmed { .. } => "confirmed",
            Self::Approved { .. } => "approved",
            Self::Paid { .. } => "paid",
        }
    }

    /// A stage's name, from its code.
    pub fn words_of(code: &str) -> Words {
        match code {
            "collecting" => Words::fixed("汇总中", "collecting"),
            "submitted" => Words::fixed("已报送", "submitted"),
            "received" => Words::fixed("已收件", "received"),
            "verified" => Words::fixed("已复核", "verified"),
            "confirmed" => Words::fixed("已确认", "confirmed"),
            "approved" => Words::fixed("已审批", "approved"),
            "paid" => Words::fixed("已付款", "paid"),
            other => Words::same(other.to_owned()),
        }
    }

    /// Its name.
    pub fn words(&self) -> Words {
        Self::words_of(self.code())
    }
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its identifier.
    pub id: StatementId,
    /// How many facts it has.
    pub version: u32,
    /// Its number: `S26-0000001`.
    pub number: String,
    /// The provider.
    pub provider_id: ProviderId,
    /// The month.
    pub month: Month,
    /// The agreement version it is settled by.
    pub agreement_id: AgreementId,
    /// The round of submission, from 1; a returned statement is submitted again in the next.
    pub round: u32,
    /// What the lines of this round sum to.
    pub totals: Totals,
    /// How many originals the provider sent.
    pub originals: u32,
    /// The seed of the spot check, drawn when the originals arrived.
    pub seed: Option<String>,
    /// Why it was sent back the last time.
    pub returned_because: Option<String>,
    /// Where it stands.
    pub stage: StatementStage,
}

/// What can happen to a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum StatementFact {
    /// Opened for a month.
    Opened {
        /// Its number.
        number: String,
        /// The provider.
        provider_id: ProviderId,
        /// The month.
        month: Month,
        /// The agreement version.
        agreement_id: AgreementId,
    },
    /// Originals and form were sent; the lines are fixed.
    Submitted {
        /// How many originals.
        originals: u32,
        /// What the lines sum to.
        totals: Totals,
    },
    /// Originals and form arrived.
    Received {
        /// The seed of the spot check.
        seed: String,
    },
    /// Called back and spot-checked; lines were added for what was found.
    Verified {
        /// What all lines sum to now.
        totals: Totals,
    },
    /// Confirmed by the centre.
    Confirmed,
    /// Approved by the marketing manager.
    Approved,
    /// Paid.
    Paid {
        /// How.
        payment: Payment,
    },
    /// Sent back to the provider.
    Returned {
        /// Why.
        reason: String,
    },
}

impl Aggregate for Statement {
    type Fact = StatementFact;
    const KIND: SubjectKind = SubjectKind::Statement;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(fact: &StatementFact) -> &'static str {
        match fact {
            StatementFact::Opened { .. } => "statement.opened",
            StatementFact::Submitted { .. } => "statement.submitted",
            StatementFact::Received { .. } => "statement.received",
            StatementFact::Verified { .. } => "statement.verified",
            StatementFact::Confirmed => "statement.confirmed",
            StatementFact::Approved => "statement.approved",
            StatementFact::Paid { .. } => "statement.paid",
            StatementFact::Returned { .. } => "statement.returned",
        }
    }

    fn fold(before: Option<Self>, id: i64, fact: &StatementFact, stamp: Stamp) -> Option<Self> {
        let mut statement = match (before, fact) {
            (None, StatementFact::Opened { number, provider_id, month, agreement_id }) => {
                return Some(Self {
                    id: StatementId(id),
                    version: 1,
                    number: number.clone(),
                    provider_id: *provider_id,
                    month: *month,
                    agreement_id: *agreement_id,
                    round: 0,
                    totals: Totals::default(),
                    originals: 0,
                    seed: None,
                    returned_because: None,
                    stage: StatementStage::Collecting,
                });
            }
            (None, _) | (Some(_), StatementFact::Opened { .. }) => return None,
            (Some(statement), _) => statement,
        };
        statement.version += 1;
        match fact {
            StatementFact::Opened { .. } => return None,
            StatementFact::Submitted { originals, totals } => {
                statement.round += 1;
                statement.originals = *originals;
                statement.totals = totals.clone();
                statement.stage = StatementStage::Submitted { submitted_at: stamp.at };
            }
            StatementFact::Received { seed } => {
                statement.seed = Some(seed.clone());
                statement.stage = StatementStage::Received { received_at: stamp.at };
            }
            StatementFact::Verified { totals } => {
                statement.totals = totals.clone();
                statement.stage = StatementStage::Verified { verified_at: stamp.at };
            }
            StatementFact::Confirmed => {
                statement.stage = StatementStage::Confirmed { confirmed_at: stamp.at };
            }
            StatementFact::Approved => statement.stage = StatementStage::Approved { approved_at: stamp.at },
            StatementFact::Paid { payment } => {
                statement.stage = StatementStage::Paid { payment: payment.clone() }
            }
            StatementFact::Returned { reason } => {
                statement.returned_because = Some(reason.clone());
                statement.stage = StatementStage::Collecting;
            }
        }
        Some(statement)
    }
}

impl Statement {
    /// Opens the statement of a month.
    pub fn open(
        id: StatementId,
        number: String,
        provider_id: ProviderId,
        month: Month,
        agreement_id: AgreementId,
        stamp: Stamp,
    ) -> Changed<Self> {
        Changed::new(id.0, StatementFact::Opened { number, provider_id, month, agreement_id }, stamp)
    }

    /// The provider sends originals and form (A2.10). `lines` are fixed from now on.
    pub fn submit(
        &self,
        originals: u32,
        lines: &[StatementLine],
        stamp: Stamp,
    ) -> Result<Changed<Self>, Refusal> {
        if self.stage != StatementStage::Collecting {
            return Err(self.wrong_stage(&Words::fixed("报送", "submitted")));
        }
        let totals = Totals::default().and(lines);
        Ok(Changed::of(self, StatementFact::Submitted { originals, totals }, stamp))
    }

    /// The centre receives originals and form; the seed of the spot check is drawn and kept (A2.11, A2.13).
    pub fn receive(&self, seed: String, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        let StatementStage::Submitted { .. } = self.stage else {
            return Err(self.wrong_stage(&Words::fixed("登记收件", "received")));
        };
        Ok(Changed::of(self, StatementFact::Received { seed }, stamp))
    }

    /// The centre has called back and spot-checked (A2.11); `found` are the lines for what was found.
    pub fn verify(
        &self,
        callbacks_due: usize,
        found: &[StatementLine],
        stamp: Stamp,
    ) -> Result<Changed<Self>, Refusal> {
        let StatementStage::Received { .. } = self.stage else {
            return Err(self.wrong_stage(&Words::fixed("复核", "verified")));
        };
        if callbacks_due > 0 {
            let number = &self.number;
            return Err(Refusal::conflict(
                "statement.callbacks_due",
                crate::words!(
                    "结算单 {number} 还有 {callbacks_due} 个二次回访未完成。请先完成回访，再复核。",
                    "Statement {number} still has {callbacks_due} second callbacks due. Finish them, then verify."
                ),
            )
            .by_rule("A2.11"));
        }
        let totals = self.totals.and(found);
        Ok(Changed::of(self, StatementFact::Verified { totals }, stamp))
    }

    /// The centre confirms (A2.12).
    pub fn confirm(&self, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        let StatementStage::Verified { .. } = self.stage else {
            return Err(self.wrong_stage(&Words::fixed("确认", "confirmed")));
        };
        Ok(Changed::of(self, StatementFact::Confirmed, stamp))
    }

    /// The marketing manager approves (A2.12).
    pub fn approve(&self, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        let StatementStage::Confirmed { .. } = self.stage else {
            return Err(self.wrong_stage(&Words::fixed("审批", "approved")));
        };
        Ok(Changed::of(self, StatementFact::Approved, stamp))
    }

    /// Finance pays the whole amount by bank transfer (A2.13, A2.14, A2.17).
    pub fn pay(&self, payment: Payment, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        let StatementStage::Approved { .. } = self.stage else {
            return Err(self.wrong_stage(&Words::fixed("付款", "paid")));
        };
        let owed = self.totals.amount_fen.max(Fen::ZERO);
        let given = payment.amount_fen;
        if given != owed {
            return Err(Refusal::invalid(
                "statement.amount",
                "amount",
                crate::words!(
                    "付款金额 {given} 与应付金额 {owed} 不一致。维修费须全额转账，不得抵扣，请改正金额。",
                    "The payment of {given} differs from {owed} owed. The fee is paid whole, never set off: correct it."
                ),
            )
            .by_rule("A2.17"));
        }
        let reference =
            required(payment.reference, "reference", &Words::fixed("银行流水号", "the bank's reference"))?;
        Ok(Changed::of(self, StatementFact::Paid { payment: Payment { reference, ..payment } }, stamp))
    }

    /// Sends it back to the provider, with the reason.
    pub fn send_back(&self, reason: String, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        match self.stage {
            StatementStage::Submitted { .. }
            | StatementStage::Received { .. }
            | StatementStage::Verified { .. }
            | StatementStage::Confirmed { .. } => {}
            _ => return Err(self.wrong_stage(&Words::fixed("退回", "returned"))),
        }
        let reason = required(reason, "reason", &Words::fixed("退回原因", "the reason"))?;
        Ok(Changed::of(self, StatementFact::Returned { reason }, stamp))
    }

    fn wrong_stage(&self, wanted: &Words) -> Refusal {
        let number = &self.number;
        let found = self.stage.words();
        let (found_zh, found_en) = (&found.zh, &found.en);
        let (wanted_zh, wanted_en) = (&wanted.zh, &wanted.en);
        Refusal::conflict(
            "statement.wrong_stage",
            crate::words!(
                "结算单 {number} 当前为“{found_zh}”，不能{wanted_zh}。请刷新页面查看最新情况。",
                "Statement {number} is “{found_en}”: it cannot be {wanted_en}. Reload the page to see what happened."
            ),
        )
    }
}
