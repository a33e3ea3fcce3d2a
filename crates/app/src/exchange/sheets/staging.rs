//! What the rows of one batch change, gathered until the batch is committed.

use super::super::report::Phase;
use super::{customers, goods, network, orders, sales, units};
use crate::{AppError, Desk};
use domain::catalogue::{Part, Product};
use domain::ids::{CustomerId, ProviderId};
use domain::outcome::{Aggregate, Change, Changed, Outcome};
use domain::party::{Customer, Provider, ProviderProfile, Technician};
use domain::words;
use domain::words::Words;
use jiff::Timestamp;
use papers::sheet::{Sheet, Values};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::StoreError;
use store::record::{catalogue, party};

/// What a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Its record is new.
    New,
    /// It corrects a record.
    Changed,
    /// It says what is on file.
    Same,
}

/// Why a row does nothing.
pub enum RowError {
    /// A cell is wrong by what is on file.
    Cell {
        /// The column's key.
        column: &'static str,
        /// What is wrong, and what to do.
        message: Words,
    },
    /// The store failed.
    App(AppError),
}

impl<E: Into<AppError>> From<E> for RowError {
    fn from(error: E) -> Self {
        Self::App(error.into())
    }
}

impl RowError {
    /// A cell is wrong.
    pub const fn cell(column: &'static str, message: Words) -> Self {
        Self::Cell { column, message }
    }
}

/// What a batch changes, and what it has looked up on the way.
pub struct Staging {
    phase: Phase,
    outcome: Outcome,
    /// Facts of the past, each with its own instant.
    past: Vec<(Timestamp, Outcome)>,
    /// Providers whose territories this batch adds to; each is corrected once, at the end.
    pub(super) grown: BTreeMap<ProviderId, (Provider, ProviderProfile)>,
    /// Customers this batch has met, by phone and name.
    pub(super) met: HashMap<(String, String), CustomerId>,
    /// Customers this batch records or corrects, as they are after it.
    pub(super) customers: HashMap<CustomerId, Customer>,
    /// Natural keys of the rows so far, for sheets whose cells may write one key in two ways.
    keys: HashSet<String>,
    /// Technicians by provider.
    pub(super) technicians: HashMap<ProviderId, Vec<Technician>>,
    products: HashMap<String, Option<Product>>,
    parts: HashMap<String, Option<Part>>,
    providers: HashMap<String, Option<Provider>>,
}

impl Staging {
    /// Nothing yet.
    pub fn new(phase: Phase) -> Self {
        Self {
            phase,
            outcome: Outcome::default(),
            past: Vec::new(),
            grown: BTreeMap::new(),
            met: HashMap::new(),
            customers: HashMap::new(),
            keys: HashSet::new(),
            technicians: HashMap::new(),
            products: HashMap::new(),
            parts: HashMap::new(),
            providers: HashMap::new(),
        }
    }

    /// Decides a row.
    pub async fn row(
        &mut self,
        desk: &mut Desk<'_>,
        sheet: &Sheet,
        row: &Values,
    ) -> Result<Effect, RowError> {
        match sheet.key {
            "products" => goods::product(self, desk, row).await,
            "parts" => goods::part(self, desk, row).await,
            "providers" => network::provider(self, desk, row).await,
            "territories" => network::territory(self, desk, row).await,
            "technicians" => network::technician(self, desk, row).await,
            "customers" => customers::customer(self, desk, row).await,
            "units" => units::unit(self, desk, row).await,
            "sales" => sales::sales(self, desk, row).await,
            "orders" => orders::order(self, desk, row).await,
            other => Err(RowError::App(AppError::Store(StoreError::Other {
                detail: format!("sheet {other} has no import"),
            }))),
        }
    }

    /// Writes what was gathered.
    pub async fn commit(mut self, desk: &mut Desk<'_>) -> Result<(), AppError> {
        let stamp = desk.stamp();
        for (provider, profile) in std::mem::take(&mut self.grown).into_values() {
            if let Some(changed) = provider.correct(profile, stamp) {
                self.outcome = self.outcome.and(changed);
            }
        }
        desk.commit(&self.outcome).await?;
        for (at, outcome) in &self.past {
            desk.at(*at).commit(outcome).await?;
        }
        Ok(())
    }

    /// Takes a change of a record that was on file or not.
    pub(super) fn take<A: Aggregate>(&mut self, changed: Option<Changed<A>>) -> Effect
    where
        Change: From<Changed<A>>,
    {
        let Some(changed) = changed else {
            return Effect::Same;
        };
        let effect = if changed.before_version == 0 { Effect::New } else { Effect::Changed };
        self.outcome.changes.push(changed.into());
        effect
    }

    /// The next number of the register; a check draws none.
    pub(super) async fn register_number(&self, desk: &mut Desk<'_>, year: i16) -> Result<String, AppError> {
        match self.phase {
            Phase::Checking => Ok(String::new()),
            Phase::Writing => desk.next_number("B", year).await,
        }
    }

    /// Refuses a row whose key, as it is stored, an earlier row of the batch has: `2026/3` and `2026-03` are one month.
    pub(super) fn once(&mut self, column: &'static str, key: String) -> Result<(), RowError> {
        if self.keys.insert(key) {
            return Ok(());
        }
        Err(RowError::cell(
            column,
            Words::fixed(
                "与本文件中前面的一行是同一记录。请删除其中一行。",
                "An earlier row of this file is the same record. Delete one of the two.",
            ),
        ))
    }

    /// Takes what happened at an earlier instant.
    pub(super) fn take_past(&mut self, at: Timestamp, outcome: Outcome) {
        self.past.push((at, outcome));
    }

    /// The product of a code, which the column `column` gave.
    pub(super) async fn product(
        &mut self,
        desk: &mut Desk<'_>,
        column: &'static str,
        code: &str,
    ) -> Result<Product, RowError> {
        if !self.products.contains_key(code) {
            let tenant = desk.tenant();
            let found = catalogue::product_by_code(desk.tx(), tenant, code).await?;
            self.products.insert(code.to_owned(), found);
        }
        self.products[code].clone().ok_or_else(|| {
            RowError::cell(
                column,
                words!(
                    "没有产品 {code}。请先导入产品表，或更正编码。",
                    "There is no product {code}. Import the sheet of products first, or correct the code."
                ),
            )
        })
    }

    /// The part of a code.
    pub(super) async fn part(
        &mut self,
        desk: &mut Desk<'_>,
        column: &'static str,
        code: &str,
    ) -> Result<Part, RowError> {
        if !self.parts.contains_key(code) {
            let tenant = desk.tenant();
            let found = catalogue::part_by_code(desk.tx(), tenant, code).await?;
            self.parts.insert(code.to_owned(), found);
        }
        self.parts[code].clone().ok_or_else(|| {
            RowError::cell(
                column,
                words!(
                    "没有配件 {code}。请先导入配件表，或更正编码。",
                    "There is no part {code}. Import the sheet of parts first, or correct the code."
                ),
            )
        })
    }

    /// The provider that the row names.
    pub(super) async fn provider(&mut self, desk: &mut Desk<'_>, code: &str) -> Result<Provider, RowError> {
        if !self.providers.contains_key(code) {
            let tenant = desk.tenant();
            let found = party::provider_by_code(desk.tx(), tenant, code).await?;
            self.providers.insert(code.to_owned(), found);
        }
        self.providers[code].clone().ok_or_else(|| {
            RowError::cell(
                "provider_code",
                words!(
                    "没有网点 {code}。请先导入网点表，或更正编码。",
                    "There is no provider {code}. Import the sheet of providers first, or correct the code."
                ),
            )
        })
    }
}
