//! Products and parts, by their codes.

use super::{Effect, RowError, Staging, cell, keep, list_cell, text};
use crate::Desk;
use domain::catalogue::{Part, Product};
use domain::ids::{PartId, ProductId};
use papers::sheet::{PARTS, PRODUCTS, Value, Values};
use store::record::catalogue;

pub async fn product(staging: &mut Staging, desk: &mut Desk<'_>, row: &Values) -> Result<Effect, RowError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    let found = catalogue::product_by_code(desk.tx(), tenant, text(row, "code")).await?;
    let mut profile = found.as_ref().map(|product| product.profile.clone()).unwrap_or_default();
    keep(row, "code", &mut profile.code);
    keep(row, "name", &mut profile.name);
    keep(row, "product_line", &mut profile.product_line);
    profile.repair_price_fen = row.fen("repair_price_fen").unwrap_or(profile.repair_price_fen);
    profile.repair_cost_fen = row.fen("repair_cost_fen").unwrap_or(profile.repair_cost_fen);
    let changed = match &found {
        Some(product) => product.correct(profile, stamp),
        None => Some(Product::record(ProductId(desk.next_id()), profile, stamp)),
    };
    Ok(staging.take(changed))
}

pub fn product_row(product: &Product) -> Values {
    let profile = &product.profile;
    let mut row = Values::new(&PRODUCTS);
    row.set("code", cell(&profile.code));
    row.set("name", cell(&profile.name));
    row.set("product_line", cell(&profile.product_line));
    row.set("repair_price_fen", Value::Fen(profile.repair_price_fen));
    row.set("repair_cost_fen", Value::Fen(profile.repair_cost_fen));
    row
}

pub async fn part(staging: &mut Staging, desk: &mut Desk<'_>, row: &Values) -> Result<Effect, RowError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    let found = catalogue::part_by_code(desk.tx(), tenant, text(row, "code")).await?;
    let mut profile = found.as_ref().map(|part| part.profile.clone()).unwrap_or_default();
    keep(row, "code", &mut profile.code);
    keep(row, "name", &mut profile.name);
    if !row.list("product_lines").is_empty() {
        profile.product_lines = row.list("product_lines").to_vec();
    }
    profile.cost_price_fen = row.fen("cost_price_fen").unwrap_or(profile.cost_price_fen);
    profile.retail_price_fen = row.fen("retail_price_fen").unwrap_or(profile.retail_price_fen);
    let changed = match &found {
        Some(part) => part.correct(profile, stamp),
        None => Some(Part::record(PartId(desk.next_id()), profile, stamp)),
    };
    Ok(staging.take(changed))
}

pub fn part_row(part: &Part) -> Values {
    let profile = &part.profile;
    let mut row = Values::new(&PARTS);
    row.set("code", cell(&profile.code));
    row.set("name", cell(&profile.name));
    row.set("product_lines", list_cell(profile.product_lines.clone()));
    row.set("cost_price_fen", Value::Fen(profile.cost_price_fen));
    row.set("retail_price_fen", Value::Fen(profile.retail_price_fen));
    row
}
