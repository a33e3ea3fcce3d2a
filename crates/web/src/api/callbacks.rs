//! Callbacks: the queue, a try that failed, and what the customer said.

use super::ask::{Caller, Command, Done, Items, Listing, Paging};
use super::code::{CallbackKindCode, CallbackStageCode, UnreachedCode, written};
use super::id_of;
use super::problem::Problem;
use super::shared::MaskedCustomer;
use crate::WebState;
use app::callback;
use app::view::api::{self as view, CallbackFilter, CallbackRow};
use axum::Json;
use axum::extract::Path;
use domain::Month;
use domain::callback::{Answers, Callback, CallbackKind, CallbackStage, Unreached};
use domain::ids::{CallbackId, OrderId, ProviderId, StatementId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(attempt))
        .routes(routes!(answers))
}

/// What a list of callbacks is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CallbackQuery {
    /// Of this kind.
    #[param(value_type = Option<CallbackKindCode>)]
    kind: Option<CallbackKind>,
    /// In this stage.
    stage: Option<CallbackStageCode>,
    /// About the orders of this provider.
    #[param(value_type = Option<String>)]
    provider: Option<ProviderId>,
    /// About orders completed in this month: `2026-03`.
    #[param(value_type = Option<String>)]
    month: Option<Month>,
    /// For the check of this statement.
    #[param(value_type = Option<String>)]
    statement: Option<StatementId>,
}

impl From<CallbackQuery> for CallbackFilter {
    fn from(query: CallbackQuery) -> Self {
        Self {
            kind: query.kind,
            stage: query.stage.as_ref().map(written),
            provider: query.provider,
            month: query.month,
            statement: query.statement,
        }
    }
}

/// A callback in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedCallback {
    /// Its id.
    #[schema(value_type = String)]
    pub id: CallbackId,
    /// Whose it is.
    #[schema(value_type = CallbackKindCode)]
    pub kind: String,
    /// Where it stands.
    #[schema(value_type = CallbackStageCode)]
    pub stage: String,
    /// The number of the order it asks about.
    pub order_number: String,
    /// The order's provider.
    #[schema(value_type = String)]
    pub provider_id: ProviderId,
    /// The provider's name.
    pub provider_name: String,
    /// The month of the order's completion.
    pub month: String,
    /// The statement it checks.
    #[schema(value_type = Option<String>)]
    pub statement_id: Option<StatementId>,
    /// The customer to ask, masked.
    pub customer: MaskedCustomer,
    /// How often the customer was tried in vain.
    pub attempts: usize,
}

impl From<CallbackRow> for ListedCallback {
    fn from(row: CallbackRow) -> Self {
        Self {
            customer: MaskedCustomer::of(row.customer_id, &row.customer_name, &row.customer_phone),
            id: row.callback_id,
            kind: row.kind,
            stage: row.stage,
            order_number: row.order_number,
            provider_id: row.provider_id,
            provider_name: row.provider_name,
            month: row.month,
            statement_id: row.statement_id,
            attempts: row.attempts,
        }
    }
}

/// A callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallbackState {
    /// Its id.
    #[schema(value_type = String)]
    pub id: CallbackId,
    /// Its version, which every change raises.
    pub version: u32,
    /// Whose it is.
    #[schema(value_type = CallbackKindCode)]
    pub kind: CallbackKind,
    /// The order it asks about.
    #[schema(value_type = String)]
    pub order_id: OrderId,
    /// The order's provider.
    #[schema(value_type = String)]
    pub provider_id: ProviderId,
    /// The month of the order's completion.
    #[schema(value_type = String)]
    pub month: Month,
    /// The statement it checks.
    #[schema(value_type = Option<String>)]
    pub statement_id: Option<StatementId>,
    /// Tries that did not reach the customer.
    pub attempts: Vec<FailedAttempt>,
    /// Where it stands.
    #[schema(value_type = CallbackStageCode)]
    pub stage: &'static str,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// What was said.
    pub answers: Option<CallbackAnswers>,
}

/// A try that did not reach the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FailedAttempt {
    /// When.
    pub tried_at: Timestamp,
    /// Why not.
    #[schema(value_type = UnreachedCode)]
    pub unreached: Unreached,
}

