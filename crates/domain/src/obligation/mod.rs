//! An obligation: who owes what to whom, since when, until when, by which clause, and what happens when it is missed.
//!
//! Time runs in *segments* (from–until), never in a total, so that any due instant can be computed again.
//! A breach is never wiped out: an obligation met late stays breached and says when it was met.

use crate::calendar::{Calendar, Due};
use crate::duration::Span;
use crate::ids::{ObligationId, ProviderId};
use crate::outcome::{Aggregate, Changed, Stamp, Subject, SubjectKind};
use crate::reason::Citation;
use crate::words::Words;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationKind {
    /// On site within the agreed time (A1.14).
    OnSite,
    /// Fault removed within the agreed time (A2.3).
    Restore,
    /// The month's first callbacks, in the agreed share (A1.9, A2.2).
    FirstCallbacks,
    /// The month's originals and form sent in the window (A2.10).
    Submit,
    /// Second callbacks and spot check by the centre (A2.11).
    Verify,
    /// Payment after receipt (A2.13).
    Pay,
}

impl ObligationKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::OnSite, Self::Restore, Self::FirstCallbacks, Self::Submit, Self::Verify, Self::Pay];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OnSite => "on_site",
            Self::Restore => "restore",
            Self::FirstCallbacks => "first_callbacks",
            Self::Submit => "submit",
            Self::Verify => "verify",
            Self::Pay => "pay",
        }
    }

    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::OnSite => Words::fixed("到达现场", "be on site"),
            Self::Restore => Words::fixed("排除故障", "remove the fault"),
            Self::FirstCallbacks => Words::fixed("完成首次回访", "make the first callbacks"),
            Self::Submit => Words::fixed("报送结算资料", "send originals and form"),
            Self::Verify => Words::fixed("复核结算单", "verify the statement"),
            Self::Pay => Words::fixed("支付维修费", "pay the repair fee"),
        }
    }
}

/// Who owes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Debtor {
    /// The principal: service centre and finance.
    Principal,
    /// A provider.
    Provider(ProviderId),
}

/// Why a clock stands still. Only what the customer asks for stops it; a missing part is the debtor's own matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// The customer asked for a later day.
    CustomerPostponed,
    /// The customer could not be reached.
    CustomerUnreachable,
    /// A part is awaited; the clock keeps running.
    AwaitingPart,
}

impl PauseReason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::CustomerPostponed, Self::CustomerUnreachable, Self::AwaitingPart];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CustomerPostponed => "customer_postponed",
            Self::CustomerUnreachable => "customer_unreachable",
            Self::AwaitingPart => "awaiting_part",
        }
    }

    /// Whether it stops the clock.
    pub const fn stops_clock(self) -> bool {
        !matches!(self, Self::AwaitingPart)
    }

    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::CustomerPostponed => Words::fixed("用户要求改期", "the customer asked for a later day"),
            Self::CustomerUnreachable => Words::fixed("联系不上用户", "the customer cannot be reached"),
            Self::AwaitingPart => {
                Words::fixed("等待配件（时限照计）", "a part is awaited (the clock keeps running)")
            }
        }
    }
}

/// A stretch of time during which the clock ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Running since.
    pub from: Timestamp,
    /// Until; open while it runs.
    pub until: Option<Timestamp>,
}

/// Where an obligation stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum ObligationState {
    /// The clock runs.
    Open {
        /// Due at.
        due_at: Timestamp,
        /// The calendar of that year is not published.
        provisional: bool,
    },
    /// The clock stands still.
    Paused {
        /// Why.
        reason: PauseReason,
    },
    /// Done in time.
    Met {
        /// When.
        met_at: Timestamp,
    },
    /// Missed; perhaps done later.
    Breached {
        /// The instant that passed.
        due_at: Timestamp,
        /// When it was done after all.
        met_late_at: Option<Timestamp>,
    },
    /// No longer owed, and never missed: the order was cancelled.
    Lapsed {
        /// When.
        lapsed_at: Timestamp,
    },
}

