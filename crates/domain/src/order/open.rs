//! Opening an order for a request (M2): the facts it stands on are pinned.

use super::{Order, OrderFact};
use crate::coverage::{CoverageDecision, SaleDate};
use crate::division::RegionClass;
use crate::ids::{AgreementId, CustomerId, OrderId, ProductId, RequestId, UnitId};
use crate::outcome::{Changed, Stamp};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an order is opened with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Its number, without gaps in the tenant: `W26-0000001`.
    pub number: String,
    /// The request it serves.
    pub request_id: RequestId,
    /// When the customer called; deadlines count from here.
    pub reported_at: Timestamp,
    /// The customer.
    pub customer_id: CustomerId,
    /// The unit, when known.
    pub unit_id: Option<UnitId>,
    /// The product, when known.
    pub product_id: Option<ProductId>,
    /// The product line; empty when unknown.
    pub product_line: String,
    /// The serial as given.
    pub serial: String,
    /// Division code of the place of service; empty when unknown.
    pub division: String,
    /// Its class, which decides the deadline (A1.14, A2.3).
    pub region: Option<RegionClass>,
    /// The agreement version in force when it was opened.
    pub agreement_id: Option<AgreementId>,
    /// What was known of the day of sale at the call; the unit's file outranks it once it says more.
    pub sale: SaleDate,
    /// The problem in the customer's words.
    pub problem: String,
}

impl Order {
    /// Opens an order.
    pub fn open(
        id: OrderId,
        opened: Opened,
        coverage: CoverageDecision,
        due_at: Option<Timestamp>,
        stamp: Stamp,
    ) -> Changed<Self> {
        let fact = OrderFact::Opened { opened: Box::new(opened), coverage: Box::new(coverage), due_at };
        Changed::new(id.0, fact, stamp)
    }
}
