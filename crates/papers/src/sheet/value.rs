//! A value is what a cell means once its column's kind is known.

use super::{Kind, Sheet};
use domain::{Fen, Language};
use jiff::civil::{Date, DateTime};
use std::fmt;

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// The month of the year, 1 to 12.
    pub month: i8,
}

impl Month {
    /// A month, when there is such a one in the years that files may name.
    pub fn new(year: i16, month: i8) -> Option<Self> {
        Date::new(year, month, 1).ok().map(|_| Self { year, month })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Parts used on an order: which, how many, and whether the old ones came back (A1.20, A2.8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartUsed {
    /// The part's code.
    pub code: String,
    /// How many.
    pub quantity: u32,
    /// The old parts were returned.
    pub old_returned: bool,
}

/// A typed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, also of phones, VINs and divisions.
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// A civil date.
    Date(Date),
    /// Only the year is known.
    Year(i16),
    /// A civil date and time of day.
    DateTime(DateTime),
    /// A month.
    Month(Month),
    /// An amount.
    Fen(Fen),
    /// A whole number.
    Integer(i64),
    /// The code of the word chosen.
    Choice(&'static str),
    /// Parts used.
    Parts(Vec<PartUsed>),
}

impl Value {
    /// As it is typed into a cell of `kind`, which the import understands again.
    pub fn written(&self, kind: Kind, language: Language) -> String {
        let separator = match language {
            Language::Chinese => "、",
            Language::English => "; ",
        };
        match self {
            Self::Text(text) => text.clone(),
            Self::List(items) => items.join(separator),
            Self::Date(date) => date.to_string(),
            Self::Year(year) => year.to_string(),
            Self::DateTime(at) => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Month(month) => month.to_string(),
            Self::Fen(amount) => amount.plain(),
            Self::Integer(number) => number.to_string(),
            Self::Choice(code) => {
                let Kind::Choice(choices) = kind else {
                    return (*code).to_owned();
                };
                choices
                    .iter()
                    .find(|choice| choice.code == *code)
                    .map_or(*code, |choice| choice.words.get(language))
                    .to_owned()
            }
            Self::Parts(parts) => {
                let written: Vec<_> = parts.iter().map(|part| part.written(language)).collect();
                written.join(separator)
            }
        }
    }
}

impl PartUsed {
    fn written(&self, language: Language) -> String {
        let returned = match (self.old_returned, language) {
            (false, _) => "",
            (true, Language::Chinese) => "（旧件已返）",
            (true, Language::English) => " (old returned)",
        };
        format!("{}×{}{returned}", self.code, self.quantity)
    }
}

/// The values of one record, by column; a column without a value is unknown, which is not zero.
#[derive(Clone, Debug)]
pub struct Values {
    sheet: &'static Sheet,
    values: Vec<Option<Value>>,
}

impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        self.sheet.key == other.sheet.key && self.values == other.values
    }
}

impl Values {
    /// A record of `sheet` without any value.
    pub fn new(sheet: &'static Sheet) -> Self {
        Self { sheet, values: vec![None; sheet.columns.len()] }
    }

    /// The sheet it is a record of.
    pub const fn sheet(&self) -> &'static Sheet {
        self.sheet
    }

    /// The values in the order of the sheet's columns.
    pub fn in_order(&self) -> &[Option<Value>] {
        &self.values
    }

    /// Puts a value into a column; `None` clears it.
    pub fn set(&mut self, key: &str, value: impl Into<Option<Value>>) {
        let index = self.sheet.index_of(key);
        self.values[index] = value.into();
    }

    pub(super) fn set_at(&mut self, index: usize, value: Value) {
        self.values[index] = Some(value);
    }

    /// The value of a column.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values[self.sheet.index_of(key)].as_ref()
    }

    /// The text of a text, phone, VIN or division column, or the code of a choice.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Value::Text(text) => Some(text),
            Value::Choice(code) => Some(code),
            _ => None,
        }
    }

    /// The texts of a list column; none when it is blank.
    pub fn list(&self, key: &str) -> &[String] {
        match self.get(key) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    /// The date of a date column, when it is known to the day.
    pub fn date(&self, key: &str) -> Option<Date> {
        match self.get(key)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The year of a date column, when no more is known.
    pub fn year(&self, key: &str) -> Option<i16> {
        match self.get(key)? {
            Value::Year(year) => Some(*year),
            _ => None,
        }
    }

    /// The civil time of a date-and-time column.
    pub fn date_time(&self, key: &str) -> Option<DateTime> {
        match self.get(key)? {
            Value::DateTime(at) => Some(*at),
            _ => None,
        }
    }

    /// The month of a month column.
    pub fn month(&self, key: &str) -> Option<Month> {
        match self.get(key)? {
            Value::Month(month) => Some(*month),
            _ => None,
        }
    }

    /// The amount of a money column.
    pub fn fen(&self, key: &str) -> Option<Fen> {
        match self.get(key)? {
            Value::Fen(amount) => Some(*amount),
            _ => None,
        }
    }

    /// The number of a whole-number column.
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The parts of a parts column; none when it is blank.
    pub fn parts(&self, key: &str) -> &[PartUsed] {
        match self.get(key) {
            Some(Value::Parts(parts)) => parts,
            _ => &[],
        }
    }
}
