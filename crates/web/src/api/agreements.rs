//! Agreements: every version that was put in force, with its text and its clauses.

use super::ask::{Caller, Items, Listing, Nothing, Paging};
use super::number_of;
use super::problem::Problem;
use super::shared::Text;
use crate::WebState;
use app::agreements::InForce;
use app::view::api::{self as view, AgreementRow};
use axum::Json;
use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use domain::people::Action;
use domain::refusal::Refusal;
use domain::{Words, agreement};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get)).routes(routes!(text))
}

/// A version of an agreement in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedAgreement {
    /// The agreement's code.
    pub code: String,
    /// The version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// The product lines it covers.
    pub product_lines: Vec<String>,
    /// In force from.
    pub from_on: Date,
    /// In force until; null while no end is set.
    pub until_on: Option<Date>,
}

impl From<AgreementRow> for ListedAgreement {
    fn from(row: AgreementRow) -> Self {
        Self {
            code: row.code,
            version: row.number,
            title: row.title,
            product_lines: row.product_lines,
            from_on: row.from_on,
            until_on: row.until_on,
        }
    }
}

/// A version of an agreement with its clauses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AgreementDetail {
    /// The agreement's code.
    pub code: String,
    /// The version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// The product lines it covers.
    pub product_lines: Vec<String>,
    /// In force from.
    pub from_on: Date,
    /// In force until; null while no end is set.
    pub until_on: Option<Date>,
    /// SHA-256 of the signed text, in hexadecimal.
    pub digest: String,
    /// Its clauses, in the order of the document.
    pub clauses: Vec<AgreementClause>,
}

/// A clause that is executed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AgreementClause {
    /// Its number: `4.1`.
    pub number: String,
    /// Its kind: `restore-within`.
    pub kind: String,
    /// Its parameters, as they fill the blanks.
    pub parameters: Vec<ClauseParameter>,
    /// How many examples it carries.
    pub examples: usize,
}

/// A parameter of a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClauseParameter {
    /// What it is.
    pub name: Text,
    /// Its value.
    pub value: Text,
}

impl From<&agreement::Clause> for AgreementClause {
    fn from(clause: &agreement::Clause) -> Self {
        Self {
            number: clause.number.clone(),
            kind: clause.kind.name.to_owned(),
            parameters: clause
                .parameters()
                .map(|(name, value)| ClauseParameter { name: name.into(), value: value.into() })
                .collect(),
            examples: clause.example_count(),
        }
    }
}

impl From<InForce> for AgreementDetail {
    fn from(version: InForce) -> Self {
        let text = version.signed.text;
        Self {
            clauses: version.agreement.clauses().map(AgreementClause::from).collect(),
            code: text.code,
            version: text.number,
            title: text.title,
            product_lines: text.product_lines,
            from_on: text.from_on,
            until_on: version.signed.until_on,
            digest: text.digest,
        }
    }
}

/// The version named in the path, for whoever may read agreements.
fn version_of(caller: &Caller, (code, version): &(String, String)) -> Result<InForce, Problem> {
    caller.actor.scope(Action::SeeAgreements)?;
    let found = caller.app.agreements().version(code, number_of(version)).cloned();
    found.ok_or_else(|| Refusal::not_found(&Words::fixed("该协议版本", "agreement version")).into())
}

/// List every version of every agreement, newest first
#[utoipa::path(get, path = "/api/agreements", tag = "agreements", params(Paging),
    responses((status = 200, description = "A page", body = Items<ListedAgreement>)))]
async fn list(
    Caller { app, actor }: Caller,
    listing: Listing<Nothing>,
) -> Result<Json<Items<ListedAgreement>>, Problem> {
    let listed = view::agreements(&app, &actor, listing.page.clone()).await?;
    Ok(listing.items(listed, ListedAgreement::from))
}

/// Get a version of an agreement with its clauses
#[utoipa::path(get, path = "/api/agreements/{code}/{version}", tag = "agreements",
    params(
        ("code" = String, Path, description = "The agreement's code", example = "solar-provider"),
        ("version" = u32, Path, description = "Its version", example = 1),
    ),
    responses((status = 200, description = "The version", body = AgreementDetail)))]
async fn get(caller: Caller, Path(path): Path<(String, String)>) -> Result<Json<AgreementDetail>, Problem> {
    Ok(Json(version_of(&caller, &path)?.into()))
}

/// Get the signed text of a version, as Markdown
#[utoipa::path(get, path = "/api/agreements/{code}/{version}/text", tag = "agreements",
    params(
        ("code" = String, Path, description = "The agreement's code", example = "solar-provider"),
        ("version" = u32, Path, description = "Its version", example = 1),
    ),
    responses((status = 200, description = "The text", body = String, content_type = "text/markdown")))]
async fn text(caller: Caller, Path(path): Path<(String, String)>) -> Result<Response, Problem> {
    let version = version_of(&caller, &path)?;
    let kind = [(CONTENT_TYPE, "text/markdown; charset=utf-8")];
    Ok((kind, version.signed.text.source).into_response())
}
