//! Orders as they are sent, and what a list of them is narrowed by.

use crate::api::ask::flag;
use crate::api::callbacks::CallbackState;
use crate::api::code::{
    CategoryFilterCode, CauseCode, ChargeCode, JudgementCode, OrderStageCode, PauseCode, PayerCode,
    PriceCode, RegionCode, VisitResultCode, written,
};
use crate::api::shared::{Clause, Coverage, MaskedCustomer, Owed};
use app::view::api::{OrderFilter, OrderRow, OrderSort, OrderView, Stages};
use domain::coverage::{Cause, Payer, Price};
use domain::identifier::mask;
use domain::ids::{CustomerId, ProviderId, StatementId, TechnicianId};
use domain::obligation::PauseReason;
use domain::order::{Charge, ChargeKind, Completion, Judgement, JudgementKind, Order, Stage, VisitResult};
use domain::{Fen, Month, RegionClass};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a list of orders is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrderQuery {
    /// In this stage.
    stage: Option<OrderStageCode>,
    /// Only those in which work remains.
    #[serde(deserialize_with = "flag")]
    unfinished: Option<bool>,
    /// Of this provider.
    #[param(value_type = Option<String>)]
    provider: Option<ProviderId>,
    /// Of this technician.
    #[param(value_type = Option<String>)]
    technician: Option<TechnicianId>,
    /// Of this customer.
    #[param(value_type = Option<String>)]
    customer: Option<CustomerId>,
    /// Of this product line.
    product_line: Option<String>,
    /// In this category, or `undecided`.
    category: Option<CategoryFilterCode>,
    /// In this division: two, four or six digits.
    division: Option<String>,
    /// Completed in this month: `2026-03`.
    #[param(value_type = Option<String>)]
    month: Option<Month>,
    /// Judged so.
    #[param(value_type = Option<JudgementCode>)]
    judgement: Option<JudgementKind>,
    /// With this number, or for the unit with this serial.
    text: Option<String>,
    /// Reported at or after.
    reported_from: Option<Timestamp>,
    /// Reported before.
    reported_to: Option<Timestamp>,
    /// Open and due before.
    due_before: Option<Timestamp>,
    /// Only those whose work is paused.
    #[serde(deserialize_with = "flag")]
    paused: Option<bool>,
    /// The order of the list.
    sort: Option<SortCode>,
}

/// The order of a list of orders.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SortCode {
    /// Newest first.
    Newest,
    /// Soonest due first; orders without a running clock are left out.
    Due,
}

impl From<OrderQuery> for OrderFilter {
    fn from(query: OrderQuery) -> Self {
        let stages = match (query.stage, query.unfinished) {
            (Some(stage), _) => Stages::read(&written(&stage)),
            (None, Some(true)) => Stages::Unfinished,
            (None, _) => Stages::Any,
        };
        Self {
            stages,
            provider: query.provider,
            technician: query.technician,
            customer: query.customer,
            product_line: query.product_line,
            category: query.category.as_ref().map(written),
            division: query.division,
            month: query.month,
            judgement: query.judgement,
            text: query.text,
            reported_from: query.reported_from,
            reported_to: query.reported_to,
            due_before: query.due_before,
            paused: query.paused == Some(true),
            sort: match query.sort {
                Some(SortCode::Due) => OrderSort::Due,
                Some(SortCode::Newest) | None => OrderSort::default(),
            },
            ..Self::default()
        }
    }
}

/// An order in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedOrder {
    /// Its number.
    pub number: String,
    /// Where it stands.
    #[schema(value_type = OrderStageCode)]
    pub stage: String,
    /// Its category, or `undecided`.
    #[schema(value_type = CategoryFilterCode)]
    pub category: String,
    /// Its product line; empty when unknown.
    pub product_line: String,
    /// Division code of the place of service; empty when unknown.
    pub division: String,
    /// The provider that has it.
    #[schema(value_type = Option<String>)]
    pub provider_id: Option<ProviderId>,
    /// The provider's name.
    pub provider_name: Option<String>,
    /// The technician that has it.
    #[schema(value_type = Option<String>)]
    pub technician_id: Option<TechnicianId>,
    /// The technician's name.
    pub technician_name: Option<String>,
    /// The customer, masked.
    pub customer: MaskedCustomer,
    /// The serial of the unit, when it is on file.
    pub serial: Option<String>,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// When it is due, while its clock runs.
    pub due_at: Option<Timestamp>,
    /// Why its work is paused.
    #[schema(value_type = Option<PauseCode>)]
    pub paused: Option<String>,
    /// The month of its completion.
    pub completed_month: Option<String>,
    /// How it was judged.
    #[schema(value_type = Option<JudgementCode>)]
    pub judgement: Option<String>,
}

