//! The JSON interface.

use crate::{WebState, error};
use app::AppError;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};

/// The routes of the interface, each under `/api`.
pub fn routes() -> Router<WebState> {
    Router::new()
}

/// A request that was refused before it reached its handler.
pub(crate) fn refused(error: &AppError) -> Response {
    let message = error.words();
    let status = error::status(error);
    let problem = serde_json::json!({
        "type": "about:blank",
        "status": status.as_u16(),
        "title": message.en,
        "detail": message.zh,
    });
    (status, Json(problem)).into_response()
}
