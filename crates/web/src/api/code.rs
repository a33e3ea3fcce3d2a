//! The codes of the interface, for its document: each enumeration lists what a field may hold.
//!
//! The values themselves travel as the domain writes them; a test holds these lists to the domain's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares an enumeration of codes.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$code_doc:meta])* $code:ident,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$code_doc])* $code,)+ }

        #[cfg(test)]
        impl $name {
            /// Every code, as it is written.
            pub fn all() -> Vec<String> {
                [$(Self::$code,)+].iter().map(written).collect()
            }
        }
    )+};
}

codes! {
    /// How a request came in.
    ChannelCode {
        /// A call to the hotline.
        Phone,
        /// The form on the web.
        Web,
        /// An import.
        Import,
        /// Another program.
        Program,
    }
    /// Where a request stands.
    RequestStageCode {
        /// Recorded, nothing decided.
        Open,
        /// An order exists.
        Ordered,
        /// Answered without an order.
        Answered,
        /// Withdrawn.
        Cancelled,
    }
    /// What a person should look at.
    FlagCode {
        /// The serial given is in no file.
        SerialUnknown,
        /// The phone number has no valid form.
        PhoneOdd,
        /// The date of sale is missing or contradicts the facts.
        SaleDateUnclear,
        /// The division is missing or unknown.
        DivisionUnknown,
        /// An open order of the same unit exists.
        PossibleDuplicate,
    }
    /// The four categories of service.
    CategoryCode {
        /// The customer pays.
        Paid,
        /// Under a service contract.
        Contract,
        /// Free in warranty.
        Warranty,
        /// Internal work.
        Internal,
    }
    /// A category to look for.
    CategoryFilterCode {
        /// The customer pays.
        Paid,
        /// Under a service contract.
        Contract,
        /// Free in warranty.
        Warranty,
        /// Internal work.
        Internal,
        /// Not decided yet.
        Undecided,
    }
    /// Who pays a line.
    PayerCode {
        /// The principal.
        Principal,
        /// The provider.
        Provider,
        /// The customer.
        Customer,
    }
    /// What the customer is charged for a line.
    PriceCode {
        /// Nothing.
        Free,
        /// At cost.
        AtCost,
        /// The published rates.
        Published,
    }
    /// A fact a decision may need.
    FactCode {
        /// Which product it is.
        Product,
        /// The day of sale.
        SaleDate,
        /// The cause of the fault.
        Cause,
        /// The place of service.
        Division,
    }
    /// What is done while the facts do not suffice.
    #[expect(clippy::enum_variant_names, reason = "the codes of the domain end so")]
    FallbackCode {
        /// Serve, and settle the price later.
        ServeFirst,
        /// Charge, and refund later.
        ChargeFirst,
        /// Ask before dispatch.
        AskFirst,
    }
    /// What caused the fault.
    CauseCode {
        /// The product's quality.
        Product,
        /// The user.
        User,
        /// Force majeure.
        ForceMajeure,
    }
    /// The class of a place, which decides the deadline.
    RegionCode {
        /// A city district.
        City,
        /// A county.
        County,
    }
    /// Where an order stands.
    OrderStageCode {
        /// No provider yet.
        Open,
        /// Given to a provider that has not answered.
        Dispatched,
        /// A provider has taken it.
        Accepted,
        /// The visit is agreed with the customer.
        VisitPlanned,
        /// The technician is on site.
        OnSite,
        /// Done and signed for.
        Completed,
        /// Ended unserved.
        Cancelled,
    }
    /// Why the work waits.
    PauseCode {
        /// The customer asked for a later day.
        CustomerPostponed,
        /// The customer could not be reached.
        CustomerUnreachable,
        /// A part is awaited; the clock keeps running.
        AwaitingPart,
    }
    /// What came of a visit.
    VisitResultCode {
        /// The fault is removed.
        Solved,
        /// Nobody was at home.
        NobodyHome,
        /// A part is missing.
        PartMissing,
        /// Another reason.
        NotSolved,
    }
    /// What a check found.
    JudgementCode {
        /// The data is incomplete: the order is not paid.
        Void,
        /// The data is false: ten times the amount is fined.
        Tenfold,
    }
    /// What is priced.
    ChargeCode {
        /// Labour.
        Labour,
        /// A part.
        Part,
    }
    /// What is owed.
    ObligationCode {
        /// On site within the agreed time.
        OnSite,
        /// Fault removed within the agreed time.
        Restore,
        /// The month's first callbacks.
        FirstCallbacks,
        /// The month's statement.
        Submit,
        /// Second callbacks and spot check.
        Verify,
        /// Payment.
        Pay,
    }
    /// Where an obligation stands.
    ObligationStateCode {
        /// The clock runs.
        Open,
        /// The clock stands still.
        Paused,
        /// Done in time.
        Met,
        /// Missed; perhaps done later.
        Breached,
        /// No longer owed.
        Lapsed,
    }
    /// Whose callback it is.
    CallbackKindCode {
        /// The provider's.
        First,
        /// The centre's.
        Second,
    }
    /// Where a callback stands.
    CallbackStageCode {
        /// To be made.
        Due,
        /// The customer was reached.
        Done,
        /// Given up.
        GivenUp,
    }
    /// Why a customer was not reached.
    UnreachedCode {
        /// Nobody answered.
        NoAnswer,
        /// The number is not the customer's.
        WrongNumber,
        /// The customer did not want to talk.
        Declined,
    }
    /// Where a statement stands.
    StatementStageCode {
        /// The month's orders are gathered.
        Collecting,
        /// Originals and form were sent.
        Submitted,
        /// The centre has them.
        Received,
        /// Called back and checked.
        Verified,
        /// Confirmed by the centre.
        Confirmed,
        /// Approved.
        Approved,
        /// Paid.
        Paid,
    }
    /// What a statement line is for.
    LineCode {
        /// A fee per repaired unit.
        Repair,
        /// A fee per visit.
        Visit,
        /// A share of the month's sales.
        SalesShare,
        /// A part issued without its old part.
        Part,
        /// A void order.
        Void,
        /// The tenfold fine.
        Tenfold,
    }
    /// What a person is in the network.
    RoleCode {
        /// Takes calls, opens orders, dispatches.
        Agent,
        /// Heads the service centre.
        Supervisor,
        /// Calls back and checks.
        Auditor,
        /// Approves statements.
        MarketingManager,
        /// Pays.
        Finance,
        /// Manages a provider.
        ProviderManager,
        /// Works at a provider's desk.
        ProviderClerk,
        /// Visits customers.
        Technician,
        /// Manages people, agreements and data.
        Administrator,
    }
    /// The kind of record something is about.
    SubjectCode {
        /// A request.
        Request,
        /// An order.
        Order,
        /// An obligation.
        Obligation,
        /// A callback.
        Callback,
        /// A statement.
        Statement,
        /// A product.
        Product,
        /// A part.
        Part,
        /// A unit.
        Unit,
        /// A customer.
        Customer,
        /// A provider.
        Provider,
        /// A technician.
        Technician,
        /// A person.
        Person,
        /// Monthly sales.
        Sales,
        /// An agreement version.
        Agreement,
        /// A ledger entry.
        Entry,
    }
}

