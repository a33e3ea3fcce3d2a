//! A row as the engine holds it, read by position; nothing is copied that is not asked for.

use crate::error::StoreError;
use domain::{BasisPoints, Fen};
use jiff::Timestamp;
use jiff::civil::Date;
use std::any::type_name;

/// One row of an answer.
pub struct Row<'a> {
    source: Source<'a>,
}

/// The engine's own row.
pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

/// What stands in one column of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

/// A type that can be read from a column.
pub trait FromCell: Sized {
    /// The value, or none when the cell holds something else.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

impl<'a> Row<'a> {
    pub(crate) const fn new(source: Source<'a>) -> Self {
        Self { source }
    }

    /// The column at position `at` (from 0), as any type that can be read; a null needs an `Option`.
    pub fn get<T: FromCell>(&self, at: usize) -> Result<T, StoreError> {
        T::from_cell(self.cell(at)?).ok_or_else(|| self.unreadable(at, type_name::<T>()))
    }

    /// A whole number.
    pub fn int(&self, at: usize) -> Result<i64, StoreError> {
        self.get(at)
    }

    /// A whole number or null.
    pub fn maybe_int(&self, at: usize) -> Result<Option<i64>, StoreError> {
        self.get(at)
    }

    /// A text.
    pub fn text(&self, at: usize) -> Result<String, StoreError> {
        self.get(at)
    }

    /// A text or null.
    pub fn maybe_text(&self, at: usize) -> Result<Option<String>, StoreError> {
        self.get(at)
    }

    /// A text that is only looked at, such as a code that becomes an enum.
    pub fn str(&self, at: usize) -> Result<&str, StoreError> {
        match self.cell(at)? {
            Cell::Text(text) => Ok(text),
            _ => Err(self.unreadable(at, "text")),
        }
    }

    /// Bytes.
    pub fn bytes(&self, at: usize) -> Result<Vec<u8>, StoreError> {
        self.get(at)
    }

    /// Bytes or null.
    pub fn maybe_bytes(&self, at: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(at)
    }

    /// A flag, kept as 0 or 1.
    pub fn flag(&self, at: usize) -> Result<bool, StoreError> {
        self.get(at)
    }

    /// The error for a column that does not hold what it should: it names the column, the value and the type.
    pub fn unreadable(&self, at: usize, wanted: &str) -> StoreError {
        let column = self.column(at);
        match self.cell(at) {
            Ok(found) => {
                StoreError::corrupt(format!("column {column} holds {found:?}, which is not {wanted}"))
            }
            Err(error) => error,
        }
    }

    fn column(&self, at: usize) -> String {
        let name = match self.source {
            Source::Sqlite(row) => row.as_ref().column_name(at).ok(),
            Source::Postgres(row) => row.columns().get(at).map(tokio_postgres::Column::name),
        };
        name.map_or_else(|| at.to_string(), str::to_owned)
    }

    pub(crate) fn cell(&self, at: usize) -> Result<Cell<'_>, StoreError> {
        match self.source {
            Source::Sqlite(row) => crate::sqlite::cell(row, at),
            Source::Postgres(row) => crate::postgres::cell(row, at),
        }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            cell => T::from_cell(cell).map(Some),
        }
    }
}

impl FromCell for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Int(number) => Some(number),
            _ => None,
        }
    }
}

impl FromCell for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bytes(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}

impl FromCell for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Int(0) => Some(false),
            Cell::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl FromCell for Date {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// Types that are kept as a number and may refuse some numbers.
macro_rules! from_number {
    ($($type:ty => |$number:ident| $made:expr;)+) => {$(
        impl FromCell for $type {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                let $number = i64::from_cell(cell)?;
                $made
            }
        }
    )+};
}

from_number! {
    i32 => |number| number.try_into().ok();
    u32 => |number| number.try_into().ok();
    u16 => |number| number.try_into().ok();
    u8 => |number| number.try_into().ok();
    Fen => |number| Some(Self(number));
    BasisPoints => |number| Some(Self(number));
    Timestamp => |number| Self::from_millisecond(number).ok();
}
