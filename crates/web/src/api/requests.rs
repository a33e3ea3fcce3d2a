//! Requests: taken, listed, answered, withdrawn, given an order.

use super::ask::{Caller, Command, Done, Items, Listing, Nothing, Paging};
use super::code::{CategoryCode, CategoryFilterCode, ChannelCode, FlagCode, RequestStageCode, written};
use super::problem::Problem;
use super::shared::{Coverage, JournalFact, MaskedCustomer};
use crate::WebState;
use app::request::{self, TakeRequest, TakenRequest};
use app::view::api::{self as view, RequestFilter, RequestRow, RequestView};
use axum::Json;
use axum::extract::Path;
use domain::coverage::Category;
use domain::ids::CustomerId;
use domain::request::{Channel, Flag, RequestStage};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list, take))
        .routes(routes!(get))
        .routes(routes!(journal))
        .routes(routes!(answer))
        .routes(routes!(cancel))
        .routes(routes!(order))
}

/// What a caller says. Only the problem must be given; what is unknown is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(examples(json!({
    "name": "张三丰",
    "phone": "13800138000",
    "division": "330106",
    "address": "文三路 90 号",
    "serial": "SN-0001",
    "product": "",
    "sold_on": "2025-03-02",
    "problem": "不出热水",
    "reported_at": "2026-03-02T01:00:00Z",
    "record_only": false,
    "dispatch_by_hand": false
})))]
pub struct NewRequest {
    /// The customer's name.
    pub name: String,
    /// The customer's phone; a wrong one is kept and flagged.
    pub phone: String,
    /// Division code of six digits; found in the address when empty.
    pub division: String,
    /// The address.
    pub address: String,
    /// The serial on the nameplate; an unknown one is kept and flagged.
    pub serial: String,
    /// The product code, when the unit is not on file.
    pub product: String,
    /// The day of sale as told, or the year alone; empty when unknown.
    pub sold_on: String,
    /// The problem in the customer's words.
    #[schema(min_length = 1, max_length = 2000)]
    pub problem: String,
    /// When the customer called; now when null.
    pub reported_at: Option<Timestamp>,
    /// Only record it; open no order yet.
    pub record_only: bool,
    /// Open the order, but choose the provider by hand later.
    pub dispatch_by_hand: bool,
}

impl From<NewRequest> for TakeRequest {
    fn from(new: NewRequest) -> Self {
        Self {
            name: new.name,
            phone: new.phone,
            division: new.division,
            address: new.address,
            serial: new.serial,
            product: new.product,
            sold_on: new.sold_on,
            problem: new.problem,
            reported_at: new.reported_at,
            record_only: new.record_only,
            dispatch_by_hand: new.dispatch_by_hand,
        }
    }
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(examples(json!({
    "number": "B26-0000001",
    "order_number": "W26-0000001",
    "provider": "杭州日光服务站",
    "category": "warranty",
    "due_at": "2026-03-03T01:00:00Z",
    "flags": []
})))]
pub struct RequestTaken {
    /// The request's number.
    pub number: String,
    /// The order's number, when one was opened.
    pub order_number: Option<String>,
    /// The provider's name, when it was dispatched.
    pub provider: Option<String>,
    /// The category; null while undecided.
    #[schema(value_type = Option<CategoryCode>)]
    pub category: Option<Category>,
    /// When the deadline falls due.
    pub due_at: Option<Timestamp>,
    /// What a person should look at.
    #[schema(value_type = Vec<FlagCode>)]
    pub flags: Vec<Flag>,
}

impl From<TakenRequest> for RequestTaken {
    fn from(taken: TakenRequest) -> Self {
        Self {
            number: taken.number,
            order_number: taken.order_number,
            provider: taken.provider,
            category: taken.category,
            due_at: taken.due_at,
            flags: taken.flags,
        }
    }
}

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedRequest {
    /// Its number.
    pub number: String,
    /// Where it stands.
    #[schema(value_type = RequestStageCode)]
    pub stage: String,
    /// How it came in.
    #[schema(value_type = ChannelCode)]
    pub channel: String,
    /// Its category, or `undecided`.
    pub category: String,
    /// The customer, masked.
    pub customer: MaskedCustomer,
    /// The serial of the unit, when it is on file.
    pub serial: Option<String>,
    /// When it was reported.
    pub reported_at: Timestamp,
}

