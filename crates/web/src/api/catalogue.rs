//! Units, products, parts and monthly sales.

use super::ask::{Caller, Items, Listing, Nothing, Paging};
use super::problem::Problem;
use super::shared::MaskedCustomer;
use crate::WebState;
use app::view::api::{
    self as view, PartRow, ProductRow, SalesFilter, SalesRow, UnitFilter, UnitRow, UnitView,
};
use axum::Json;
use axum::extract::Path;
use domain::catalogue::{PartProfile, ProductProfile};
use domain::coverage::SaleDate;
use domain::ids::{CustomerId, PartId, ProductId, ProviderId, UnitId};
use domain::{Fen, Month};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(units))
        .routes(routes!(unit))
        .routes(routes!(products))
        .routes(routes!(product))
        .routes(routes!(parts))
        .routes(routes!(part))
        .routes(routes!(sales))
}

/// What is known of a day of sale: the day, or the year alone, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SoldOn {
    /// The day, when it is known.
    pub day: Option<Date>,
    /// The year, when at least that is known.
    pub year: Option<i16>,
}

impl From<SaleDate> for SoldOn {
    fn from(sale: SaleDate) -> Self {
        match sale {
            SaleDate::On(day) => Self { day: Some(day), year: Some(day.year()) },
            SaleDate::InYear(year) => Self { day: None, year: Some(year) },
            SaleDate::Unknown => Self { day: None, year: None },
        }
    }
}

/// What a list of units is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitQuery {
    /// Of this product.
    #[param(value_type = Option<String>)]
    product: Option<ProductId>,
    /// Of this customer.
    #[param(value_type = Option<String>)]
    customer: Option<CustomerId>,
    /// Whose serial begins so.
    serial: Option<String>,
}

impl From<UnitQuery> for UnitFilter {
    fn from(query: UnitQuery) -> Self {
        Self { product: query.product, customer: query.customer, serial: query.serial }
    }
}

/// A unit in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedUnit {
    /// Its id.
    #[schema(value_type = String)]
    pub id: UnitId,
    /// Its serial.
    pub serial: String,
    /// The product's code.
    pub product_code: String,
    /// The product's name.
    pub product_name: Option<String>,
    /// What is known of the day of sale.
    pub sold_on: SoldOn,
    /// The owner, masked, when known.
    pub customer: Option<MaskedCustomer>,
}

impl From<UnitRow> for ListedUnit {
    fn from(row: UnitRow) -> Self {
        let (name, phone) = (row.customer_name.unwrap_or_default(), row.customer_phone.unwrap_or_default());
        Self {
            customer: row.customer_id.map(|id| MaskedCustomer::of(id, &name, &phone)),
            id: row.unit_id,
            serial: row.serial,
            product_code: row.product_code,
            product_name: row.product_name,
            sold_on: row.sale.into(),
        }
    }
}

/// A unit with its product and its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnitDetail {
    /// Its id.
    #[schema(value_type = String)]
    pub id: UnitId,
    /// Its serial.
    pub serial: String,
    /// The product.
    pub product: ProductDetail,
    /// The day of making, when the nameplate says it.
    pub made_on: Option<Date>,
    /// What is known of the day of sale.
    pub sold_on: SoldOn,
    /// The provider that sold it.
    #[schema(value_type = Option<String>)]
    pub sold_by: Option<ProviderId>,
    /// The owner, masked, when known.
    pub customer: Option<MaskedCustomer>,
}

impl From<UnitView> for UnitDetail {
    fn from(view: UnitView) -> Self {
        let profile = view.unit.profile;
        Self {
            id: view.unit.id,
            serial: profile.serial,
            product: ProductDetail::of(view.product.id, view.product.profile),
            made_on: profile.made_on,
            sold_on: profile.sale.into(),
            sold_by: profile.sold_by,
            customer: view.customer.as_ref().map(MaskedCustomer::from),
        }
    }
}

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProductDetail {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ProductId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its product line.
    pub product_line: String,
    /// The published price of a repair, labour only, in fen.
    #[schema(value_type = i64)]
    pub repair_price_fen: Fen,
    /// The cost price of a repair, labour only, in fen.
    #[schema(value_type = i64)]
    pub repair_cost_fen: Fen,
}

impl ProductDetail {
    fn of(id: ProductId, profile: ProductProfile) -> Self {
        let ProductProfile { code, name, product_line, repair_price_fen, repair_cost_fen } = profile;
        Self { id, code, name, product_line, repair_price_fen, repair_cost_fen }
    }
}

