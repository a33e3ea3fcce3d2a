//! The service desk: signing in, what is due next, requests, orders, the network, people.

mod dispatch;
mod home;
mod intake;
mod network;
mod order;
mod order_form;
mod order_owed;
mod order_step;
mod orders;
pub(crate) mod parts;
mod people;
mod requests;
mod search;
mod sign_in;
mod units;
mod visits;

use crate::WebState;
use axum::Router;

/// The routes of these pages.
pub fn routes() -> Router<WebState> {
    Router::new()
        .merge(sign_in::routes())
        .merge(home::routes())
        .merge(search::routes())
        .merge(intake::routes())
        .merge(requests::routes())
        .merge(orders::routes())
        .merge(order::routes())
        .merge(dispatch::routes())
        .merge(visits::routes())
        .merge(units::routes())
        .merge(network::routes())
        .merge(people::routes())
}
