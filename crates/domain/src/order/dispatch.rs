//! Dispatch: to the provider whose territory fits the place best, or to one named by hand; accept, refuse, reassign.

use super::{DispatchedBy, Order, OrderFact, Stage};
use crate::ids::{ProviderId, TechnicianId};
use crate::outcome::{Changed, Stamp};
use crate::party::Provider;
use crate::refusal::Refusal;
use crate::request::required;
use crate::words::Words;

/// An active provider whose territory holds the place and the product line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The division of its territory that holds the place.
    pub division: String,
    /// Orders it has open now, counted up to a limit.
    pub open_orders: i64,
}

/// A provider's refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refuse {
    /// Why (A1.4: refusing on a pretext is a breach, so the reason is kept).
    pub reason: String,
}

/// The provider whose territory fits the place best: the longest matching division, then the fewest open orders,
/// then the lower code. Whoever refused the order is left out.
pub fn choose_provider<'a>(
    order: &Order,
    candidates: &'a [Candidate],
) -> Option<(&'a Candidate, DispatchedBy)> {
    let willing = candidates.iter().filter(|candidate| !order.was_refused_by(candidate.provider_id));
    best_for(&order.opened.division, willing).map(|candidate| {
        let division = candidate.division.clone();
        (candidate, DispatchedBy::Territory { division })
    })
}

/// The best of some candidates for a place.
pub fn best_for<'a>(
    place: &str,
    candidates: impl IntoIterator<Item = &'a Candidate>,
) -> Option<&'a Candidate> {
    candidates.into_iter().filter(|candidate| place.starts_with(&candidate.division)).min_by(|a, b| {
        (b.division.len().cmp(&a.division.len()))
            .then(a.open_orders.cmp(&b.open_orders))
            .then_with(|| a.code.cmp(&b.code))
    })
}

impl Order {
    /// Whether a provider has refused it.
    pub fn was_refused_by(&self, provider: ProviderId) -> bool {
        self.refusals.iter().any(|refusal| refusal.provider_id == provider)
    }

    /// Gives the order to a provider. Work already begun on site is not taken away.
    pub fn dispatch(
        &self,
        provider: &Provider,
        by: DispatchedBy,
        stamp: Stamp,
    ) -> Result<Changed<Self>, Refusal> {
        match &self.stage {
            Stage::Open | Stage::Dispatched { .. } | Stage::Accepted { .. } | Stage::VisitPlanned { .. } => {}
            Stage::OnSite { .. } | Stage::Completed { .. } | Stage::Cancelled { .. } => {
                return Err(self.wrong_stage(&Words::fixed("派工", "dispatched")));
            }
        }
        let name = &provider.profile.name;
        if !provider.profile.active {
            return Err(Refusal::invalid(
                "dispatch.provider_inactive",
                "provider",
                crate::words!(
                    "服务商“{name}”已停用，请另选一家。",
                    "Provider “{name}” is not active. Choose another."
                ),
            ));
        }
        if self.provider_id() == Some(provider.id) {
            return Err(Refusal::invalid(
                "dispatch.same_provider",
                "provider",
                crate::words!(
                    "工单已在服务商“{name}”处，请另选一家。",
                    "Provider “{name}” already has the order. Choose another."
                ),
            ));
        }
        let by = match by {
            DispatchedBy::Hand { reason } => DispatchedBy::Hand {
                reason: required(reason, "reason", &Words::fixed("派工理由", "the reason"))?,
            },
            territory @ DispatchedBy::Territory { .. } => territory,
        };
        Ok(Changed::of(self, OrderFact::Dispatched { provider_id: provider.id, by }, stamp))
    }

    /// The provider takes it.
    pub fn accept(
        &self,
        technician_id: Option<TechnicianId>,
        stamp: Stamp,
    ) -> Result<Changed<Self>, Refusal> {
        let Stage::Dispatched { .. } = self.stage else {
            return Err(self.wrong_stage(&Words::fixed("接单", "accepted")));
        };
        Ok(Changed::of(self, OrderFact::Accepted { technician_id }, stamp))
    }

    /// The provider refuses it, with a reason; it is open again.
    pub fn refuse(&self, refuse: Refuse, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        let Stage::Dispatched { .. } = self.stage else {
            return Err(self.wrong_stage(&Words::fixed("拒单", "refused")));
        };
        let reason = required(refuse.reason, "reason", &Words::fixed("拒单理由", "the reason"))?;
        Ok(Changed::of(self, OrderFact::Refused { reason }, stamp))
    }

    /// Names the technician, or another one.
    pub fn name_technician(
        &self,
        technician_id: TechnicianId,
        stamp: Stamp,
    ) -> Result<Changed<Self>, Refusal> {
        match self.stage {
            Stage::Accepted { .. } | Stage::VisitPlanned { .. } => {
                Ok(Changed::of(self, OrderFact::TechnicianNamed { technician_id }, stamp))
            }
            _ => Err(self.wrong_stage(&Words::fixed("指定师傅", "given to a technician"))),
        }
    }

    /// Ends it unserved.
    pub fn cancel(&self, reason: String, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        if !self.is_open() || matches!(self.stage, Stage::OnSite { .. }) {
            return Err(self.wrong_stage(&Words::fixed("取消", "cancelled")));
        }
        let reason = required(reason, "reason", &Words::fixed("取消原因", "the reason"))?;
        Ok(Changed::of(self, OrderFact::Cancelled { reason }, stamp))
    }
}