impl From<ProductRow> for ProductDetail {
    fn from(row: ProductRow) -> Self {
        Self::of(row.product_id, row.profile)
    }
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartDetail {
    /// Its id.
    #[schema(value_type = String)]
    pub id: PartId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The product lines it fits.
    pub product_lines: Vec<String>,
    /// The price to a provider without the old part, in fen.
    #[schema(value_type = i64)]
    pub cost_price_fen: Fen,
    /// The published price to a customer, in fen.
    #[schema(value_type = i64)]
    pub retail_price_fen: Fen,
}

impl PartDetail {
    fn of(id: PartId, profile: PartProfile) -> Self {
        let PartProfile { code, name, product_lines, cost_price_fen, retail_price_fen } = profile;
        Self { id, code, name, product_lines, cost_price_fen, retail_price_fen }
    }
}

impl From<PartRow> for PartDetail {
    fn from(row: PartRow) -> Self {
        Self::of(row.part_id, row.profile)
    }
}

/// One month's sales of one provider in one product line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedSales {
    /// The provider.
    #[schema(value_type = String)]
    pub provider_id: ProviderId,
    /// The provider's name.
    pub provider_name: String,
    /// The month.
    pub month: String,
    /// The product line.
    pub product_line: String,
    /// The settled sales, in fen.
    #[schema(value_type = i64)]
    pub amount_fen: Fen,
}

impl From<SalesRow> for ListedSales {
    fn from(row: SalesRow) -> Self {
        Self {
            provider_id: row.provider_id,
            provider_name: row.provider_name,
            month: row.month,
            product_line: row.product_line,
            amount_fen: row.amount_fen,
        }
    }
}

/// List units by serial
#[utoipa::path(get, path = "/api/units", tag = "catalogue", params(UnitQuery, Paging),
    responses((status = 200, description = "A page", body = Items<ListedUnit>)))]
async fn units(
    Caller { app, actor }: Caller,
    listing: Listing<UnitQuery>,
) -> Result<Json<Items<ListedUnit>>, Problem> {
    let listed = view::units(&app, &actor, listing.filter.clone().into(), listing.page.clone()).await?;
    Ok(listing.items(listed, ListedUnit::from))
}

/// Get a unit by its serial
#[utoipa::path(get, path = "/api/units/{serial}", tag = "catalogue",
    params(("serial" = String, Path, description = "The serial on the nameplate", example = "SN-0001")),
    responses((status = 200, description = "The unit", body = UnitDetail)))]
async fn unit(
    Caller { app, actor }: Caller,
    Path(serial): Path<String>,
) -> Result<Json<UnitDetail>, Problem> {
    Ok(Json(view::unit(&app, &actor, serial).await?.into()))
}

/// What a list of products is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProductQuery {
    /// Of this product line.
    product_line: Option<String>,
}

/// List products by code
#[utoipa::path(get, path = "/api/products", tag = "catalogue", params(ProductQuery, Paging),
    responses((status = 200, description = "A page", body = Items<ProductDetail>)))]
async fn products(
    Caller { app, actor }: Caller,
    listing: Listing<ProductQuery>,
) -> Result<Json<Items<ProductDetail>>, Problem> {
    let product_line = listing.filter.product_line.clone();
    let listed = view::products(&app, &actor, product_line, listing.page.clone()).await?;
    Ok(listing.items(listed, ProductDetail::from))
}

/// Get a product by its code
#[utoipa::path(get, path = "/api/products/{code}", tag = "catalogue",
    params(("code" = String, Path, description = "The product's code", example = "SWH-200")),
    responses((status = 200, description = "The product", body = ProductDetail)))]
async fn product(
    Caller { app, actor }: Caller,
    Path(code): Path<String>,
) -> Result<Json<ProductDetail>, Problem> {
    let product = view::product(&app, &actor, code).await?;
    Ok(Json(ProductDetail::of(product.id, product.profile)))
}

/// List parts by code
#[utoipa::path(get, path = "/api/parts", tag = "catalogue", params(Paging),
    responses((status = 200, description = "A page", body = Items<PartDetail>)))]
async fn parts(
    Caller { app, actor }: Caller,
    listing: Listing<Nothing>,
) -> Result<Json<Items<PartDetail>>, Problem> {
    let listed = view::parts(&app, &actor, listing.page.clone()).await?;
    Ok(listing.items(listed, PartDetail::from))
}

/// Get a part by its code
#[utoipa::path(get, path = "/api/parts/{code}", tag = "catalogue",
    params(("code" = String, Path, description = "The part's code", example = "P-VALVE")),
    responses((status = 200, description = "The part", body = PartDetail)))]
async fn part(Caller { app, actor }: Caller, Path(code): Path<String>) -> Result<Json<PartDetail>, Problem> {
    let part = view::part(&app, &actor, code).await?;
    Ok(Json(PartDetail::of(part.id, part.profile)))
}

/// What a list of monthly sales is narrowed by.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SalesQuery {
    /// Of this provider.
    #[param(value_type = Option<String>)]
    provider: Option<ProviderId>,
    /// Of this month: `2026-03`.
    #[param(value_type = Option<String>)]
    month: Option<Month>,
}

/// List monthly sales, newest first
#[utoipa::path(get, path = "/api/sales", tag = "catalogue", params(SalesQuery, Paging),
    responses((status = 200, description = "A page", body = Items<ListedSales>)))]
async fn sales(
    Caller { app, actor }: Caller,
    listing: Listing<SalesQuery>,
) -> Result<Json<Items<ListedSales>>, Problem> {
    let filter = SalesFilter { provider: listing.filter.provider, month: listing.filter.month };
    let listed = view::sales(&app, &actor, filter, listing.page.clone()).await?;
    Ok(listing.items(listed, ListedSales::from))
}
