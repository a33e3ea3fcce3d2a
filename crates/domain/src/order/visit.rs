//! Visits: agreed with the customer, begun by arriving, ended by a solution or by a reason for another visit.

use super::{Order, OrderFact, Stage};
use crate::obligation::PauseReason;
use crate::outcome::{Changed, Stamp};
use crate::refusal::Refusal;
use crate::words::Words;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A visit that was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedVisit {
    /// Not before.
    pub from_at: Timestamp,
    /// Not after.
    pub until_at: Timestamp,
}

/// What came of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum VisitResult {
    /// The fault is removed.
    Solved,
    /// Nobody was at home.
    NobodyHome,
    /// A part is missing; another visit follows.
    PartMissing {
        /// Which.
        part: String,
    },
    /// Another reason.
    NotSolved {
        /// Which.
        reason: String,
    },
}

impl VisitResult {
    /// What it says.
    pub fn words(&self) -> Words {
        match self {
            Self::Solved => Words::fixed("故障已排除", "fault removed"),
            Self::NobodyHome => Words::fixed("用户不在家", "nobody at home"),
            Self::PartMissing { part } => crate::words!("缺配件：{part}", "part missing: {part}"),
            Self::NotSolved { reason } => crate::words!("未解决：{reason}", "not solved: {reason}"),
        }
    }
}

/// The longest window a visit may be agreed for.
const WINDOW_HOURS_MAX: i64 = 12;

impl Order {
    /// Agrees a visit with the customer.
    pub fn plan_visit(&self, planned: PlannedVisit, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        match self.stage {
            Stage::Accepted { .. } | Stage::VisitPlanned { .. } => {}
            _ => return Err(self.wrong_stage(&Words::fixed("预约上门", "given a visit"))),
        }
        let length = planned.until_at.duration_since(planned.from_at);
        if length <= SignedDuration::ZERO || length > SignedDuration::from_hours(WINDOW_HOURS_MAX) {
            let hours = length.as_hours();
            return Err(Refusal::invalid(
                "visit.window",
                "until_at",
                crate::words!(
                    "预约时段为 {hours} 小时，应大于 0 且不超过 {WINDOW_HOURS_MAX} 小时，请改时段。",
                    "The window is {hours} hours; it must be more than 0 and at most {WINDOW_HOURS_MAX}. Change it."
                ),
            ));
        }
        if planned.until_at <= stamp.at {
            return Err(Refusal::invalid(
                "visit.past",
                "until_at",
                Words::fixed(
                    "预约时段已经过去，请选择以后的时间。",
                    "The window has already passed. Choose a later one.",
                ),
            ));
        }
        Ok(Changed::of(self, OrderFact::VisitPlanned { planned }, stamp))
    }

    /// The technician arrives, which ends whatever stopped the clock; `due_at` is what the obligations say now.
    pub fn arrive(&self, due_at: Option<Timestamp>, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        match self.stage {
            Stage::Accepted { .. } | Stage::VisitPlanned { .. } => {
                Ok(Changed::of(self, OrderFact::Arrived { due_at }, stamp))
            }
            _ => Err(self.wrong_stage(&Words::fixed("登记到达", "marked as arrived"))),
        }
    }

    /// The technician leaves without a solution; the order waits for another visit.
    pub fn leave(&self, result: VisitResult, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        let Stage::OnSite { .. } = self.stage else {
            return Err(self.wrong_stage(&Words::fixed("登记离开", "marked as left")));
        };
        if result == VisitResult::Solved {
            return Err(Refusal::invalid(
                "visit.solved",
                "result",
                Words::fixed(
                    "故障已排除时请登记完工，填写诊断、配件和用户签字。",
                    "When the fault is removed, complete the order with diagnosis, parts and signature.",
                ),
            ));
        }
        Ok(Changed::of(self, OrderFact::Left { result }, stamp))
    }

    /// The clock is stopped by the customer's wish or absence, or a part is awaited; `due_at` is what the obligations
    /// say now.
    pub fn pause(
        &self,
        reason: PauseReason,
        due_at: Option<Timestamp>,
        stamp: Stamp,
    ) -> Result<Changed<Self>, Refusal> {
        match self.stage {
            Stage::Accepted { .. } | Stage::VisitPlanned { .. } if self.paused.is_none() => {
                Ok(Changed::of(self, OrderFact::Paused { reason, due_at }, stamp))
            }
            _ => Err(self.wrong_stage(&Words::fixed("暂停", "paused"))),
        }
    }

    /// The work goes on; `due_at` is what the obligation says now.
    pub fn resume(&self, due_at: Option<Timestamp>, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        if self.paused.is_none() {
            return Err(self.wrong_stage(&Words::fixed("恢复", "resumed")));
        }
        Ok(Changed::of(self, OrderFact::Resumed { due_at }, stamp))
    }
}
