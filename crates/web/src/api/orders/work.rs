//! Working an order: each step is one command, and answers the order as it then stands.

use super::shape::{OrderState, VisitWindow};
use crate::WebState;
use crate::api::ask::{Command, Done, Nothing, Seen};
use crate::api::code::{CauseCode, JudgementCode, PauseCode};
use crate::api::problem::Problem;
use crate::api::requests::WithReason;
use app::order::{self, CompleteOrder, OrderAt, UsedPart};
use axum::extract::Path;
use domain::coverage::Cause;
use domain::ids::{ProviderId, TechnicianId};
use domain::obligation::PauseReason;
use domain::order::{Diagnosis, JudgementKind, PlannedVisit, VisitResult};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(dispatch))
        .routes(routes!(accept))
        .routes(routes!(refuse))
        .routes(routes!(technician))
        .routes(routes!(visit))
        .routes(routes!(arrive))
        .routes(routes!(leave))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(complete))
        .routes(routes!(cancel))
        .routes(routes!(judge))
}

/// To whom an order is given: by territory when no provider is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(examples(json!({"provider_id": "26173942", "reason": "用户指定"})))]
pub struct Dispatch {
    /// The provider; null to choose by territory.
    #[schema(value_type = Option<String>)]
    pub provider_id: Option<ProviderId>,
    /// Why this provider; needed when one is named.
    pub reason: String,
}

/// Dispatch an order, by territory or to a provider by hand
#[utoipa::path(post, path = "/api/orders/{number}/dispatch", tag = "orders", request_body = Dispatch,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Dispatched", body = OrderState)))]
async fn dispatch(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, body }: Command<Dispatch>,
) -> Result<Done<OrderState>, Problem> {
    let to = body.provider_id.map(|provider| (provider, body.reason));
    let order = order::dispatch(&app, &actor, OrderAt { number, seen }, to).await?;
    Ok(Done::changed(&app, order.into()))
}

/// The provider's answer, with its technician when already known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(examples(json!({"technician_id": null})))]
pub struct Accept {
    /// The technician; may be named later.
    #[schema(value_type = Option<String>)]
    pub technician_id: Option<TechnicianId>,
}

/// Accept a dispatched order
#[utoipa::path(post, path = "/api/orders/{number}/accept", tag = "orders", request_body = Accept,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Accepted", body = OrderState)))]
async fn accept(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, body }: Command<Accept>,
) -> Result<Done<OrderState>, Problem> {
    let order = order::accept(&app, &actor, OrderAt { number, seen }, body.technician_id).await?;
    Ok(Done::changed(&app, order.into()))
}

/// Refuse a dispatched order, with the reason
#[utoipa::path(post, path = "/api/orders/{number}/refuse", tag = "orders", request_body = WithReason,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Refused; it is open again", body = OrderState)))]
async fn refuse(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, body }: Command<WithReason>,
) -> Result<Done<OrderState>, Problem> {
    let order = order::refuse(&app, &actor, OrderAt { number, seen }, body.reason).await?;
    Ok(Done::changed(&app, order.into()))
}

/// The technician of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"technician_id": "26173943"})))]
pub struct NameTechnician {
    /// Who.
    #[schema(value_type = String)]
    pub technician_id: TechnicianId,
}

/// Name the technician, or another one
#[utoipa::path(post, path = "/api/orders/{number}/technician", tag = "orders", request_body = NameTechnician,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Named", body = OrderState)))]
async fn technician(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, body }: Command<NameTechnician>,
) -> Result<Done<OrderState>, Problem> {
    let order = order::name_technician(&app, &actor, OrderAt { number, seen }, body.technician_id).await?;
    Ok(Done::changed(&app, order.into()))
}

/// Agree a visit with the customer
#[utoipa::path(post, path = "/api/orders/{number}/visit", tag = "orders", request_body = VisitWindow,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Agreed", body = OrderState)))]
async fn visit(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, body: VisitWindow { from_at, until_at } }: Command<VisitWindow>,
) -> Result<Done<OrderState>, Problem> {
    let order =
        order::plan_visit(&app, &actor, OrderAt { number, seen }, PlannedVisit { from_at, until_at }).await?;
    Ok(Done::changed(&app, order.into()))
}

/// Record that the technician arrived
#[utoipa::path(post, path = "/api/orders/{number}/arrive", tag = "orders", request_body = Nothing,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Arrived", body = OrderState)))]
async fn arrive(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, .. }: Command<Nothing>,
) -> Result<Done<OrderState>, Problem> {
    let order = order::arrive(&app, &actor, OrderAt { number, seen }).await?;
    Ok(Done::changed(&app, order.into()))
}