/// One obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// Its identifier.
    pub id: ObligationId,
    /// How many facts it has.
    pub version: u32,
    /// What is owed.
    pub kind: ObligationKind,
    /// By whom.
    pub debtor: Debtor,
    /// About what.
    pub subject: Subject,
    /// By which clause.
    pub citation: Citation,
    /// How long; none when the clause names a day.
    pub span: Option<Span>,
    /// Since when.
    pub started_at: Timestamp,
    /// The stretches in which the clock ran.
    pub segments: Vec<Segment>,
    /// Where it stands.
    pub state: ObligationState,
}

/// What can happen to an obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum ObligationFact {
    /// It began.
    Began {
        /// What is owed.
        kind: ObligationKind,
        /// By whom.
        debtor: Debtor,
        /// About what.
        subject: Subject,
        /// By which clause.
        citation: Citation,
        /// How long.
        span: Option<Span>,
        /// Since when; may lie before the fact (the call came first).
        started_at: Timestamp,
        /// Due at.
        due_at: Timestamp,
        /// The calendar of that year is not published.
        provisional: bool,
    },
    /// The clock was stopped.
    Paused {
        /// Why.
        reason: PauseReason,
    },
    /// The clock runs again.
    Resumed {
        /// Due at now.
        due_at: Timestamp,
        /// The calendar of that year is not published.
        provisional: bool,
    },
    /// It passed to another debtor, with the clock as it is.
    Passed {
        /// To whom.
        debtor: Debtor,
    },
    /// It was done.
    Met {
        /// When it was done; may lie before the fact.
        met_at: Timestamp,
    },
    /// Its instant passed.
    Breached,
    /// It is no longer owed.
    Lapsed,
}

impl Aggregate for Obligation {
    type Fact = ObligationFact;
    const KIND: SubjectKind = SubjectKind::Obligation;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(fact: &ObligationFact) -> &'static str {
        match fact {
            ObligationFact::Began { .. } => "obligation.began",
            ObligationFact::Paused { .. } => "obligation.paused",
            ObligationFact::Resumed { .. } => "obligation.resumed",
            ObligationFact::Passed { .. } => "obligation.passed",
            ObligationFact::Met { .. } => "obligation.met",
            ObligationFact::Breached => "obligation.breached",
            ObligationFact::Lapsed => "obligation.lapsed",
        }
    }

    fn fold(before: Option<Self>, id: i64, fact: &ObligationFact, stamp: Stamp) -> Option<Self> {
        let mut obligation = match (before, fact) {
            (
                None,
                ObligationFact::Began {
                    kind,
                    debtor,
                    subject,
                    citation,
                    span,
                    started_at,
                    due_at,
                    provisional,
                },
            ) => Self {
                id: ObligationId(id),
                version: 0,
                kind: *kind,
                debtor: *debtor,
                subject: *subject,
                citation: citation.clone(),
                span: *span,
                started_at: *started_at,
                segments: vec![Segment { from: *started_at, until: None }],
                state: ObligationState::Open { due_at: *due_at, provisional: *provisional },
            },
            (None, _) | (Some(_), ObligationFact::Began { .. }) => return None,
            (Some(obligation), _) => obligation,
        };
        obligation.version += 1;
        let close = |segments: &mut Vec<Segment>, at: Timestamp| {
            if let Some(last) = segments.last_mut().filter(|last| last.until.is_none()) {
                last.until = Some(at.max(last.from));
            }
        };
        match fact {
            ObligationFact::Began { .. } => {}
            ObligationFact::Passed { debtor } => obligation.debtor = *debtor,
            ObligationFact::Paused { reason } => {
                close(&mut obligation.segments, stamp.at);
                obligation.state = ObligationState::Paused { reason: *reason };
            }
            ObligationFact::Resumed { due_at, provisional } => {
                obligation.segments.push(Segment { from: stamp.at, until: None });
                obligation.state = ObligationState::Open { due_at: *due_at, provisional: *provisional };
            }
            ObligationFact::Met { met_at } => {
                close(&mut obligation.segments, *met_at);
                obligation.state = match obligation.state {
                    ObligationState::Breached { due_at, .. } => {
                        ObligationState::Breached { due_at, met_late_at: Some(*met_at) }
                    }
                    _ => ObligationState::Met { met_at: *met_at },
                };
            }
            ObligationFact::Breached => {
                let due_at = obligation.open_due_at()?;
                obligation.state = ObligationState::Breached { due_at, met_late_at: None };
            }
            ObligationFact::Lapsed => {
                close(&mut obligation.segments, stamp.at);
                if !matches!(obligation.state, ObligationState::Breached { .. }) {
                    obligation.state = ObligationState::Lapsed { lapsed_at: stamp.at };
                }
            }
        }
        Some(obligation)
    }
}

