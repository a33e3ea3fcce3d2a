//! The lists people work from: filtered, within a scope, paged by key, each driven by an index.
//!
//! A list takes who may see it (a [`Scope`]), a filter and a [`Page`], and answers the rows a table shows. With a million
//! orders stored a page still reads a bounded number of rows; see [`LOOK_AHEAD`].

mod callbacks;
mod catalogue;
mod counts;
mod cursor;
mod ledger;
mod obligations;
mod orders;
mod outbox;
mod page;
mod parties;
#[cfg(test)]
mod plans;
mod requests;
mod sort;
mod statements;
mod timeline;

pub use callbacks::{CallbackFilter, CallbackRow, callbacks};
pub use catalogue::{
    PartRow, ProductRow, SalesFilter, SalesRow, UnitFilter, UnitRow, parts, products, sales, units,
};
pub use counts::{
    StatementSum, count_callbacks, count_obligations, count_orders, count_outbox, count_requests,
    statement_sums,
};
pub use ledger::{AccountRow, PostingRow, accounts, postings};
pub use obligations::{ObligationFilter, ObligationRow, Owner, Standing, obligations};
pub use orders::{OrderFilter, OrderRow, OrderSort, Stages, dispatch, orders};
pub use outbox::{OutboxRow, OutboxState, outbox};
pub use page::{COUNTED_AT_MOST, LOOK_AHEAD, Listed, PAGE_ROWS, PAGE_ROWS_AT_MOST, Page, Tally};
pub use parties::{
    AgreementRow, CustomerFilter, CustomerRow, PersonFilter, PersonRow, ProviderFilter, ProviderRow,
    TechnicianRow, agreements, customers, people, providers, technicians,
};
pub use requests::{RequestFilter, RequestRow, requests};
pub use statements::{StatementFilter, StatementRow, statements};
pub use timeline::{TimelineRow, timeline};

pub(crate) use parties::customers_by_ids;

use crate::args;
use crate::db::Row;
use crate::error::StoreError;
use domain::ids::ProviderId;
use domain::people::Scope;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The provider whose records a person sees, where technicians see none: `Err` when nothing, `Ok(None)` when all.
fn provider_of(scope: Scope, wanted: Option<ProviderId>) -> Result<Option<ProviderId>, Nothing> {
    match scope {
        Scope::All => Ok(wanted),
        Scope::Provider(own) if wanted.is_none_or(|wanted| wanted == own) => Ok(Some(own)),
        Scope::Provider(_) | Scope::Technician(..) => Err(Nothing),
    }
}

/// Nothing lies both within the scope and the filter.
struct Nothing;

/// Only what is due, and due before an instant. Within the few that one party owns, that instant is checked row by row: as
/// a range beside a cursor's it looks so narrow to SQLite that it would take everybody's index.
fn due(plan: &mut page::Plan, owned: bool, before: Option<Timestamp>) {
    match before {
        Some(before) if !owned => {
            plan.bounds.and(" AND due_at < ?", args![before]);
        }
        before => {
            plan.bounds.and(" AND due_at IS NOT NULL", []);
            plan.checks.and_if(" AND due_at < ?", before);
        }
    }
}

/// The end of the texts that begin with one, in the order of bytes.
pub(crate) fn prefix_end(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

/// Part of a record's body: the rest of it is skipped, not built.
fn part_of<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> Result<T, StoreError> {
    serde_json::from_str(row.str(at)?)
        .map_err(|error| StoreError::corrupt(format!("a record in a list cannot be read: {error}")))
}

/// The name in the body of a technician, a person, a product or a part; none when no row was joined.
fn name_in(row: &Row<'_>, at: usize) -> Result<Option<String>, StoreError> {
    if row.get::<Option<String>>(at)?.is_none() {
        return Ok(None);
    }
    part_of::<Named>(row, at).map(|record| Some(record.profile.name))
}

#[derive(Deserialize)]
struct Named {
    profile: NamedProfile,
}

#[derive(Deserialize)]
struct NamedProfile {
    name: String,
}