impl From<Callback> for CallbackState {
    fn from(callback: Callback) -> Self {
        let stage = callback.stage.code();
        let (done_at, answers) = match callback.stage {
            CallbackStage::Done { done_at, answers } => (Some(done_at), Some(CallbackAnswers::from(answers))),
            CallbackStage::Due | CallbackStage::GivenUp { .. } => (None, None),
        };
        let attempts = callback.attempts.iter();
        Self {
            id: callback.id,
            version: callback.version,
            kind: callback.kind,
            order_id: callback.order_id,
            provider_id: callback.provider_id,
            month: callback.month,
            statement_id: callback.statement_id,
            attempts: attempts
                .map(|attempt| FailedAttempt { tried_at: attempt.tried_at, unreached: attempt.unreached })
                .collect(),
            stage,
            done_at,
            answers,
        }
    }
}

/// List callbacks, oldest first
///
/// Providers see their first callbacks, auditors the second ones.
#[utoipa::path(get, path = "/api/callbacks", tag = "callbacks", params(CallbackQuery, Paging),
    responses((status = 200, description = "A page", body = Items<ListedCallback>)))]
async fn list(
    Caller { app, actor }: Caller,
    listing: Listing<CallbackQuery>,
) -> Result<Json<Items<ListedCallback>>, Problem> {
    let listed = view::callbacks(&app, &actor, listing.filter.clone().into(), listing.page.clone()).await?;
    Ok(listing.items(listed, ListedCallback::from))
}

/// Get a callback
#[utoipa::path(get, path = "/api/callbacks/{id}", tag = "callbacks",
    params(("id" = String, Path, description = "The callback's id", example = "26173944")),
    responses((status = 200, description = "The callback", body = CallbackState)))]
async fn get(Caller { app, actor }: Caller, Path(id): Path<String>) -> Result<Json<CallbackState>, Problem> {
    Ok(Json(view::callback(&app, &actor, id_of(&id)?).await?.into()))
}

/// Why the customer was not reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"unreached": "no_answer"})))]
pub struct Attempt {
    /// Why not.
    #[schema(value_type = UnreachedCode)]
    pub unreached: Unreached,
}

/// Record a try that did not reach the customer
#[utoipa::path(post, path = "/api/callbacks/{id}/attempt", tag = "callbacks", request_body = Attempt,
    params(("id" = String, Path, description = "The callback's id", example = "26173944")),
    responses((status = 200, description = "Recorded; after the third try it is given up", body = CallbackState)))]
async fn attempt(
    Path(id): Path<String>,
    Command { app, actor, body }: Command<Attempt>,
) -> Result<Done<CallbackState>, Problem> {
    let callback = callback::record_attempt(&app, &actor, id_of(&id)?, body.unreached).await?;
    Ok(Done::changed(&app, callback.into()))
}

/// What the customer said, and what the papers show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({
    "satisfaction": 5,
    "data_complete": true,
    "data_true": true,
    "original_found": null,
    "comment": "师傅很准时"
})))]
pub struct CallbackAnswers {
    /// Satisfaction, from 1 (bad) to 5 (very good).
    #[schema(minimum = 1, maximum = 5)]
    pub satisfaction: u8,
    /// Whether the customer's data on the order is complete.
    pub data_complete: bool,
    /// Whether the data agrees with the facts.
    pub data_true: bool,
    /// Whether the original voucher was found in order; only asked in the second callback.
    #[serde(default)]
    pub original_found: Option<bool>,
    /// In the customer's words.
    #[serde(default)]
    pub comment: String,
}

impl From<Answers> for CallbackAnswers {
    fn from(answers: Answers) -> Self {
        let Answers { satisfaction, data_complete, data_true, original_found, comment } = answers;
        Self { satisfaction, data_complete, data_true, original_found, comment }
    }
}

impl From<CallbackAnswers> for Answers {
    fn from(answers: CallbackAnswers) -> Self {
        let CallbackAnswers { satisfaction, data_complete, data_true, original_found, comment } = answers;
        Self { satisfaction, data_complete, data_true, original_found, comment }
    }
}

/// Record what the customer said
#[utoipa::path(post, path = "/api/callbacks/{id}/answers", tag = "callbacks", request_body = CallbackAnswers,
    params(("id" = String, Path, description = "The callback's id", example = "26173944")),
    responses((status = 200, description = "Recorded", body = CallbackState)))]
async fn answers(
    Path(id): Path<String>,
    Command { app, actor, body }: Command<CallbackAnswers>,
) -> Result<Done<CallbackState>, Problem> {
    let callback = callback::record_answers(&app, &actor, id_of(&id)?, body.into()).await?;
    Ok(Done::changed(&app, callback.into()))
}