/// Why the technician left without a solution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "result", deny_unknown_fields)]
#[schema(examples(json!({"result": "part_missing", "part": "P-VALVE"})))]
pub enum Leave {
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

/// Record that the technician left without a solution
#[utoipa::path(post, path = "/api/orders/{number}/leave", tag = "orders", request_body = Leave,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Left; another visit follows", body = OrderState)))]
async fn leave(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, body }: Command<Leave>,
) -> Result<Done<OrderState>, Problem> {
    let result = match body {
        Leave::NobodyHome => VisitResult::NobodyHome,
        Leave::PartMissing { part } => VisitResult::PartMissing { part },
        Leave::NotSolved { reason } => VisitResult::NotSolved { reason },
    };
    let order = order::leave(&app, &actor, OrderAt { number, seen }, result).await?;
    Ok(Done::changed(&app, order.into()))
}

/// Why the work waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"reason": "customer_postponed"})))]
pub struct Pause {
    /// Why.
    #[schema(value_type = PauseCode)]
    pub reason: PauseReason,
}

/// Pause the work; only what the customer asks for stops the clock
#[utoipa::path(post, path = "/api/orders/{number}/pause", tag = "orders", request_body = Pause,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Paused", body = OrderState)))]
async fn pause(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, body }: Command<Pause>,
) -> Result<Done<OrderState>, Problem> {
    let order = order::pause(&app, &actor, OrderAt { number, seen }, body.reason).await?;
    Ok(Done::changed(&app, order.into()))
}

/// Resume the work
#[utoipa::path(post, path = "/api/orders/{number}/resume", tag = "orders", request_body = Nothing,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Resumed", body = OrderState)))]
async fn resume(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, .. }: Command<Nothing>,
) -> Result<Done<OrderState>, Problem> {
    let order = order::resume(&app, &actor, OrderAt { number, seen }).await?;
    Ok(Done::changed(&app, order.into()))
}

/// What was found and done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({
    "symptom": "no-heat",
    "cause": "product",
    "remedy": "replace-valve",
    "note": "",
    "labour_minutes": 45,
    "parts": [{"code": "P-VALVE", "quantity": 1, "old_returned": true}],
    "signed_by": "张三丰"
})))]
pub struct CompletionReport {
    /// Symptom code.
    pub symptom: String,
    /// The cause, which decides who pays.
    #[schema(value_type = CauseCode)]
    pub cause: Cause,
    /// Remedy code.
    pub remedy: String,
    /// In words.
    #[serde(default)]
    pub note: String,
    /// Labour.
    #[schema(minimum = 1, maximum = 1440)]
    pub labour_minutes: i64,
    /// Parts by code.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub parts: Vec<ReportedPart>,
    /// The name the customer signed with.
    pub signed_by: String,
}

/// A part the technician used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportedPart {
    /// Its code.
    pub code: String,
    /// How many.
    #[schema(minimum = 1, maximum = 999)]
    pub quantity: i64,
    /// Whether the old part is returned.
    #[serde(default)]
    pub old_returned: bool,
}

impl From<CompletionReport> for CompleteOrder {
    fn from(report: CompletionReport) -> Self {
        let part = |part: ReportedPart| UsedPart {
            code: part.code,
            quantity: part.quantity,
            old_returned: part.old_returned,
        };
        Self {
            diagnosis: Diagnosis {
                symptom: report.symptom,
                cause: report.cause,
                remedy: report.remedy,
                note: report.note,
            },
            labour_minutes: report.labour_minutes,
            parts: report.parts.into_iter().map(part).collect(),
            signed_by: report.signed_by,
        }
    }
}

/// Complete an order with diagnosis, labour, parts and signature
#[utoipa::path(post, path = "/api/orders/{number}/complete", tag = "orders", request_body = CompletionReport,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Completed", body = OrderState)))]
async fn complete(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, body }: Command<CompletionReport>,
) -> Result<Done<OrderState>, Problem> {
    let order = order::complete(&app, &actor, OrderAt { number, seen }, body.into()).await?;
    Ok(Done::changed(&app, order.into()))
}

/// Cancel an order unserved
#[utoipa::path(post, path = "/api/orders/{number}/cancel", tag = "orders", request_body = WithReason,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Cancelled", body = OrderState)))]
async fn cancel(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, body }: Command<WithReason>,
) -> Result<Done<OrderState>, Problem> {
    let order = order::cancel(&app, &actor, OrderAt { number, seen }, body.reason).await?;
    Ok(Done::changed(&app, order.into()))
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"kind": "void", "reason": "回访查无此用户"})))]
pub struct Judge {
    /// What was found.
    #[schema(value_type = JudgementCode)]
    pub kind: JudgementKind,
    /// The evidence.
    pub reason: String,
}

/// Judge a completed order void or false
#[utoipa::path(post, path = "/api/orders/{number}/judge", tag = "orders", request_body = Judge,
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "Judged", body = OrderState)))]
async fn judge(
    Path(number): Path<String>,
    Seen(seen): Seen,
    Command { app, actor, body }: Command<Judge>,
) -> Result<Done<OrderState>, Problem> {
    let order = order::judge(&app, &actor, OrderAt { number, seen }, body.kind, body.reason).await?;
    Ok(Done::changed(&app, order.into()))
}
