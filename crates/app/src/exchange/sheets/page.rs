//! A page of an export: the next records of a sheet in the order of their keys, as rows.

use super::{customers, goods, network, orders, sales, units};
use crate::{AppError, Desk};
use domain::catalogue::{MonthlySales, Product, Unit};
use domain::ids::{CustomerId, ProductId, ProviderId};
use domain::order::Order;
use domain::party::{Contact, Customer, Provider, Technician};
use papers::sheet::{Sheet, Values};
use std::collections::HashMap;
use store::StoreError;
use store::record::{self, catalogue, party};

/// Records of a page.
const PAGE: i64 = 1_000;

/// Where an export is, and the codes it has looked up.
#[derive(Default)]
pub struct Cursor {
    code: String,
    id: i64,
    products: HashMap<ProductId, String>,
    providers: HashMap<ProviderId, String>,
}

/// The next rows of a sheet; none at the end. A page may be empty of rows without being the end, so it is optional.
pub async fn next_page(
    cursor: &mut Cursor,
    desk: &mut Desk<'_>,
    sheet: &Sheet,
) -> Result<Option<Vec<Values>>, AppError> {
    let tenant = desk.tenant();
    let rows = match sheet.key {
        "products" => {
            let page = catalogue::products_after(desk.tx(), tenant, &cursor.code, PAGE).await?;
            let Some(last) = page.last() else { return Ok(None) };
            cursor.code.clone_from(&last.profile.code);
            page.iter().map(goods::product_row).collect()
        }
        "parts" => {
            let page = catalogue::parts_after(desk.tx(), tenant, &cursor.code, PAGE).await?;
            let Some(last) = page.last() else { return Ok(None) };
            cursor.code.clone_from(&last.profile.code);
            page.iter().map(goods::part_row).collect()
        }
        "providers" | "territories" => {
            let page = party::providers_after(desk.tx(), tenant, &cursor.code, PAGE).await?;
            let Some(last) = page.last() else { return Ok(None) };
            cursor.code.clone_from(&last.profile.code);
            match sheet.key {
                "providers" => page.iter().map(network::provider_row).collect(),
                _ => page.iter().flat_map(network::territory_rows).collect(),
            }
        }
        "technicians" => {
            let page = record::scan::<Technician>(desk.tx(), tenant, cursor.id, PAGE).await?;
            let Some(last) = page.last() else { return Ok(None) };
            cursor.id = last.id.0;
            let mut rows = Vec::with_capacity(page.len());
            for technician in &page {
                let provider = cursor.provider(desk, Some(technician.profile.provider_id)).await?;
                rows.push(network::technician_row(technician, &provider));
            }
            rows
        }
        "customers" => {
            let page = record::scan::<Customer>(desk.tx(), tenant, cursor.id, PAGE).await?;
            let Some(last) = page.last() else { return Ok(None) };
            cursor.id = last.id.0;
            page.iter().filter_map(customers::customer_row).collect()
        }
        "units" => return cursor.units(desk).await,
        "sales" => {
            let page = record::scan::<MonthlySales>(desk.tx(), tenant, cursor.id, PAGE).await?;
            let Some(last) = page.last() else { return Ok(None) };
            cursor.id = last.id.0;
            let mut rows = Vec::with_capacity(page.len());
            for month in &page {
                let provider = cursor.provider(desk, Some(month.profile.provider_id)).await?;
                rows.push(sales::sales_row(month, &provider));
            }
            rows
        }
        "orders" => return cursor.orders(desk).await,
        other => {
            let detail = format!("sheet {other} has no export");
            return Err(AppError::Store(StoreError::Other { detail }));
        }
    };
    Ok(Some(rows))
}

impl Cursor {
    async fn units(&mut self, desk: &mut Desk<'_>) -> Result<Option<Vec<Values>>, AppError> {
        let tenant = desk.tenant();
        let page = record::scan::<Unit>(desk.tx(), tenant, self.id, PAGE).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.id = last.id.0;
        let mut rows = Vec::with_capacity(page.len());
        for unit in &page {
            let product = self.product(desk, Some(unit.profile.product_id)).await?;
            let seller = self.provider(desk, unit.profile.sold_by).await?;
            let owner = match unit.profile.customer_id {
                Some(id) => contact(desk, id).await?,
                None => None,
            };
            rows.push(units::unit_row(unit, &product, &seller, owner.as_ref()));
        }
        Ok(Some(rows))
    }

    async fn orders(&mut self, desk: &mut Desk<'_>) -> Result<Option<Vec<Values>>, AppError> {
        let tenant = desk.tenant();
        let page = record::scan::<Order>(desk.tx(), tenant, self.id, PAGE).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.id = last.id.0;
        let mut rows = Vec::with_capacity(page.len());
        for order in &page {
            // Only what a provider had is work that was done; the sheet asks for the provider.
            let Some(provider) = order.provider_id() else {
                continue;
            };
            let provider = self.provider(desk, Some(provider)).await?;
            let product = self.product(desk, order.opened.product_id).await?;
            let contact = contact(desk, order.opened.customer_id).await?.unwrap_or_default();
            rows.push(orders::order_row(order, &provider, &product, &contact));
        }
        Ok(Some(rows))
    }

    /// A product's code; empty when there is none.
    async fn product(&mut self, desk: &mut Desk<'_>, id: Option<ProductId>) -> Result<String, AppError> {
        let Some(id) = id else { return Ok(String::new()) };
        if let Some(code) = self.products.get(&id) {
            return Ok(code.clone());
        }
        let tenant = desk.tenant();
        let product = record::load::<Product>(desk.tx(), tenant, id.0).await?;
        self.products.insert(id, product.profile.code.clone());
        Ok(product.profile.code)
    }

    /// A provider's code; empty when there is none.
    async fn provider(&mut self, desk: &mut Desk<'_>, id: Option<ProviderId>) -> Result<String, AppError> {
        let Some(id) = id else { return Ok(String::new()) };
        if let Some(code) = self.providers.get(&id) {
            return Ok(code.clone());
        }
        let tenant = desk.tenant();
        let provider = record::load::<Provider>(desk.tx(), tenant, id.0).await?;
        self.providers.insert(id, provider.profile.code.clone());
        Ok(provider.profile.code)
    }
}

async fn contact(desk: &mut Desk<'_>, id: CustomerId) -> Result<Option<Contact>, AppError> {
    let tenant = desk.tenant();
    let customer = record::find::<Customer>(desk.tx(), tenant, id.0).await?;
    Ok(customer.map(|customer| customer.contact))
}
