//! An order 工单: work given to a provider, from the opening to the claim in a statement.
//!
//! ```text
//! open → dispatched → accepted → visit planned → on site → completed → claimed
//!   ↑________|refused     ↑___________________________| not solved: another visit
//! ```
//! A stage is an enum with its data; a transition states a fact, and the fact moves the stage.

mod charge;
mod complete;
mod dispatch;
mod fold;
mod judge;
mod open;
mod visit;

pub use charge::{Charge, ChargeKind, LabourPrice, charges};
pub use complete::{Complete, Completion, Diagnosis, PartUsed};
pub use dispatch::{Candidate, Refuse, best_for, choose_provider};
pub use judge::{Judgement, JudgementKind};
pub use open::Opened;
pub use visit::{PlannedVisit, VisitResult};

use crate::coverage::CoverageDecision;
use crate::ids::{OrderId, ProviderId, StatementId, TechnicianId};
use crate::obligation::PauseReason;
use crate::refusal::Refusal;
use crate::words::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The provider an order was given to, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The provider.
    pub provider_id: ProviderId,
    /// The technician, once named.
    pub technician_id: Option<TechnicianId>,
    /// When it was dispatched.
    pub dispatched_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
}

/// How a provider was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum DispatchedBy {
    /// By its territory: the division code that matched.
    Territory {
        /// The division code.
        division: String,
    },
    /// By a person, who says why.
    Hand {
        /// Why.
        reason: String,
    },
}

/// A provider that refused, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedBy {
    /// The provider.
    pub provider_id: ProviderId,
    /// Why.
    pub reason: String,
    /// When.
    pub refused_at: Timestamp,
}

/// A visit that took place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Arrived on site.
    pub arrived_at: Timestamp,
    /// Left the site.
    pub left_at: Timestamp,
    /// What came of it.
    pub result: VisitResult,
}

/// Where an order stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// No provider yet.
    Open,
    /// Given to a provider that has not answered.
    Dispatched {
        /// To whom.
        assignment: Assignment,
    },
    /// A provider has taken it.
    Accepted {
        /// Who.
        assignment: Assignment,
    },
    /// The visit is agreed with the customer.
    VisitPlanned {
        /// Who.
        assignment: Assignment,
        /// When.
        planned: PlannedVisit,
    },
    /// The technician is on site.
    OnSite {
        /// Who.
        assignment: Assignment,
        /// Since when.
        arrived_at: Timestamp,
    },
    /// The work is done and signed for.
    Completed {
        /// Who.
        assignment: Assignment,
        /// What was done.
        completion: Box<Completion>,
    },
    /// Ended unserved.
    Cancelled {
        /// Why.
        reason: String,
        /// When.
        cancelled_at: Timestamp,
    },
}