impl From<RequestRow> for ListedRequest {
    fn from(row: RequestRow) -> Self {
        Self {
            customer: MaskedCustomer::of(row.customer_id, &row.customer_name, &row.customer_phone),
            number: row.number,
            stage: row.stage,
            channel: row.channel,
            category: row.category,
            serial: row.serial,
            reported_at: row.reported_at,
        }
    }
}

/// A request as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RequestDetail {
    /// Its number.
    pub number: String,
    /// Its version, which every change raises.
    pub version: u32,
    /// Where it stands.
    #[schema(value_type = RequestStageCode)]
    pub stage: String,
    /// How it came in.
    #[schema(value_type = ChannelCode)]
    pub channel: Channel,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// The customer, masked.
    pub customer: MaskedCustomer,
    /// The product line, when it is known.
    pub product_line: Option<String>,
    /// The serial as given.
    pub serial: String,
    /// Division code of the place of service.
    pub division: String,
    /// The problem in the customer's words.
    pub problem: String,
    /// What a person should look at.
    #[schema(value_type = Vec<FlagCode>)]
    pub flags: Vec<Flag>,
    /// Who pays what and why.
    pub coverage: Coverage,
    /// The number of its order.
    pub order_number: Option<String>,
    /// What was answered, or why it was withdrawn.
    pub outcome: Option<String>,
}

impl From<RequestView> for RequestDetail {
    fn from(view: RequestView) -> Self {
        let RequestView { request, customer, order_number } = view;
        let stage = request.stage.code().to_owned();
        let outcome = match request.stage {
            RequestStage::Answered { answer } => Some(answer),
            RequestStage::Cancelled { reason } => Some(reason),
            RequestStage::Open | RequestStage::Ordered { .. } => None,
        };
        let taken = request.taken;
        Self {
            number: taken.number,
            version: request.version,
            stage,
            channel: taken.channel,
            reported_at: taken.reported_at,
            customer: MaskedCustomer::from(&customer),
            product_line: taken.product_line,
            serial: taken.serial,
            division: taken.division,
            problem: taken.problem,
            flags: taken.flags,
            coverage: taken.coverage.into(),
            order_number,
            outcome,
        }
    }
}

/// What a list of requests is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RequestQuery {
    /// In this stage.
    stage: Option<RequestStageCode>,
    /// That came in so.
    #[param(value_type = Option<ChannelCode>)]
    channel: Option<Channel>,
    /// In this category, or `undecided`.
    category: Option<CategoryFilterCode>,
    /// Of this customer.
    #[param(value_type = Option<String>)]
    customer: Option<CustomerId>,
    /// Reported at or after.
    reported_from: Option<Timestamp>,
    /// Reported before.
    reported_to: Option<Timestamp>,
}

impl From<RequestQuery> for RequestFilter {
    fn from(query: RequestQuery) -> Self {
        Self {
            stage: query.stage.as_ref().map(written),
            channel: query.channel,
            category: query.category.as_ref().map(written),
            customer: query.customer,
            reported_from: query.reported_from,
            reported_to: query.reported_to,
        }
    }
}

/// Take a request
///
/// The unit is found by serial or phone, coverage is judged, an order is opened and dispatched, all at once. Whatever
/// is unknown or odd is kept as it was given and flagged.
#[utoipa::path(post, path = "/api/requests", tag = "requests", request_body = NewRequest,
    responses((status = 201, description = "Taken", body = RequestTaken,
        headers(("Location" = String, description = "The request")))))]
async fn take(command: Command<NewRequest>) -> Result<Done<RequestTaken>, Problem> {
    let Command { app, actor, body } = command;
    let taken = request::take(&app, Some(&actor), Channel::Program, None, body.into()).await?;
    let location = format!("/api/requests/{}", taken.number);
    Ok(Done::created(&app, location, taken.into()))
}