impl Obligation {
    /// The instant it is due, while its clock runs.
    pub const fn open_due_at(&self) -> Option<Timestamp> {
        match self.state {
            ObligationState::Open { due_at, .. } => Some(due_at),
            _ => None,
        }
    }

    /// Still owed: running, paused, or breached and not yet done. A breach is never wiped out, so one that lapsed says
    /// only by its closed clock that nothing more is owed.
    pub fn is_owed(&self) -> bool {
        match self.state {
            ObligationState::Open { .. } | ObligationState::Paused { .. } => true,
            ObligationState::Breached { met_late_at, .. } => {
                met_late_at.is_none() && self.segments.last().is_some_and(|last| last.until.is_none())
            }
            ObligationState::Met { .. } | ObligationState::Lapsed { .. } => false,
        }
    }

    /// Stops the clock. Nothing to do when it does not run or the reason does not stop it.
    pub fn pause(&self, reason: PauseReason, stamp: Stamp) -> Option<Changed<Self>> {
        (self.open_due_at().is_some_and(|due_at| stamp.at < due_at) && reason.stops_clock())
            .then(|| Changed::of(self, ObligationFact::Paused { reason }, stamp))
    }

    /// Lets the clock run again: what was left of the span is counted from now.
    pub fn resume(&self, calendar: &Calendar, stamp: Stamp) -> Option<Changed<Self>> {
        let ObligationState::Paused { .. } = self.state else {
            return None;
        };
        let left = |seconds, used| (SignedDuration::from_secs(seconds) - used).max(SignedDuration::ZERO);
        let due = match self.span {
            Some(Span::Clock(seconds)) => Due {
                at: stamp.at + left(seconds, self.used(|from, until| until.duration_since(from))),
                provisional: false,
            },
            Some(Span::Working(seconds)) => {
                let used = self.used(|from, until| calendar.worked(from, until).0);
                calendar.add_working(stamp.at, left(seconds, used))
            }
            // Days are not paused: their end is a date on paper.
            Some(span) => calendar.add(self.started_at, span),
            None => return None,
        };
        let fact = ObligationFact::Resumed { due_at: due.at, provisional: due.provisional };
        Some(Changed::of(self, fact, stamp))
    }

    /// What was used in the closed segments.
    fn used(&self, measure: impl Fn(Timestamp, Timestamp) -> SignedDuration) -> SignedDuration {
        let closed = self.segments.iter().filter_map(|s| s.until.map(|until| measure(s.from, until)));
        closed.fold(SignedDuration::ZERO, |sum, used| sum + used)
    }

    /// It was done at `met_at`. Done after the due instant is a breach first, then met late.
    pub fn meet(&self, met_at: Timestamp, stamp: Stamp) -> Option<Changed<Self>> {
        match self.state {
            ObligationState::Open { due_at, .. } if met_at > due_at => Some(
                Changed::of(self, ObligationFact::Breached, stamp)
                    .then(ObligationFact::Met { met_at }, stamp),
            ),
            _ if self.is_owed() => Some(Changed::of(self, ObligationFact::Met { met_at }, stamp)),
            _ => None,
        }
    }

    /// Looks at it when its instant may have passed; decides from the state as it is now.
    pub fn look(&self, stamp: Stamp) -> Option<Changed<Self>> {
        self.open_due_at()
            .filter(|due_at| *due_at < stamp.at)
            .map(|_| Changed::of(self, ObligationFact::Breached, stamp))
    }

    /// It is no longer owed.
    pub fn lapse(&self, stamp: Stamp) -> Option<Changed<Self>> {
        self.is_owed().then(|| Changed::of(self, ObligationFact::Lapsed, stamp))
    }

    /// It passes to another debtor; the clock does not start again.
    pub fn pass(&self, debtor: Debtor, stamp: Stamp) -> Option<Changed<Self>> {
        (self.is_owed() && self.debtor != debtor)
            .then(|| Changed::of(self, ObligationFact::Passed { debtor }, stamp))
    }
}

#[cfg(test)]
mod tests;
