//! Records: one row each, with columns for what is searched and sorted by, and the whole record as JSON.
//!
//! Reading is open to every use case; writing happens only in [`crate::commit`].

pub mod catalogue;
pub mod party;
pub mod service;

use crate::args;
use crate::db::{Tx, Value};
use crate::error::StoreError;
use domain::ids::TenantId;
use domain::outcome::Aggregate;

/// A record kept in a table.
pub trait Stored: Aggregate {
    /// Inserts a new row: tenant, id, version, body, then [`Stored::columns`].
    const INSERT: &'static str;
    /// Rewrites the row with the values of [`Stored::rewritten`], guarded by the version before as the last argument.
    const UPDATE: &'static str;
    /// Reads the body by tenant and id.
    const LOAD: &'static str;
    /// Reads id, version, body and the columns of all rows after an id, in the order of ids, up to a limit.
    const SCAN: &'static str;
    /// How many columns follow the body.
    const COLUMNS: usize;
    /// The columns that follow the body.
    fn columns(&self) -> Vec<Value<'_>>;

    /// The statement that rewrites the row after these facts, and the columns it sets after version and body. A record
    /// that knows which columns cannot have changed leaves them out, and the database leaves their indexes alone.
    fn rewritten(&self, _facts: &[Self::Fact]) -> (&'static str, Vec<Value<'_>>) {
        (Self::UPDATE, self.columns())
    }
}

/// The body of a record.
pub(crate) fn body_of<R: Stored>(record: &R) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|error| {
        StoreError::corrupt(format!("{} {} cannot be written as JSON: {error}", R::KIND.code(), record.id()))
    })
}

/// Reads a record from its body.
pub(crate) fn from_body<R: Stored>(body: &str) -> Result<R, StoreError> {
    serde_json::from_str(body)
        .map_err(|error| StoreError::corrupt(format!("a {} cannot be read: {error}", R::KIND.code())))
}

/// The record with this id, if there is one.
pub async fn find<R: Stored>(tx: &mut Tx, tenant: TenantId, id: i64) -> Result<Option<R>, StoreError> {
    tx.maybe(R::LOAD, args![tenant, id], |row| from_body(row.str(0)?)).await
}

/// The record with this id.
pub async fn load<R: Stored>(tx: &mut Tx, tenant: TenantId, id: i64) -> Result<R, StoreError> {
    find(tx, tenant, id).await?.ok_or(StoreError::NotFound)
}

/// Records in the order of their ids, after one, up to a limit: exports, page by page.
pub async fn scan<R: Stored>(
    tx: &mut Tx,
    tenant: TenantId,
    after: i64,
    limit: i64,
) -> Result<Vec<R>, StoreError> {
    tx.all(R::SCAN, args![tenant, after, limit], |row| from_body(row.str(2)?)).await
}

/// Reads one record by a statement that answers its body.
pub(crate) async fn find_by<R: Stored>(
    tx: &mut Tx,
    sql: &'static str,
    args: impl AsRef<[Value<'_>]>,
) -> Result<Option<R>, StoreError> {
    tx.maybe(sql, args, |row| from_body(row.str(0)?)).await
}

/// Reads records by a statement that answers their bodies.
pub(crate) async fn list_by<R: Stored>(
    tx: &mut Tx,
    sql: &'static str,
    args: impl AsRef<[Value<'_>]>,
) -> Result<Vec<R>, StoreError> {
    tx.all(sql, args, |row| from_body(row.str(0)?)).await
}
