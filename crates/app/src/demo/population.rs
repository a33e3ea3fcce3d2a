//! What was sold to whom: products, parts, units with their owners, and the monthly sales of each provider.
//!
//! A unit is on file from the month after its sale, as registrations arrive; so a fresh unit's first call may name a serial
//! that is not on file yet.

use super::Parameters;
use super::names;
use super::network::Network;
use super::random::Random;
use super::stock::{LINES, MODELS, SPARES};
use crate::request::zone;
use crate::{App, AppError};
use domain::catalogue::{
    MonthlySales, MonthlySalesProfile, Part, PartProfile, Product, ProductProfile, Unit, UnitProfile,
};
use domain::coverage::SaleDate;
use domain::ids::{CustomerId, PartId, ProductId, SalesId, UnitId};
use domain::money::Fen;
use domain::outcome::{Outcome, Stamp};
use domain::party::{Contact, Customer};
use domain::{Month, RegionClass};
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// Records of one transaction.
const BATCH: usize = 1_000;
/// Units are sold over this many days before the end.
const SOLD_OVER_DAYS: i64 = 4 * 365;

/// A sold unit as its owner knows it.
#[derive(Clone, Debug)]
pub(super) struct KnownUnit {
    pub sold_on: Date,
    pub serial: String,
    pub model: usize,
    pub contact: Contact,
    /// The unit sold before this one has the same owner.
    same_owner: bool,
    sale: SaleDate,
}

impl KnownUnit {
    /// The first day of the month in which it comes on file.
    pub fn on_file_from(&self) -> Date {
        Month::of(self.sold_on).next().first_day()
    }

    /// The product line.
    pub fn line(&self) -> &'static str {
        MODELS[self.model].line
    }
}

/// All units, the oldest sale first, and how many of them are on file.
#[derive(Debug)]
pub(super) struct Population {
    pub units: Vec<KnownUnit>,
    on_file: usize,
    last_owner: Option<CustomerId>,
    products: Vec<ProductId>,
}

impl Population {
    /// Invents all units and records the products and parts.
    pub async fn begin(app: &App, parameters: &Parameters, network: &Network) -> Result<Self, AppError> {
        let stamp = Stamp { at: app.now(), by: None };
        let mut outcome = Outcome::default();
        let mut products = Vec::with_capacity(MODELS.len());
        for model in &MODELS {
            let id = ProductId(app.next_id(stamp.at));
            let profile = ProductProfile {
                code: model.code.to_owned(),
                name: model.name.to_owned(),
                product_line: model.line.to_owned(),
                repair_price_fen: Fen::yuan(model.repair_yuan),
                repair_cost_fen: Fen::yuan(model.cost_yuan),
            };
            outcome = outcome.and(Product::record(id, profile, stamp));
            products.push(id);
        }
        for spare in &SPARES {
            let profile = PartProfile {
                code: spare.code.to_owned(),
                name: spare.name.to_owned(),
                product_lines: spare.lines.iter().map(|line| (*line).to_owned()).collect(),
                cost_price_fen: Fen(spare.cost_fen),
                retail_price_fen: Fen(spare.retail_fen),
            };
            outcome = outcome.and(Part::record(PartId(app.next_id(stamp.at)), profile, stamp));
        }
        app.write(None, async move |desk| desk.commit(&outcome).await).await?;
        let last_day = zone().to_datetime(parameters.now).date();
        let mut units = sales_of_units(parameters, network, last_day);
        units.sort_by(|a, b| (a.sold_on, &a.serial).cmp(&(b.sold_on, &b.serial)));
        share_owners(&mut units, parameters.seed);
        Ok(Self { units, on_file: 0, last_owner: None, products })
    }

    /// The units on file on a day, the oldest sale first.
    pub fn on_file(&self, day: Date) -> &[KnownUnit] {
        &self.units[..self.units.partition_point(|unit| unit.on_file_from() <= day)]
    }

