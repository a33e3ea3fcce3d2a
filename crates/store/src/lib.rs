//! All SQL, on SQLite and on PostgreSQL: one text for both, run by lanes, committed before anyone is told.
//!
//! Use cases come in through [`Store::read`] and [`Store::write`] as closures over a [`db::Tx`]. Tables are listed with
//! their kind in [`tables`], grow by the steps of [`migration`], and every statement keeps the rules that let
//! tenants be spread over nodes; tests hold them to it.

mod backup;
pub mod check;
mod commit;
pub mod counter;
pub mod credential;
pub mod db;
pub mod dialect;
mod error;
pub mod idempotency;
pub mod journal;
mod lane;
pub mod list;
pub mod migration;
pub mod outbox;
mod postgres;
pub mod record;
pub mod reveal;
pub mod search;
pub mod session;
pub mod setting;
mod sqlite;
mod store;
pub mod sums;
pub mod tables;
pub mod tenant;
pub mod wake;

pub use backup::Backup;
pub use error::StoreError;
pub use store::{Place, Settings, Store};
