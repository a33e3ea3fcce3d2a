//! A unit: what it is, what rights it has today, and what was done to it.

use super::desk_list::{OrderFilter, OrderRow, orders_at};
use super::{Listed, Page, ShownContact};
use crate::request::{self, product_of};
use crate::{App, AppError, not_found};
use domain::catalogue::{Product, Unit};
use domain::coverage::CoverageDecision;
use domain::identifier::mask;
use domain::party::{Customer, Provider};
use domain::people::{Action, Actor};
use store::list;
use store::record::{self, catalogue};

pub use store::list::{UnitFilter, UnitRow};

/// Everything a unit's page shows.
#[derive(Clone, Debug)]
pub struct UnitView {
    /// The unit.
    pub unit: Unit,
    /// Its product.
    pub product: Option<Product>,
    /// Its owner, masked.
    pub contact: Option<ShownContact>,
    /// Who sold it.
    pub sold_by: Option<String>,
    /// What it is entitled to if it broke today.
    pub coverage: CoverageDecision,
    /// Its orders, newest first.
    pub orders: Listed<OrderRow>,
}

/// The units by serial, customers masked.
pub async fn units(
    app: &App,
    who: &Actor,
    filter: UnitFilter,
    page: Page,
) -> Result<Listed<UnitRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::SeeUnits)?;
        let tenant = desk.tenant();
        let mut found = list::units(desk.tx(), tenant, scope, &filter, &page).await?;
        found.rows.iter_mut().for_each(mask_row);
        Ok(found)
    })
    .await
}

pub(crate) fn mask_row(row: &mut UnitRow) {
    row.customer_name = row.customer_name.as_deref().map(mask::name);
    row.customer_phone = row.customer_phone.as_deref().map(mask::phone);
}

/// The page of a unit.
pub async fn unit(app: &App, who: &Actor, serial: String, page: Page) -> Result<UnitView, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeUnits)?;
        let tenant = desk.tenant();
        let unit = catalogue::unit_by_serial(desk.tx(), tenant, &serial)
            .await?
            .ok_or_else(|| not_found("该机器", "unit"))?;
        let product = product_of(desk, Some(unit.profile.product_id)).await?;
        let customer = match unit.profile.customer_id {
            Some(id) => record::find::<Customer>(desk.tx(), tenant, id.0).await?,
            None => None,
        };
        let sold_by = match unit.profile.sold_by {
            Some(id) => record::find::<Provider>(desk.tx(), tenant, id.0).await?,
            None => None,
        };
        let now = desk.now();
        let line = product.as_ref().map(|product| product.profile.product_line.clone());
        let agreements = desk.agreements();
        let day = request::zone().to_datetime(now).date();
        let agreement = line.as_deref().and_then(|line| agreements.for_line(line, day));
        let coverage = request::judge(agreement, line.as_deref(), unit.profile.sale, now);
        let filter = OrderFilter { unit: Some(unit.id), ..OrderFilter::default() };
        let orders = orders_at(desk, &filter, &page).await?;
        Ok(UnitView {
            contact: customer.map(|customer| ShownContact::masked(&customer.contact)),
            sold_by: sold_by.map(|provider| provider.profile.name),
            unit,
            product,
            coverage,
            orders,
        })
    })
    .await
}