impl Stage {
    /// The stages on the way, in order, for the stage bar.
    pub const WAY: [&'static str; 6] =
        ["open", "dispatched", "accepted", "visit_planned", "on_site", "completed"];

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Dispatched { .. } => "dispatched",
            Self::Accepted { .. } => "accepted",
            Self::VisitPlanned { .. } => "visit_planned",
            Self::OnSite { .. } => "on_site",
            Self::Completed { .. } => "completed",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// A stage's name, from its code.
    pub fn words_of(code: &str) -> Words {
        match code {
            "open" => Words::fixed("待派工", "open"),
            "dispatched" => Words::fixed("待接单", "dispatched"),
            "accepted" => Words::fixed("已接单", "accepted"),
            "visit_planned" => Words::fixed("已预约", "visit planned"),
            "on_site" => Words::fixed("上门中", "on site"),
            "completed" => Words::fixed("已完工", "completed"),
            "cancelled" => Words::fixed("已取消", "cancelled"),
            other => Words::same(other.to_owned()),
        }
    }

    /// Its name.
    pub fn words(&self) -> Words {
        Self::words_of(self.code())
    }
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its identifier.
    pub id: OrderId,
    /// How many facts it has.
    pub version: u32,
    /// What it was opened with.
    pub opened: Opened,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Who pays what and why, by the facts known so far.
    pub coverage: CoverageDecision,
    /// When its deadline falls due; none without one, and none while the clock stands.
    pub due_at: Option<Timestamp>,
    /// Why its clock stands still.
    pub paused: Option<PauseReason>,
    /// Where it stands.
    pub stage: Stage,
    /// Providers that refused it.
    pub refusals: Vec<RefusedBy>,
    /// Visits that took place.
    pub visits: Vec<Visit>,
    /// Priced lines, once completed.
    pub charges: Vec<Charge>,
    /// Whether it was found void or false (A2.23, A2.24).
    pub judgement: Option<Judgement>,
    /// The statement that claims it.
    pub statement_id: Option<StatementId>,
}

/// What can happen to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum OrderFact {
    /// Opened for a request.
    Opened {
        /// What for.
        opened: Box<Opened>,
        /// Who pays what and why.
        coverage: Box<CoverageDecision>,
        /// When its deadline falls due.
        due_at: Option<Timestamp>,
    },
    /// Given to a provider.
    Dispatched {
        /// To whom.
        provider_id: ProviderId,
        /// How it was chosen.
        by: DispatchedBy,
    },
    /// The provider took it.
    Accepted {
        /// Its technician, when named.
        technician_id: Option<TechnicianId>,
    },
    /// The provider refused it.
    Refused {
        /// Why.
        reason: String,
    },
    /// The technician was named or changed.
    TechnicianNamed {
        /// Who.
        technician_id: TechnicianId,
    },
    /// A visit was agreed with the customer.
    VisitPlanned {
        /// When.
        planned: PlannedVisit,
    },
    /// The technician arrived; whatever stopped the clock is over.
    Arrived {
        /// Due at from now on; none when being on site was all that was owed.
        due_at: Option<Timestamp>,
    },
    /// The technician left without a solution.
    Left {
        /// What came of it.
        result: VisitResult,
    },
    /// The customer's wish or absence stopped the clock, or a part is awaited.
    Paused {
        /// Why.
        reason: PauseReason,
        /// Due at while it waits; none while the clock stands.
        due_at: Option<Timestamp>,
    },
    /// The work goes on.
    Resumed {
        /// Due at now.
        due_at: Option<Timestamp>,
    },
    /// The work is done and signed for.
    Completed {
        /// What was done.
        completion: Box<Completion>,
        /// Who pays what, judged again with what was found.
        coverage: Box<CoverageDecision>,
        /// The priced lines.
        charges: Vec<Charge>,
    },
    /// Ended unserved.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// Found void or false.
    Judged {
        /// What was found.
        judgement: Judgement,
    },
    /// Claimed in a statement.
    Claimed {
        /// Which.
        statement_id: StatementId,
    },
}

impl Order {
    /// The assignment, while a provider has it.
    pub const fn assignment(&self) -> Option<&Assignment> {
        match &self.stage {
            Stage::Dispatched { assignment }
            | Stage::Accepted { assignment }
            | Stage::VisitPlanned { assignment, .. }
            | Stage::OnSite { assignment, .. }
            | Stage::Completed { assignment, .. } => Some(assignment),
            Stage::Open | Stage::Cancelled { .. } => None,
        }
    }

    /// The provider that has it.
    pub fn provider_id(&self) -> Option<ProviderId> {
        self.assignment().map(|assignment| assignment.provider_id)
    }

    /// The technician that has it.
    pub fn technician_id(&self) -> Option<TechnicianId> {
        self.assignment().and_then(|assignment| assignment.technician_id)
    }

    /// What was done, once completed.
    pub const fn completion(&self) -> Option<&Completion> {
        match &self.stage {
            Stage::Completed { completion, .. } => Some(completion),
            _ => None,
        }
    }

    /// Work remains to be done.
    pub const fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Completed { .. } | Stage::Cancelled { .. })
    }

    /// "This cannot be done at this stage": says where the order stands and what comes next.
    pub(crate) fn wrong_stage(&self, wanted: &Words) -> Refusal {
        let number = &self.opened.number;
        let found = self.stage.words();
        let (found_zh, found_en) = (&found.zh, &found.en);
        let (wanted_zh, wanted_en) = (&wanted.zh, &wanted.en);
        Refusal::conflict(
            "order.wrong_stage",
            crate::words!(
                "工单 {number} 当前为“{found_zh}”，不能{wanted_zh}。请刷新页面查看最新情况。",
                "Order {number} is “{found_en}”: it cannot be {wanted_en}. Reload the page to see what happened."
            ),
        )
    }
}

#[cfg(test)]
mod tests;
