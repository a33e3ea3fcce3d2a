//! Asking an agreement without saving anything.

use super::ask::{Caller, text_of};
use super::code::{CauseCode, RegionCode};
use super::problem::Problem;
use super::shared::Coverage;
use crate::WebState;
use app::view::api::{self as view, Answered, Question};
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use domain::RegionClass;
use domain::coverage::Cause;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(ask)).routes(routes!(explain))
}

/// The facts, as far as they are known; what is unknown is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(examples(json!({
    "serial": "",
    "product": "",
    "product_line": "solar-water-heater",
    "sold_on": "2024",
    "division": "330106",
    "reported_at": "2026-03-02T01:00:00Z",
    "cause": "product"
})))]
pub struct CoverageQuestion {
    /// The serial on the nameplate; names product and day of sale when the unit is on file.
    pub serial: String,
    /// The product code.
    pub product: String,
    /// The product line; found by the product when empty.
    pub product_line: String,
    /// The day or the year of sale; empty when unknown.
    pub sold_on: String,
    /// Division code of the place of service.
    pub division: String,
    /// When it is reported; now when null.
    pub reported_at: Option<Timestamp>,
    /// The cause, once found.
    #[schema(value_type = Option<CauseCode>)]
    pub cause: Option<Cause>,
}

impl From<CoverageQuestion> for Question {
    fn from(question: CoverageQuestion) -> Self {
        Self {
            serial: question.serial,
            product: question.product,
            product_line: question.product_line,
            sold_on: question.sold_on,
            division: question.division,
            reported_at: question.reported_at,
            cause: question.cause,
        }
    }
}

/// A question that changes nothing, so it needs no key.
struct Asked {
    caller: Caller,
    question: CoverageQuestion,
}

impl FromRequest<WebState> for Asked {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, state).await?;
        let text = text_of(Request::from_parts(parts, body)).await?;
        let question = super::read::json(if text.is_empty() { b"{}" } else { &text })?;
        Ok(Self { caller, question })
    }
}

/// What the agreement answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoverageAnswer {
    /// Who pays what, and why.
    pub coverage: Coverage,
    /// The product line it was asked for.
    pub product_line: Option<String>,
    /// The class of the place.
    #[schema(value_type = Option<RegionCode>)]
    pub region: Option<RegionClass>,
    /// When the work would be due.
    pub due_at: Option<Timestamp>,
    /// The calendar of that year is not published.
    pub provisional_due: bool,
    /// The code of the agreement that answered.
    pub agreement: Option<String>,
    /// Its version.
    pub agreement_version: Option<u32>,
}

impl From<Answered> for CoverageAnswer {
    fn from(answered: Answered) -> Self {
        let (agreement, agreement_version) = answered.agreement.unzip();
        Self {
            coverage: answered.coverage.into(),
            product_line: answered.product_line,
            region: answered.region,
            due_at: answered.due_at,
            provisional_due: answered.provisional_due,
            agreement,
            agreement_version,
        }
    }
}

/// Ask who would pay what, without saving anything
///
/// The agreement in force on the day of the report answers. A missing fact yields an undecided answer that names it.
#[utoipa::path(post, path = "/api/coverage", tag = "coverage", request_body = CoverageQuestion,
    responses((status = 200, description = "The answer", body = CoverageAnswer)))]
async fn ask(asked: Asked) -> Result<Json<CoverageAnswer>, Problem> {
    let Asked { caller: Caller { app, actor }, question } = asked;
    Ok(Json(view::ask(&app, &actor, question.into()).await?.into()))
}

/// Ask one version of an agreement, in force or not
#[utoipa::path(post, path = "/api/agreements/{code}/{version}/explain", tag = "agreements",
    request_body = CoverageQuestion,
    params(
        ("code" = String, Path, description = "The agreement's code", example = "solar-provider"),
        ("version" = u32, Path, description = "Its version", example = 1),
    ),
    responses((status = 200, description = "The answer", body = CoverageAnswer)))]
async fn explain(
    Path((code, version)): Path<(String, String)>,
    asked: Asked,
) -> Result<Json<CoverageAnswer>, Problem> {
    let Asked { caller: Caller { app, actor }, question } = asked;
    let version = super::number_of(&version);
    Ok(Json(view::explain(&app, &actor, (code, version), question.into()).await?.into()))
}
