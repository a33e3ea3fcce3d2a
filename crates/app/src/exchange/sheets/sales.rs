//! Monthly sales, by provider, month and product line (A1.17, A2.5).

use super::{Effect, RowError, Staging, cell, text};
use crate::Desk;
use domain::Month;
use domain::catalogue::{MonthlySales, MonthlySalesProfile};
use domain::ids::SalesId;
use domain::words::Words;
use papers::sheet::{SALES, Value, Values};
use store::record::catalogue;

pub async fn sales(staging: &mut Staging, desk: &mut Desk<'_>, row: &Values) -> Result<Effect, RowError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    let provider = staging.provider(desk, text(row, "provider_code")).await?;
    let missing =
        |column| RowError::cell(column, Words::fixed("必填，但是空白。", "It is required but blank."));
    let month = row.month("month").and_then(|month| jiff::civil::Date::new(month.year, month.month, 1).ok());
    let month = Month::of(month.ok_or_else(|| missing("month"))?);
    let amount_fen = row.fen("amount_fen").ok_or_else(|| missing("amount_fen"))?;
    let product_line = text(row, "product_line");
    staging.once("month", format!("{}\u{1f}{month}\u{1f}{product_line}", provider.id))?;
    let found = catalogue::sales_record(desk.tx(), tenant, provider.id, month, product_line).await?;
    let profile = MonthlySalesProfile {
        provider_id: provider.id,
        month,
        product_line: product_line.to_owned(),
        amount_fen,
    };
    let changed = match &found {
        Some(sales) => sales.correct(profile, stamp),
        None => Some(MonthlySales::record(SalesId(desk.next_id()), profile, stamp)),
    };
    Ok(staging.take(changed))
}

pub fn sales_row(sales: &MonthlySales, provider: &str) -> Values {
    let profile = &sales.profile;
    let first = profile.month.first_day();
    let mut row = Values::new(&SALES);
    row.set("provider_code", cell(provider));
    row.set("month", papers::sheet::Month::new(first.year(), first.month()).map(Value::Month));
    row.set("product_line", cell(&profile.product_line));
    row.set("amount_fen", Value::Fen(profile.amount_fen));
    row
}
