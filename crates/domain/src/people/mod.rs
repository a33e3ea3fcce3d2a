//! People: a person has a role; a role may do actions within a scope. One table says it all.

use crate::ids::{PersonId, ProviderId, TechnicianId};
use crate::refusal::{Refusal, RefusalKind};
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// What a person is in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Service-centre agent: takes calls, opens orders, dispatches.
    Agent,
    /// Supervisor of the service centre: sees what is due, reassigns, confirms statements.
    Supervisor,
    /// Auditor: second callbacks and spot checks.
    Auditor,
    /// Marketing manager: approves statements (A2.12).
    MarketingManager,
    /// Finance: pays (A2.14).
    Finance,
    /// Manager of a provider.
    ProviderManager,
    /// Clerk of a provider.
    ProviderClerk,
    /// Technician 师傅 of a provider.
    Technician,
    /// Administrator: people, agreements, imports.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 9] = [
        Self::Agent,
        Self::Supervisor,
        Self::Auditor,
        Self::MarketingManager,
        Self::Finance,
        Self::ProviderManager,
        Self::ProviderClerk,
        Self::Technician,
        Self::Administrator,
    ];

    /// The stable code: `marketing_manager`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Auditor => "auditor",
            Self::MarketingManager => "marketing_manager",
            Self::Finance => "finance",
            Self::ProviderManager => "provider_manager",
            Self::ProviderClerk => "provider_clerk",
            Self::Technician => "technician",
            Self::Administrator => "administrator",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Agent => Words::fixed("客服专员", "service-centre agent"),
            Self::Supervisor => Words::fixed("客服主管", "supervisor"),
            Self::Auditor => Words::fixed("审核员", "auditor"),
            Self::MarketingManager => Words::fixed("营销经理", "marketing manager"),
            Self::Finance => Words::fixed("财务", "finance"),
            Self::ProviderManager => Words::fixed("服务商经理", "provider manager"),
            Self::ProviderClerk => Words::fixed("服务商文员", "provider clerk"),
            Self::Technician => Words::fixed("师傅", "technician"),
            Self::Administrator => Words::fixed("系统管理员", "administrator"),
        }
    }

    /// A role of the provider's side, so the person belongs to one provider.
    pub const fn is_provider(self) -> bool {
        matches!(self, Self::ProviderManager | Self::ProviderClerk | Self::Technician)
    }
}

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See requests.
    SeeRequests,
    /// Take a request, correct it, open its order, answer or cancel it.
    TakeRequests,
    /// See orders.
    SeeOrders,
    /// Dispatch, reassign, cancel orders.
    DispatchOrders,
    /// Accept or refuse a dispatched order, name its technician.
    AnswerDispatch,
    /// Plan visits, arrive, pause, complete.
    WorkOrders,
    /// See the name, phone and address behind the mask; each reveal is logged.
    RevealCustomers,
    /// See units, customers (masked) and their history.
    SeeUnits,
    /// First callbacks (A2.9).
    CallBackFirst,
    /// Second callbacks and spot checks (A2.11).
    CallBackSecond,
    /// Void an order or fine it tenfold (A2.23, A2.24).
    JudgeOrders,
    /// See statements.
    SeeStatements,
    /// Submit the month's statement (A2.10).
    SubmitStatements,
    /// Record the receipt of originals and form, verify (A2.11).
    VerifyStatements,
    /// Confirm for the centre (A2.12).
    ConfirmStatements,
    /// Approve as marketing manager (A2.12).
    ApproveStatements,
    /// Pay by bank transfer (A2.13, A2.14).
    PayStatements,
    /// Read agreements.
    SeeAgreements,
    /// Put an agreement in force.
    ManageAgreements,
    /// Import and export data.
    ExchangeData,
    /// See providers, technicians, products and parts.
    SeeNetwork,
    /// Manage people who sign in.
    ManagePeople,
    /// See the ledger.
    SeeLedger,
}

/// Over which records an action may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All of the tenant.
    All,
    /// Those of one's own provider.
    Provider(ProviderId),
    /// Those given to oneself as a technician, at one's own provider.
    Technician(ProviderId, TechnicianId),
}

impl Scope {
    /// Whether a record of `provider`, given to `technician`, lies within.
    pub fn covers(self, provider: Option<ProviderId>, technician: Option<TechnicianId>) -> bool {
        match self {
            Self::All => true,
            Self::Provider(own) => provider == Some(own),
            Self::Technician(own, person) => provider == Some(own) && technician == Some(person),
        }
    }
}

/// Who does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Their provider, for roles of the provider's side.
    pub provider_id: Option<ProviderId>,
    /// The technician they are, for that role.
    pub technician_id: Option<TechnicianId>,
}

/// How far a role may do an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Over all records of the tenant.
    All,
    /// Over one's own: the provider's, or the technician's.
    Own,
    /// Not at all.
    Nothing,
}

/// One row of the permission table.
struct Row {
    /// Roles that do it over all records of the tenant.
    all: &'static [Role],
    /// Roles that do it over their own provider's records, or their own visits.
    own: &'static [Role],
}

