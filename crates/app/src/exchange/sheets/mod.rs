//! One file per noun: how a row becomes a change of its record, and how a record becomes a row again.

mod customers;
mod goods;
mod network;
mod orders;
mod page;
mod sales;
mod staging;
mod units;

pub(super) use page::{Cursor, next_page};
pub(super) use staging::{Effect, RowError, Staging};

use papers::sheet::{Value, Values};

/// The text of a cell, or none at all.
fn text<'a>(row: &'a Values, column: &str) -> &'a str {
    row.text(column).unwrap_or_default().trim()
}

/// Puts a cell's text into a record; a blank cell says nothing.
fn keep(row: &Values, column: &str, field: &mut String) {
    let found = text(row, column);
    if !found.is_empty() {
        found.clone_into(field);
    }
}

/// A text as a cell; an empty one is a blank cell.
fn cell(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}

/// Several texts as a cell; none is a blank cell.
fn list_cell(items: Vec<String>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::List(items))
}