    /// Puts every unit on file that was sold before this month.
    pub async fn register_until(
        &mut self,
        app: &App,
        network: &Network,
        month: Month,
        done: &dyn Fn(usize),
    ) -> Result<(), AppError> {
        let end = self.units.partition_point(|unit| unit.sold_on < month.first_day());
        while self.on_file < end {
            let batch = self.on_file..end.min(self.on_file + BATCH);
            let stamp = Stamp { at: app.now(), by: None };
            let mut outcome = Outcome::default();
            for unit in &self.units[batch.clone()] {
                let owner = match self.last_owner {
                    Some(owner) if unit.same_owner => owner,
                    _ => {
                        let id = CustomerId(app.next_id(stamp.at));
                        outcome =
                            outcome.and(Customer::record(id, unit.contact.clone(), app.random_text(), stamp));
                        id
                    }
                };
                self.last_owner = Some(owner);
                let sold_by =
                    network.serving(&unit.contact.division, unit.line()).first().map(|outlet| outlet.id);
                let profile = UnitProfile {
                    serial: unit.serial.clone(),
                    product_id: self.products[unit.model],
                    made_on: unit.sold_on.checked_sub(45.days()).ok(),
                    sale: unit.sale,
                    sold_by,
                    customer_id: Some(owner),
                };
                outcome = outcome.and(Unit::record(UnitId(app.next_id(stamp.at)), profile, stamp));
            }
            app.write(None, async move |desk| desk.commit(&outcome).await).await?;
            done(batch.len());
            self.on_file = batch.end;
        }
        Ok(())
    }
}

/// Every unit with its product, owner and day of sale.
fn sales_of_units(parameters: &Parameters, network: &Network, last_day: Date) -> Vec<KnownUnit> {
    (0..parameters.units)
        .map(|index| {
            let random = &mut Random::of(parameters.seed, "unit", u64::from(index));
            let line = line_by_share(random);
            let models: Vec<usize> = (0..MODELS.len()).filter(|model| MODELS[*model].line == line).collect();
            let model = *random.pick(&models);
            let age = Span::new().days(random.between(1, SOLD_OVER_DAYS));
            let sold_on = last_day.checked_sub(age).unwrap_or(last_day);
            let sale = match random.between(0, 99) {
                0..3 => SaleDate::InYear(sold_on.year()),
                3..5 => SaleDate::Unknown,
                _ => SaleDate::On(sold_on),
            };
            let (year, month) = (sold_on.year().rem_euclid(100), sold_on.month());
            let prefix: String = MODELS[model].code.chars().filter(char::is_ascii_alphanumeric).collect();
            KnownUnit {
                sold_on,
                serial: format!("{prefix}{year:02}{month:02}{index:06}"),
                model,
                contact: contact(random, network),
                same_owner: false,
                sale,
            }
        })
        .collect()
}

/// One unit in fifteen goes to the owner of the one before.
fn share_owners(units: &mut [KnownUnit], seed: u64) {
    for index in 1..units.len() {
        let number = u64::try_from(index).unwrap_or(0);
        if Random::of(seed, "owner", number).percent(7) {
            let contact = units[index - 1].contact.clone();
            units[index].contact = contact;
            units[index].same_owner = true;
        }
    }
}

fn line_by_share(random: &mut Random) -> &'static str {
    let mut left = random.between(0, 99);
    for (line, share) in LINES {
        if left < share {
            return line;
        }
        left -= share;
    }
    LINES[0].0
}

/// A household; six of ten live in a city's districts.
pub(super) fn contact(random: &mut Random, network: &Network) -> Contact {
    let class = if random.percent(60) { RegionClass::City } else { RegionClass::County };
    let mut place = *random.pick(&network.places);
    for _ in 0..8 {
        if place.class() == Some(class) {
            break;
        }
        place = *random.pick(&network.places);
    }
    Contact {
        name: names::person(random),
        phone: names::mobile(random),
        division: place.code.to_owned(),
        address: names::address(random, place),
    }
}

/// Records a month's sales of every provider in every line it serves.
pub(super) async fn record_sales(
    app: &App,
    seed: u64,
    network: &Network,
    month: Month,
) -> Result<(), AppError> {
    let stamp = Stamp { at: app.now(), by: None };
    let mut outcome = Outcome::default();
    for outlet in &network.outlets {
        let random = &mut Random::of(seed, &format!("sales {month}"), outlet.id.0.unsigned_abs());
        for (product_line, share) in LINES {
            if !outlet.profile.territories.iter().any(|territory| territory.product_line == product_line) {
                continue;
            }
            let profile = MonthlySalesProfile {
                provider_id: outlet.id,
                month,
                product_line: product_line.to_owned(),
                amount_fen: Fen(random.between(250_000, 650_000) * share),
            };
            outcome = outcome.and(MonthlySales::record(SalesId(app.next_id(stamp.at)), profile, stamp));
        }
    }
    app.write(None, async move |desk| desk.commit(&outcome).await).await
}
