//! The service desk: signing in, what is due next, requests, orders, the network, people.

mod sign_in;

use crate::WebState;
use axum::Router;

/// The routes of these pages.
pub fn routes() -> Router<WebState> {
    Router::new().merge(sign_in::routes())
}