/// The permission table: one row an action. A role that is not named may not do it.
const fn row(action: Action) -> Row {
    use Role::{
        Administrator, Agent, Auditor, Finance, MarketingManager, ProviderClerk, ProviderManager, Supervisor,
        Technician,
    };
    const CENTRE: &[Role] = &[Agent, Supervisor, Auditor, MarketingManager, Finance, Administrator];
    const OFFICE: &[Role] = &[Supervisor, Auditor, MarketingManager, Finance, Administrator];
    const DESK: &[Role] = &[Agent, Supervisor];
    const PROVIDER: &[Role] = &[ProviderManager, ProviderClerk, Technician];
    const PROVIDER_DESK: &[Role] = &[ProviderManager, ProviderClerk];
    const NOBODY: &[Role] = &[];
    let (all, own) = match action {
        Action::SeeRequests => (CENTRE, NOBODY),
        Action::TakeRequests | Action::DispatchOrders => (DESK, NOBODY),
        Action::SeeOrders | Action::SeeAgreements | Action::SeeNetwork => (CENTRE, PROVIDER),
        Action::AnswerDispatch | Action::CallBackFirst | Action::SubmitStatements => (NOBODY, PROVIDER_DESK),
        Action::WorkOrders => (NOBODY, PROVIDER),
        Action::RevealCustomers => (&[Agent, Supervisor, Auditor] as &[Role], PROVIDER),
        Action::SeeUnits => {
            (&[Agent, Supervisor, Auditor, MarketingManager, Administrator] as &[Role], NOBODY)
        }
        Action::CallBackSecond | Action::JudgeOrders | Action::VerifyStatements => {
            (&[Auditor] as &[Role], NOBODY)
        }
        Action::SeeStatements => (OFFICE, PROVIDER_DESK),
        Action::ConfirmStatements => (&[Supervisor] as &[Role], NOBODY),
        Action::ApproveStatements => (&[MarketingManager] as &[Role], NOBODY),
        Action::PayStatements => (&[Finance] as &[Role], NOBODY),
        Action::ManageAgreements | Action::ManagePeople => (&[Administrator] as &[Role], NOBODY),
        Action::ExchangeData => (&[Supervisor, Administrator] as &[Role], NOBODY),
        Action::SeeLedger => (&[Auditor, MarketingManager, Finance, Administrator] as &[Role], NOBODY),
    };
    Row { all, own }
}

/// How far a role may do an action.
pub fn reach(role: Role, action: Action) -> Reach {
    let row = row(action);
    if row.all.contains(&role) {
        Reach::All
    } else if row.own.contains(&role) {
        Reach::Own
    } else {
        Reach::Nothing
    }
}

impl Actor {
    /// The records over which this person may do `action`; a refusal when none.
    pub fn scope(&self, action: Action) -> Result<Scope, Refusal> {
        let forbidden = || {
            let role = self.role.words();
            let (zh, en) = (&role.zh, &role.en);
            Refusal::new(
                RefusalKind::Forbidden,
                "forbidden",
                crate::words!(
                    "您的角色“{zh}”不能进行此操作。如确有需要，请联系系统管理员调整角色。",
                    "Your role “{en}” may not do this. If you need it, ask the administrator to change your role."
                ),
            )
        };
        match (reach(self.role, action), self.role) {
            (Reach::Nothing, _) => Err(forbidden()),
            (Reach::All, _) => Ok(Scope::All),
            (Reach::Own, Role::Technician) => match (self.provider_id, self.technician_id) {
                (Some(provider), Some(technician)) => Ok(Scope::Technician(provider, technician)),
                _ => Err(forbidden()),
            },
            (Reach::Own, _) => self.provider_id.map(Scope::Provider).ok_or_else(forbidden),
        }
    }

    /// Whether this person may do `action` at all; decides what a page shows.
    pub fn may(&self, action: Action) -> bool {
        self.scope(action).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(role: Role) -> Actor {
        let provider_id = role.is_provider().then_some(ProviderId(1));
        let technician_id = (role == Role::Technician).then_some(TechnicianId(2));
        Actor { person_id: PersonId(9), name: "甲".into(), role, provider_id, technician_id }
    }

    #[test]
    fn a_provider_reaches_only_its_own() {
        let clerk = actor(Role::ProviderClerk);
        let scope = clerk.scope(Action::SeeOrders).unwrap();
        assert!(scope.covers(Some(ProviderId(1)), None));
        assert!(!scope.covers(Some(ProviderId(2)), None));
        assert!(!scope.covers(None, None));
        let technician = actor(Role::Technician).scope(Action::SeeOrders).unwrap();
        assert!(technician.covers(Some(ProviderId(1)), Some(TechnicianId(2))));
        assert!(!technician.covers(Some(ProviderId(1)), Some(TechnicianId(3))));
    }

    #[test]
    fn whoever_confirms_approves_or_pays_does_only_that() {
        for (action, only) in [
            (Action::ConfirmStatements, Role::Supervisor),
            (Action::ApproveStatements, Role::MarketingManager),
            (Action::PayStatements, Role::Finance),
        ] {
            for role in Role::ALL {
                assert_eq!(actor(role).may(action), role == only, "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn a_provider_role_without_a_provider_may_nothing_of_its_own() {
        let lost = Actor { provider_id: None, ..actor(Role::ProviderManager) };
        assert!(lost.scope(Action::SeeOrders).is_err());
    }
}