/// List requests, newest first
#[utoipa::path(get, path = "/api/requests", tag = "requests", params(RequestQuery, Paging),
    responses((status = 200, description = "A page", body = Items<ListedRequest>)))]
async fn list(
    Caller { app, actor }: Caller,
    listing: Listing<RequestQuery>,
) -> Result<Json<Items<ListedRequest>>, Problem> {
    let listed = view::requests(&app, &actor, listing.filter.clone().into(), listing.page.clone()).await?;
    Ok(listing.items(listed, ListedRequest::from))
}

/// Get a request
#[utoipa::path(get, path = "/api/requests/{number}", tag = "requests",
    params(("number" = String, Path, description = "The request's number", example = "B26-0000001")),
    responses((status = 200, description = "The request", body = RequestDetail)))]
async fn get(
    Caller { app, actor }: Caller,
    Path(number): Path<String>,
) -> Result<Json<RequestDetail>, Problem> {
    Ok(Json(view::request(&app, &actor, number).await?.into()))
}

/// List what happened to a request, oldest first
#[utoipa::path(get, path = "/api/requests/{number}/journal", tag = "requests",
    params(("number" = String, Path, description = "The request's number", example = "B26-0000001"), Paging),
    responses((status = 200, description = "A page", body = Items<JournalFact>)))]
async fn journal(
    Caller { app, actor }: Caller,
    Path(number): Path<String>,
    listing: Listing<Nothing>,
) -> Result<Json<Items<JournalFact>>, Problem> {
    let listed = view::request_timeline(&app, &actor, number, listing.page.clone()).await?;
    Ok(listing.items(listed, JournalFact::from))
}

/// What is told the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"answer": "请重新上电，按住复位键三秒。"})))]
pub struct AnswerRequest {
    /// What was said.
    #[schema(min_length = 1, max_length = 2000)]
    pub answer: String,
}

/// Why something is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(examples(json!({"reason": "用户来电撤销"})))]
pub struct WithReason {
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// Answer a request without an order
#[utoipa::path(post, path = "/api/requests/{number}/answer", tag = "requests", request_body = AnswerRequest,
    params(("number" = String, Path, description = "The request's number", example = "B26-0000001")),
    responses((status = 200, description = "Answered", body = Nothing)))]
async fn answer(
    Path(number): Path<String>,
    Command { app, actor, body }: Command<AnswerRequest>,
) -> Result<Done<Nothing>, Problem> {
    request::answer(&app, &actor, number, body.answer).await?;
    Ok(Done::changed(&app, Nothing {}))
}

/// Withdraw a request
#[utoipa::path(post, path = "/api/requests/{number}/cancel", tag = "requests", request_body = WithReason,
    params(("number" = String, Path, description = "The request's number", example = "B26-0000001")),
    responses((status = 200, description = "Withdrawn", body = Nothing)))]
async fn cancel(
    Path(number): Path<String>,
    Command { app, actor, body }: Command<WithReason>,
) -> Result<Done<Nothing>, Problem> {
    request::cancel(&app, &actor, number, body.reason).await?;
    Ok(Done::changed(&app, Nothing {}))
}

/// How the order of a request is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(examples(json!({"dispatch_by_hand": true})))]
pub struct OpenOrder {
    /// Choose the provider by hand later.
    pub dispatch_by_hand: bool,
}

/// Open the order of a request that was only recorded
#[utoipa::path(post, path = "/api/requests/{number}/order", tag = "requests", request_body = OpenOrder,
    params(("number" = String, Path, description = "The request's number", example = "B26-0000001")),
    responses((status = 200, description = "Opened", body = RequestTaken)))]
async fn order(
    Path(number): Path<String>,
    Command { app, actor, body }: Command<OpenOrder>,
) -> Result<Done<RequestTaken>, Problem> {
    let taken = request::order(&app, &actor, number, body.dispatch_by_hand).await?;
    Ok(Done::changed(&app, taken.into()))
}
