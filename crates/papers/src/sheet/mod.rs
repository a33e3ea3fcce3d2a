//! A sheet is a list of columns; a column has a heading, a kind and a hint; a record is one row of typed values.
//!
//! The same description makes the template, reads a filled-in file and writes an export, so the three cannot differ.

mod catalogue;
mod header;
mod looks;
mod read;
mod records;
mod value;

pub use catalogue::{
    CUSTOMERS, ORDERS, PARTS, PRODUCTS, PROVIDERS, SALES, SHEETS, TECHNICIANS, TERRITORIES, UNITS,
};
pub use header::Header;
pub use looks::phone_looks_right;
pub use records::{BadRow, CellError, ParsedRow, Record, Records, Source, parse_rows};
pub use value::{Month, PartUsed, Value, Values};

use domain::{Language, Words};
use std::fmt;

/// A kind of file: what its rows are and which columns they have.
pub struct Sheet {
    /// The word used in addresses and commands: `units`.
    pub key: &'static str,
    /// What a row is called.
    pub name: Words,
    /// The columns in the order of the template.
    pub columns: &'static [Column],
    /// The columns that together may occur only once in a file; empty when rows may repeat.
    pub unique: &'static [&'static str],
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// The word used in programs: `sold_on`.
    pub key: &'static str,
    /// The heading people read.
    pub heading: Words,
    /// What may stand in it.
    pub kind: Kind,
    /// Whether a row without it is wrong.
    pub required: bool,
    /// What it is for, in a sentence.
    pub hint: Words,
    /// A value as it may be typed; shown in the template's explanation.
    pub example: &'static str,
    /// Other headings found in files of the trade.
    pub also: &'static [&'static str],
}

/// What may stand in a column.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Text of at most so many characters.
    Text {
        /// The most characters.
        max: usize,
    },
    /// Several texts in one cell, with a comma, `、`, semicolon or line break between them.
    List,
    /// A civil date.
    Date,
    /// A civil date, or only a year when no more is known.
    DateOrYear,
    /// A civil date and time of day in the principal's time zone.
    DateTime,
    /// A month: `2026-03`.
    Month,
    /// An amount in yuan with at most two decimals.
    Fen {
        /// Whether it may be below zero.
        signed: bool,
    },
    /// A whole number.
    Integer {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// A telephone number; one that looks wrong is kept and flagged.
    Phone,
    /// An administrative division's six digits (GB/T 2260).
    Division,
    /// Several divisions in one cell.
    Divisions,
    /// One of a few words.
    Choice(&'static [Choice]),
    /// Parts used: `P-100×2（旧件已返）`, several in one cell.
    Parts,
}

/// One of the words of a [`Kind::Choice`].
#[derive(Debug)]
pub struct Choice {
    /// The word used in programs.
    pub code: &'static str,
    /// The word people read.
    pub words: Words,
}

impl Column {
    const fn new(key: &'static str, heading: Words, kind: Kind, hint: Words, example: &'static str) -> Self {
        Self { key, heading, kind, required: false, hint, example, also: &[] }
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn also(mut self, headings: &'static [&'static str]) -> Self {
        self.also = headings;
        self
    }
}

impl fmt::Debug for Sheet {
    /// The key is enough to know which it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sheet({})", self.key)
    }
}

impl Sheet {
    /// The sheet with that key, or whose name in either language is `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        SHEETS.into_iter().find(|sheet| sheet.key == name || sheet.name.zh == name || sheet.name.en == name)
    }

    /// The place of the column with that key.
    ///
    /// # Panics
    /// When the sheet has no such column: the keys are fixed, so asking for another is a mistake in the program.
    pub fn index_of(&self, key: &str) -> usize {
        self.columns
            .iter()
            .position(|column| column.key == key)
            .unwrap_or_else(|| panic!("sheet {} has no column {key}", self.key))
    }

    /// The headings in `language`, in order.
    pub fn headings(&self, language: Language) -> impl Iterator<Item = &str> {
        self.columns.iter().map(move |column| column.heading.get(language))
    }
}

#[cfg(test)]
mod tests;
