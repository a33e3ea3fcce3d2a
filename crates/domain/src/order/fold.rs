//! The one place where a fact moves an order.

use super::{Assignment, Order, OrderFact, RefusedBy, Stage, Visit, VisitResult};
use crate::ids::OrderId;
use crate::outcome::{Aggregate, Stamp, SubjectKind};

impl Aggregate for Order {
    type Fact = OrderFact;
    const KIND: SubjectKind = SubjectKind::Order;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(fact: &OrderFact) -> &'static str {
        match fact {
            OrderFact::Opened { .. } => "order.opened",
            OrderFact::Dispatched { .. } => "order.dispatched",
            OrderFact::Accepted { .. } => "order.accepted",
            OrderFact::Refused { .. } => "order.refused",
            OrderFact::TechnicianNamed { .. } => "order.technician_named",
            OrderFact::VisitPlanned { .. } => "order.visit_planned",
            OrderFact::Arrived { .. } => "order.arrived",
            OrderFact::Left { .. } => "order.left",
            OrderFact::Paused { .. } => "order.paused",
            OrderFact::Resumed { .. } => "order.resumed",
            OrderFact::Completed { .. } => "order.completed",
            OrderFact::Cancelled { .. } => "order.cancelled",
            OrderFact::Judged { .. } => "order.judged",
            OrderFact::Claimed { .. } => "order.claimed",
        }
    }

    fn fold(before: Option<Self>, id: i64, fact: &OrderFact, stamp: Stamp) -> Option<Self> {
        let mut order = match (before, fact) {
            (None, OrderFact::Opened { opened, coverage, due_at }) => {
                return Some(Self {
                    id: OrderId(id),
                    version: 1,
                    opened: (**opened).clone(),
                    opened_at: stamp.at,
                    coverage: (**coverage).clone(),
                    due_at: *due_at,
                    paused: None,
                    stage: Stage::Open,
                    refusals: Vec::new(),
                    visits: Vec::new(),
                    charges: Vec::new(),
                    judgement: None,
                    statement_id: None,
                });
            }
            (None, _) | (Some(_), OrderFact::Opened { .. }) => return None,
            (Some(order), _) => order,
        };
        order.version += 1;
        order.advance(fact, stamp)?;
        Some(order)
    }
}

impl Order {
    /// Applies a fact that is not the first; `None` when it cannot follow.
    fn advance(&mut self, fact: &OrderFact, stamp: Stamp) -> Option<()> {
        match fact {
            OrderFact::Opened { .. } => return None,
            OrderFact::Dispatched { provider_id, .. } => {
                let assignment = Assignment {
                    provider_id: *provider_id,
                    technician_id: None,
                    dispatched_at: stamp.at,
                    accepted_at: None,
                };
                self.stage = Stage::Dispatched { assignment };
            }
            OrderFact::Accepted { technician_id } => {
                let assignment = self.assignment()?.clone();
                let assignment =
                    Assignment { technician_id: *technician_id, accepted_at: Some(stamp.at), ..assignment };
                self.stage = Stage::Accepted { assignment };
            }
            OrderFact::Refused { reason } => {
                let provider_id = self.provider_id()?;
                self.refusals.push(RefusedBy { provider_id, reason: reason.clone(), refused_at: stamp.at });
                self.stage = Stage::Open;
            }
            OrderFact::TechnicianNamed { technician_id } => match &mut self.stage {
                Stage::Accepted { assignment } | Stage::VisitPlanned { assignment, .. } => {
                    assignment.technician_id = Some(*technician_id);
                }
                _ => return None,
            },
            OrderFact::VisitPlanned { planned } => {
                let assignment = self.assignment()?.clone();
                self.stage = Stage::VisitPlanned { assignment, planned: *planned };
            }
            OrderFact::Arrived { due_at } => {
                let assignment = self.assignment()?.clone();
                self.due_at = *due_at;
                self.paused = None;
                self.stage = Stage::OnSite { assignment, arrived_at: stamp.at };
            }
            OrderFact::Left { result } => {
                let assignment = self.leave_site(result.clone(), stamp)?;
                self.stage = Stage::Accepted { assignment };
            }
            OrderFact::Paused { reason, due_at } => {
                self.paused = Some(*reason);
                self.due_at = *due_at;
            }
            OrderFact::Resumed { due_at } => {
                self.paused = None;
                self.due_at = *due_at;
            }
            OrderFact::Completed { completion, coverage, charges } => {
                let assignment = self.leave_site(VisitResult::Solved, stamp)?;
                self.coverage = (**coverage).clone();
                self.charges.clone_from(charges);
                self.paused = None;
                self.stage = Stage::Completed { assignment, completion: completion.clone() };
            }
            OrderFact::Cancelled { reason } => {
                self.paused = None;
                self.stage = Stage::Cancelled { reason: reason.clone(), cancelled_at: stamp.at };
            }
            OrderFact::Judged { judgement } => self.judgement = Some(judgement.clone()),
            OrderFact::Claimed { statement_id } => self.statement_id = Some(*statement_id),
        }
        Some(())
    }

    /// Ends the visit on site.
    fn leave_site(&mut self, result: VisitResult, stamp: Stamp) -> Option<Assignment> {
        let Stage::OnSite { assignment, arrived_at } = &self.stage else {
            return None;
        };
        let (assignment, arrived_at) = (assignment.clone(), *arrived_at);
        self.visits.push(Visit { arrived_at, left_at: stamp.at, result });
        Some(assignment)
    }
}
