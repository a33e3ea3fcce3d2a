//! The JSON interface: the use cases of the pages for other programs, described by `/api/openapi.json`.
//!
//! A route takes a [`Caller`](ask::Caller), a [`Command`](ask::Command) or a [`Listing`](ask::Listing), calls one use
//! case and answers a shape of its own; whatever goes wrong is a [`Problem`]. Money is whole fen, instants are
//! RFC 3339, ids are texts, personal data is masked.

mod agreements;
mod ask;
mod callbacks;
mod catalogue;
mod code;
mod coverage;
mod document;
mod ledger;
mod network;
mod orders;
mod people;
mod problem;
mod read;
mod requests;
mod session;
mod shared;
mod statements;

pub use document::document;
pub use problem::{PROBLEM_TYPE, ProblemBody};

pub(crate) use problem::write_problems;

use crate::WebState;
use app::AppError;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::Words;
use domain::refusal::Refusal;
use problem::Problem;
use std::str::FromStr;
use utoipa_axum::router::OpenApiRouter;

/// The routes of the interface, each under `/api`.
pub fn routes() -> Router<WebState> {
    let (router, described) = described().split_for_parts();
    let text = document::text(described);
    let document = move || async move {
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")];
        (headers, text)
    };
    router
        .route("/api/openapi.json", get(document))
        .route("/api/{*rest}", axum::routing::any(async || StatusCode::NOT_FOUND))
        .layer(DefaultBodyLimit::max(ask::BODY_BYTES_MAX))
}

/// Every route with its description.
fn described() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .merge(session::routes())
        .merge(requests::routes())
        .merge(coverage::routes())
        .merge(orders::routes())
        .merge(callbacks::routes())
        .merge(statements::routes())
        .merge(agreements::routes())
        .merge(catalogue::routes())
        .merge(network::routes())
        .merge(ledger::routes())
        .merge(people::routes())
}

/// A request that was refused before it reached its handler.
pub(crate) fn refused(error: &AppError) -> Response {
    Problem::from(error.clone()).into_response()
}

/// An id in a path; what is no id belongs to nothing.
fn id_of<T: FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Refusal::not_found(&Words::fixed("该记录", "record")).into())
}

/// A number in a path or a cursor; what is none is 0, which nothing has.
fn number_of(text: &str) -> u32 {
    text.parse().unwrap_or(0)
}
