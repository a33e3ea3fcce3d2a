//! A list with optional filters, put together from fixed pieces; the builder numbers the markers.

use super::row::Row;
use super::tx::Tx;
use super::value::Value;
use crate::error::StoreError;
use std::fmt::Write as _;

/// A statement under construction. Every piece is a fixed text with `?` for each of its values, so nothing a person
/// typed can become SQL:
///
/// ```
/// use store::{args, db::Query};
///
/// let (tenant, stage, after) = (1_i64, Some("open"), (5_i64, 7_i64));
/// let mut query = Query::new("SELECT order_id FROM work_order WHERE tenant_id = ?", args![tenant]);
/// if let Some(stage) = stage {
///     query.push(" AND stage = ?", args![stage]);
/// }
/// query.push(" AND (due_at, order_id) > (?, ?)", args![after.0, after.1]);
/// query.push(" ORDER BY due_at, order_id LIMIT ?", args![50_i64]);
/// assert!(query.text().ends_with("AND (due_at, order_id) > ($3, $4) ORDER BY due_at, order_id LIMIT $5"));
/// ```
#[derive(Clone, Debug)]
pub struct Query<'a> {
    text: String,
    values: Vec<Value<'a>>,
}

impl<'a> Query<'a> {
    /// Starts with a piece and its values.
    pub fn new(piece: &'static str, values: impl IntoIterator<Item = Value<'a>>) -> Self {
        let mut query = Self { text: String::with_capacity(512), values: Vec::with_capacity(8) };
        query.push(piece, values);
        query
    }

    /// Adds a piece and its values.
    ///
    /// # Panics
    /// When the piece has more or fewer `?` than values: a mistake in the program that the first run shows.
    pub fn push(&mut self, piece: &'static str, values: impl IntoIterator<Item = Value<'a>>) -> &mut Self {
        let mut values = values.into_iter();
        let mut parts = piece.split('?');
        self.text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let value = values.next().unwrap_or_else(|| panic!("a value is missing for {piece:?}"));
            self.values.push(value);
            write!(self.text, "${}{part}", self.values.len()).expect("a String takes every text");
        }
        assert!(values.next().is_none(), "a value is left over for {piece:?}");
        self
    }

    /// Adds a piece only when its value is there.
    pub fn push_if(&mut self, piece: &'static str, value: Option<impl super::ToValue<'a>>) -> &mut Self {
        match value {
            Some(value) => self.push(piece, [value.to_value()]),
            None => self,
        }
    }

    /// The statement so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Runs it and reads every row; the last piece holds the limit.
    pub async fn all<T>(
        &self,
        tx: &mut Tx,
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        tx.rows(&self.text, &self.values, read).await
    }
}

#[cfg(test)]
impl Query<'_> {
    /// How SQLite would run it: the steps of its plan, one a line.
    pub(crate) async fn plan(&self, tx: &mut Tx) -> Result<String, StoreError> {
        let text = format!("EXPLAIN QUERY PLAN {}", self.text);
        let steps = tx.rows(&text, &self.values, |row| row.text(3)).await?;
        Ok(steps.join("\n"))
    }
}