/// A code as JSON writes it, without the quotes.
pub fn written(code: &impl Serialize) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::shared::Standing;
    use super::*;
    use domain::callback::{CallbackKind, CallbackStage, Unreached};
    use domain::coverage::{Category, Cause, Fact, Fallback, Payer, Price};
    use domain::obligation::{ObligationKind, ObligationState, PauseReason};
    use domain::order::{ChargeKind, JudgementKind, Stage, VisitResult};
    use domain::outcome::SubjectKind;
    use domain::people::Role;
    use domain::request::{Channel, Flag, RequestStage};
    use domain::settlement::{LineKind, StatementStage};

    fn all<T: Serialize>(values: impl IntoIterator<Item = T>) -> Vec<String> {
        values.into_iter().map(|value| written(&value)).collect()
    }

    #[test]
    fn the_document_lists_what_became_of_visits_callbacks_and_obligations() {
        let at = jiff::Timestamp::UNIX_EPOCH;
        let (part, reason) = (String::new(), String::new());
        let results = [
            VisitResult::Solved,
            VisitResult::NobodyHome,
            VisitResult::PartMissing { part },
            VisitResult::NotSolved { reason },
        ];
        let tags = results
            .map(|result| serde_json::to_value(result).unwrap()["result"].as_str().unwrap().to_owned());
        assert_eq!(VisitResultCode::all(), tags);
        let stages = [
            serde_json::json!("due"),
            serde_json::to_value(CallbackStage::GivenUp { given_up_at: at }).unwrap()["stage"].clone(),
        ];
        let codes = CallbackStageCode::all();
        assert_eq!([&codes[0], &codes[2]], [stages[0].as_str().unwrap(), stages[1].as_str().unwrap()]);
        let states = [
            ObligationState::Open { due_at: at, provisional: false },
            ObligationState::Paused { reason: PauseReason::AwaitingPart },
            ObligationState::Met { met_at: at },
            ObligationState::Breached { due_at: at, met_late_at: None },
            ObligationState::Lapsed { lapsed_at: at },
        ];
        let codes: Vec<&str> = states.iter().map(|state| Standing::from(state).state).collect();
        assert_eq!(ObligationStateCode::all(), codes);
    }

    #[test]
    fn the_document_lists_the_domains_codes() {
        assert_eq!(ChannelCode::all(), all(Channel::ALL));
        assert_eq!(PauseCode::all(), all(PauseReason::ALL));
        assert_eq!(ObligationCode::all(), all(ObligationKind::ALL));
        assert_eq!(UnreachedCode::all(), all(Unreached::ALL));
        assert_eq!(StatementStageCode::all(), StatementStage::WAY);
        assert_eq!(LineCode::all(), all(LineKind::ALL));
        assert_eq!(RoleCode::all(), all(Role::ALL));
        assert_eq!(SubjectCode::all(), all(SubjectKind::ALL));
        assert_eq!(OrderStageCode::all()[..6], Stage::WAY);
        assert_eq!(
            FlagCode::all(),
            all([
                Flag::SerialUnknown,
                Flag::PhoneOdd,
                Flag::SaleDateUnclear,
                Flag::DivisionUnknown,
                Flag::PossibleDuplicate
            ])
        );
        assert_eq!(
            CategoryCode::all(),
            all([Category::Paid, Category::Contract, Category::Warranty, Category::Internal])
        );
        assert_eq!(PayerCode::all(), all([Payer::Principal, Payer::Provider, Payer::Customer]));
        assert_eq!(PriceCode::all(), all([Price::Free, Price::AtCost, Price::Published]));
        assert_eq!(FactCode::all(), all([Fact::Product, Fact::SaleDate, Fact::Cause, Fact::Division]));
        assert_eq!(
            FallbackCode::all(),
            all([Fallback::ServeFirst, Fallback::ChargeFirst, Fallback::AskFirst])
        );
        assert_eq!(CauseCode::all(), all([Cause::Product, Cause::User, Cause::ForceMajeure]));
        assert_eq!(RegionCode::all(), all([domain::RegionClass::City, domain::RegionClass::County]));
        assert_eq!(JudgementCode::all(), all([JudgementKind::Void, JudgementKind::Tenfold]));
        assert_eq!(ChargeCode::all(), all([ChargeKind::Labour, ChargeKind::Part]));
        let order_id = domain::ids::OrderId(1);
        let (answer, reason) = (String::new(), String::new());
        let requests = [
            RequestStage::Open,
            RequestStage::Ordered { order_id },
            RequestStage::Answered { answer },
            RequestStage::Cancelled { reason },
        ];
        assert_eq!(RequestStageCode::all(), requests.iter().map(RequestStage::code).collect::<Vec<_>>());
        assert_eq!(CategoryFilterCode::all()[..4], CategoryCode::all());
        assert_eq!(CallbackKindCode::all(), all([CallbackKind::First, CallbackKind::Second]));
    }
}
