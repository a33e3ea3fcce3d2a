//! Numbers that people and things carry: phones, plates, VINs, identity cards, credit codes, cards, IMEIs.
//!
//! A number is taken as what was given, put in its usual form, and flagged when something about it is wrong or
//! unusual (china.md 9). Nothing is turned away for a wrong number: a request with a wrong phone is still a request.

pub mod card;
pub mod credit_code;
pub mod id_card;
pub mod mask;
pub mod phone;
pub mod plate;
pub mod vin;

use crate::words::Words;
use serde::{Deserialize, Serialize};

/// How much a flag weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It cannot be such a number.
    Wrong,
    /// It can be one, but looks unusual.
    Unusual,
}

/// What is wrong or unusual about a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flag {
    /// How much it weighs.
    pub weight: Weight,
    /// A stable code for programs, such as `vin.check_digit`.
    pub code: &'static str,
    /// What was found and what to do.
    pub words: Words,
}

/// A number in its usual form, with what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The number in its usual form; what cannot be such a number is kept as it was given.
    pub value: String,
    /// What is wrong or unusual; empty for a number in order.
    pub flags: Vec<Flag>,
}

impl Checked {
    const fn new(value: String) -> Self {
        Self { value, flags: Vec::new() }
    }

    fn flag(mut self, weight: Weight, code: &'static str, words: Words) -> Self {
        self.flags.push(Flag { weight, code, words });
        self
    }

    fn wrong(self, code: &'static str, words: Words) -> Self {
        self.flag(Weight::Wrong, code, words)
    }

    fn unusual(self, code: &'static str, words: Words) -> Self {
        self.flag(Weight::Unusual, code, words)
    }

    /// Nothing about it is wrong; it may still be unusual.
    pub fn is_right(&self) -> bool {
        self.flags.iter().all(|flag| flag.weight != Weight::Wrong)
    }

    /// Nothing about it is wrong or unusual.
    pub const fn is_plain(&self) -> bool {
        self.flags.is_empty()
    }
}

/// Half-width, upper-case, without blanks, hyphens, dots between groups and invisible characters.
fn compact(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_separator(*c) && !is_invisible(*c))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The ASCII character that a full-width one stands for.
fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

const fn is_separator(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '·' | '•' | '・')
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

/// The value of each digit; none when another character is among them.
fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// The sum of the values, each times its weight.
fn weighted(values: &[u32], weights: &[u32]) -> u32 {
    values.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}