impl From<OrderRow> for ListedOrder {
    fn from(row: OrderRow) -> Self {
        Self {
            customer: MaskedCustomer::of(row.customer_id, &row.customer_name, &row.customer_phone),
            number: row.number,
            stage: row.stage,
            category: row.category,
            product_line: row.product_line,
            division: row.division,
            provider_id: row.provider_id,
            provider_name: row.provider_name,
            technician_id: row.technician_id,
            technician_name: row.technician_name,
            serial: row.serial,
            reported_at: row.reported_at,
            due_at: row.due_at,
            paused: row.paused,
            completed_month: row.completed_month,
            judgement: row.judgement,
        }
    }
}

/// An order by itself, as every step answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrderState {
    /// Its number.
    pub number: String,
    /// Its version, which every change raises.
    pub version: u32,
    /// Where it stands.
    #[schema(value_type = OrderStageCode)]
    pub stage: &'static str,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it is due, while its clock runs.
    pub due_at: Option<Timestamp>,
    /// Why its work is paused.
    #[schema(value_type = Option<PauseCode>)]
    pub paused: Option<PauseReason>,
    /// The customer.
    #[schema(value_type = String)]
    pub customer_id: CustomerId,
    /// The provider that has it.
    #[schema(value_type = Option<String>)]
    pub provider_id: Option<ProviderId>,
    /// The technician that has it.
    #[schema(value_type = Option<String>)]
    pub technician_id: Option<TechnicianId>,
    /// The product line; empty when unknown.
    pub product_line: String,
    /// The serial as given.
    pub serial: String,
    /// Division code of the place of service.
    pub division: String,
    /// The class of the place.
    #[schema(value_type = Option<RegionCode>)]
    pub region: Option<RegionClass>,
    /// The problem in the customer's words.
    pub problem: String,
    /// Who pays what and why.
    pub coverage: Coverage,
    /// The visit that is agreed.
    pub planned: Option<VisitWindow>,
    /// Visits that took place.
    pub visits: Vec<PastVisit>,
    /// What was done, once completed.
    pub completion: Option<CompletionDetail>,
    /// Priced lines, once completed.
    pub charges: Vec<ChargeLine>,
    /// What a check found.
    pub judgement: Option<JudgementDetail>,
    /// Why it was cancelled.
    pub cancelled_because: Option<String>,
    /// The statement that claims it.
    #[schema(value_type = Option<String>)]
    pub statement_id: Option<StatementId>,
}

/// When a visit is agreed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"from_at": "2026-03-03T01:00:00Z", "until_at": "2026-03-03T04:00:00Z"})))]
pub struct VisitWindow {
    /// Not before.
    pub from_at: Timestamp,
    /// Not after; at most 12 hours later.
    pub until_at: Timestamp,
}

/// A visit that took place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PastVisit {
    /// Arrived.
    pub arrived_at: Timestamp,
    /// Left.
    pub left_at: Timestamp,
    /// What came of it.
    #[schema(value_type = VisitResultCode)]
    pub result: &'static str,
    /// The missing part, or the reason.
    pub note: Option<String>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompletionDetail {
    /// When.
    pub completed_at: Timestamp,
    /// The month it counts for.
    #[schema(value_type = String)]
    pub month: Month,
    /// Symptom code.
    pub symptom: String,
    /// The cause.
    #[schema(value_type = CauseCode)]
    pub cause: Cause,
    /// Remedy code.
    pub remedy: String,
    /// In words.
    pub note: String,
    /// Labour.
    pub labour_minutes: i64,
    /// Parts.
    pub parts: Vec<PartLine>,
    /// The name the customer signed with, masked.
    pub signed_by: String,
}

/// A part that was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartLine {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// Whether the old part is returned.
    pub old_returned: bool,
}

/// One priced line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChargeLine {
    /// What is priced.
    #[schema(value_type = ChargeCode)]
    pub kind: ChargeKind,
    /// Which part; empty for labour.
    pub item: String,
    /// How many.
    pub quantity: i64,
    /// The amount for all of them, in fen.
    #[schema(value_type = i64)]
    pub amount_fen: Fen,
    /// Who pays; null while undecided.
    #[schema(value_type = Option<PayerCode>)]
    pub payer: Option<Payer>,
    /// At which price; null while undecided.
    #[schema(value_type = Option<PriceCode>)]
    pub price: Option<Price>,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JudgementDetail {
    /// What was found.
    #[schema(value_type = JudgementCode)]
    pub kind: JudgementKind,
    /// The evidence.
    pub reason: String,
    /// The clause.
    pub clause: Clause,
    /// When.
    pub judged_at: Timestamp,
}

