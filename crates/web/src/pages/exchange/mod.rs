//! Import and export.

use crate::WebState;
use axum::Router;

/// The routes of these pages.
pub fn routes() -> Router<WebState> {
    Router::new()
}
