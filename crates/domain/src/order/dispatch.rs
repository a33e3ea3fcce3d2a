//! Dispatch: to the provider whose territory fits the place best, or to one named by hand; accept, refuse, reassign.

use super::{DispatchedBy, Order, OrderFact, Stage};
use crate::ids::{ProviderId, TechnicianId};
use crate::outcome::{Changed, Stamp};
use crate::party::Provider;
use crate::refusal::Refusal;
use crate::request::required;
use crate::words::Words;

/// A provider that could take the order.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The provider.
    pub provider: &'a Provider,
    /// Orders it has open now.
    pub open_orders: i64,
}

/// A provider's refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refuse {
    /// Why (A1.4: refusing on a pretext is a breach, so the reason is kept).
    pub reason: String,
}

/// The provider whose territory fits the place best: the longest matching division, then the fewest open orders,
/// then the lower code. Whoever refused the order or is not active is left out.
pub fn choose_provider<'a>(
    order: &Order,
    candidates: &[Candidate<'a>],
) -> Option<(&'a Provider, DispatchedBy)> {
    let refused = |id: ProviderId| order.refusals.iter().any(|refusal| refusal.provider_id == id);
    candidates
        .iter()
        .filter(|candidate| candidate.provider.profile.active && !refused(candidate.provider.id))
        .filter_map(|candidate| {
            let fit = candidate
                .provider
                .profile
                .serves(&order.opened.division, &order.opened.product_line)?;
            Some((fit, candidate))
        })
        .min_by(|(fit_a, a), (fit_b, b)| {
            fit_b
                .cmp(fit_a)
                .then(a.open_orders.cmp(&b.open_orders))
                .then_with(|| a.provider.profile.code.cmp(&b.provider.profile.code))
        })
        .map(|(fit, candidate)| {
            let division = order.opened.division[..fit].to_owned();
            (candidate.provider, DispatchedBy::Territory { division })
        })
}

impl Order {
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
        Ok(Changed::of(
            self,
            OrderFact::Dispatched {
                provider_id: provider.id,
                by,
            },
            stamp,
        ))
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
            Stage::Accepted { .. } | Stage::VisitPlanned { .. } => Ok(Changed::of(
                self,
                OrderFact::TechnicianNamed { technician_id },
                stamp,
            )),
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
