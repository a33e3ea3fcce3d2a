//! Orders: listed, shown, and worked from dispatch to completion.

mod shape;
mod work;

pub(super) use shape::SortCode;

use super::ask::{Caller, Items, Listing, Nothing, Paging};
use super::problem::Problem;
use super::shared::JournalFact;
use crate::WebState;
use app::view::{api as view, desk_order};
use axum::Json;
use axum::extract::Path;
use serde::Serialize;
use shape::{ListedOrder, OrderDetail, OrderQuery};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(journal))
        .routes(routes!(reveal))
        .merge(work::routes())
}

/// List orders, newest first or soonest due first
#[utoipa::path(get, path = "/api/orders", tag = "orders", params(OrderQuery, Paging),
    responses((status = 200, description = "A page", body = Items<ListedOrder>)))]
async fn list(
    Caller { app, actor }: Caller,
    listing: Listing<OrderQuery>,
) -> Result<Json<Items<ListedOrder>>, Problem> {
    let listed = view::orders(&app, &actor, listing.filter.clone().into(), listing.page.clone()).await?;
    Ok(listing.items(listed, ListedOrder::from))
}

/// Get an order with its parties, obligations and callbacks
#[utoipa::path(get, path = "/api/orders/{number}", tag = "orders",
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "The order", body = OrderDetail)))]
async fn get(
    Caller { app, actor }: Caller,
    Path(number): Path<String>,
) -> Result<Json<OrderDetail>, Problem> {
    Ok(Json(view::order(&app, &actor, number).await?.into()))
}

/// List what happened to an order, oldest first
#[utoipa::path(get, path = "/api/orders/{number}/journal", tag = "orders",
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001"), Paging),
    responses((status = 200, description = "A page", body = Items<JournalFact>)))]
async fn journal(
    Caller { app, actor }: Caller,
    Path(number): Path<String>,
    listing: Listing<Nothing>,
) -> Result<Json<Items<JournalFact>>, Problem> {
    let listed = view::order_timeline(&app, &actor, number, listing.page.clone()).await?;
    Ok(listing.items(listed, JournalFact::from))
}

/// A customer in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Revealed {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: String,
    /// The address.
    pub address: String,
}

/// Show the customer of an order in full; who looked is written down
///
/// Only while the work is in hand: the order is open, or a callback of one's own is due.
#[utoipa::path(post, path = "/api/orders/{number}/reveal", tag = "orders",
    params(("number" = String, Path, description = "The order's number", example = "W26-0000001")),
    responses((status = 200, description = "The customer", body = Revealed)))]
async fn reveal(
    Caller { app, actor }: Caller,
    Path(number): Path<String>,
) -> Result<Json<Revealed>, Problem> {
    let contact = desk_order::order_revealed(&app, &actor, number).await?.contact;
    Ok(Json(Revealed { name: contact.name, phone: contact.phone, address: contact.address }))
}
