//! Units, by their serials; their owners are found or recorded on the way.

use super::customers::Named;
use super::{Effect, RowError, Staging, cell, text};
use crate::Desk;
use domain::catalogue::{Unit, UnitProfile};
use domain::coverage::SaleDate;
use domain::ids::UnitId;
use domain::party::{Contact, Customer};
use papers::sheet::{UNITS, Value, Values};
use store::record::{self, catalogue};

pub async fn unit(staging: &mut Staging, desk: &mut Desk<'_>, row: &Values) -> Result<Effect, RowError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    let product = staging.product(desk, "product_code", text(row, "product_code")).await?;
    let seller = match text(row, "provider_code") {
        "" => None,
        code => Some(staging.provider(desk, code).await?.id),
    };
    let serial = text(row, "serial");
    let found = catalogue::unit_by_serial(desk.tx(), tenant, serial).await?;
    let mut profile = found.as_ref().map_or_else(
        || UnitProfile {
            serial: serial.to_owned(),
            product_id: product.id,
            made_on: None,
            sale: SaleDate::Unknown,
            sold_by: None,
            customer_id: None,
        },
        |unit| unit.profile.clone(),
    );
    profile.product_id = product.id;
    profile.made_on = row.date("made_on").or(profile.made_on);
    profile.sold_by = seller.or(profile.sold_by);
    profile.sale = sale_of(row).unwrap_or(profile.sale);
    let owner = Named::of(row);
    if owner.is_someone() {
        let on_record = match profile.customer_id {
            Some(id) => record::find::<Customer>(desk.tx(), tenant, id.0).await?,
            None => None,
        };
        let (id, changed) = owner.find_or_record(staging, desk, on_record, stamp).await?;
        staging.take(changed);
        profile.customer_id = Some(id);
    }
    let changed = match &found {
        Some(unit) => unit.correct(profile, stamp),
        None => Some(Unit::record(UnitId(desk.next_id()), profile, stamp)),
    };
    Ok(staging.take(changed))
}

/// The day of sale, or the year when no more is known; none when the cell is blank.
fn sale_of(row: &Values) -> Option<SaleDate> {
    row.date("sold_on").map(SaleDate::On).or_else(|| row.year("sold_on").map(SaleDate::InYear))
}

pub fn unit_row(unit: &Unit, product: &str, provider: &str, owner: Option<&Contact>) -> Values {
    let profile = &unit.profile;
    let mut row = Values::new(&UNITS);
    row.set("serial", cell(&profile.serial));
    row.set("product_code", cell(product));
    row.set("made_on", profile.made_on.map(Value::Date));
    row.set(
        "sold_on",
        match profile.sale {
            SaleDate::On(day) => Some(Value::Date(day)),
            SaleDate::InYear(year) => Some(Value::Year(year)),
            SaleDate::Unknown => None,
        },
    );
    row.set("provider_code", cell(provider));
    if let Some(contact) = owner {
        row.set("customer_name", cell(&contact.name));
        row.set("customer_phone", cell(&contact.phone));
        row.set("division", cell(&contact.division));
        row.set("address", cell(&contact.address));
    }
    row
}