/// An order with its parties, obligations and callbacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrderDetail {
    /// The order.
    pub order: OrderState,
    /// The customer, masked.
    pub customer: MaskedCustomer,
    /// The provider's name.
    pub provider_name: Option<String>,
    /// The technician's name.
    pub technician_name: Option<String>,
    /// What is owed about it, oldest first.
    pub obligations: Vec<Owed>,
    /// Its callbacks, oldest first.
    pub callbacks: Vec<CallbackState>,
}

impl From<OrderView> for OrderDetail {
    fn from(view: OrderView) -> Self {
        Self {
            customer: MaskedCustomer::from(&view.customer),
            provider_name: view.provider.map(|provider| provider.profile.name),
            technician_name: view.technician.map(|technician| technician.profile.name),
            obligations: view.obligations.into_iter().map(Owed::from).collect(),
            callbacks: view.callbacks.into_iter().map(CallbackState::from).collect(),
            order: view.order.into(),
        }
    }
}

impl From<Order> for OrderState {
    fn from(order: Order) -> Self {
        let (provider_id, technician_id) = (order.provider_id(), order.technician_id());
        let stage = order.stage.code();
        let (mut planned, mut completion, mut cancelled_because) = (None, None, None);
        match order.stage {
            Stage::VisitPlanned { planned: window, .. } => {
                planned = Some(VisitWindow { from_at: window.from_at, until_at: window.until_at });
            }
            Stage::Completed { completion: done, .. } => completion = Some(CompletionDetail::from(*done)),
            Stage::Cancelled { reason, .. } => cancelled_because = Some(reason),
            Stage::Open | Stage::Dispatched { .. } | Stage::Accepted { .. } | Stage::OnSite { .. } => {}
        }
        let visit = |visit: domain::order::Visit| {
            let (result, note) = result_of(visit.result);
            PastVisit { arrived_at: visit.arrived_at, left_at: visit.left_at, result, note }
        };
        Self {
            number: order.opened.number,
            version: order.version,
            stage,
            reported_at: order.opened.reported_at,
            opened_at: order.opened_at,
            due_at: order.due_at,
            paused: order.paused,
            customer_id: order.opened.customer_id,
            provider_id,
            technician_id,
            product_line: order.opened.product_line,
            serial: order.opened.serial,
            division: order.opened.division,
            region: order.opened.region,
            problem: order.opened.problem,
            coverage: order.coverage.into(),
            planned,
            visits: order.visits.into_iter().map(visit).collect(),
            completion,
            charges: order.charges.into_iter().map(ChargeLine::from).collect(),
            judgement: order.judgement.map(JudgementDetail::from),
            cancelled_because,
            statement_id: order.statement_id,
        }
    }
}

/// The code of a visit's result, and what it names.
fn result_of(result: VisitResult) -> (&'static str, Option<String>) {
    match result {
        VisitResult::Solved => ("solved", None),
        VisitResult::NobodyHome => ("nobody_home", None),
        VisitResult::PartMissing { part } => ("part_missing", Some(part)),
        VisitResult::NotSolved { reason } => ("not_solved", Some(reason)),
    }
}

impl From<Completion> for CompletionDetail {
    fn from(done: Completion) -> Self {
        let part = |part: domain::order::PartUsed| PartLine {
            code: part.code,
            name: part.name,
            quantity: part.quantity,
            old_returned: part.old_returned,
        };
        Self {
            completed_at: done.completed_at,
            month: done.month,
            symptom: done.diagnosis.symptom,
            cause: done.diagnosis.cause,
            remedy: done.diagnosis.remedy,
            note: done.diagnosis.note,
            labour_minutes: done.labour_minutes,
            parts: done.parts.into_iter().map(part).collect(),
            signed_by: mask::name(&done.signed_by),
        }
    }
}

impl From<Charge> for ChargeLine {
    fn from(Charge { kind, item, quantity, amount_fen, payer, price }: Charge) -> Self {
        Self { kind, item, quantity, amount_fen, payer, price }
    }
}

impl From<Judgement> for JudgementDetail {
    fn from(judgement: Judgement) -> Self {
        Self {
            kind: judgement.kind,
            reason: judgement.reason,
            clause: judgement.citation.into(),
            judged_at: judgement.judged_at,
        }
    }
}
