//! The text a next page is asked for with: the order it belongs to, the last key, and a checksum over both.
//!
//! A cursor only says where to begin; what may be seen is decided by scope and filter each time anew. So the checksum
//! keeps out slips and stale links, not attackers.

use super::page::Order;
use crate::db::{ToValue, Value};
use std::borrow::Cow;

/// The longest text of a key that is taken from a cursor, in bytes.
const TEXT_AT_MOST: usize = 400;

/// One part of a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// A number or an instant.
    Int(i64),
    /// A text, sorted by its bytes on both engines.
    Text(String),
}

/// Where a row stands in its list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// The column sorted by.
    pub first: Part,
    /// The id, which tells equals apart.
    pub id: i64,
}

impl ToValue<'static> for Part {
    const NULL: Value<'static> = Value::Int(None);

    fn to_value(self) -> Value<'static> {
        match self {
            Self::Int(number) => Value::Int(Some(number)),
            Self::Text(text) => Value::Text(Some(Cow::Owned(text))),
        }
    }
}

impl Key {
    /// A key of an id alone.
    pub const fn of(id: i64) -> Self {
        Self { first: Part::Int(id), id }
    }

    /// The cursor of this key in the order `name`.
    pub fn write(&self, name: &str) -> String {
        let first = match &self.first {
            Part::Int(number) => format!("n{number:x}"),
            Part::Text(text) => format!("t{}", hex(text.as_bytes())),
        };
        let content = format!("{first}.{:x}", self.id);
        let sum = checksum(name, &content);
        format!("{content}.{sum}")
    }

    /// Reads a cursor of the order `name`; none when it is not one.
    pub fn read(cursor: &str, name: &str) -> Option<Self> {
        let (content, sum) = cursor.rsplit_once('.')?;
        if checksum(name, content) != sum {
            return None;
        }
        let (first, id) = content.split_once('.')?;
        let first = match first.split_at_checked(1)? {
            ("n", number) => Part::Int(number_of(number)?),
            ("t", text) => Part::Text(text_of(text)?),
            _ => return None,
        };
        Some(Self { first, id: number_of(id)? })
    }

    /// Whether it has the shape of the order's keys.
    pub fn fits(&self, order: &Order) -> bool {
        match &self.first {
            Part::Int(first) => !order.text && (!order.single || *first == self.id),
            Part::Text(_) => order.text,
        }
    }
}

/// Numbers are written as the bits they are, so that negative ones need no sign.
fn number_of(text: &str) -> Option<i64> {
    u64::from_str_radix(text, 16).ok().map(u64::cast_signed)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes every text");
        text
    })
}

fn text_of(hex: &str) -> Option<String> {
    if !hex.len().is_multiple_of(2) || hex.len() > TEXT_AT_MOST * 2 || !hex.is_ascii() {
        return None;
    }
    let bytes = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok())
        .collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok()
}

fn checksum(name: &str, content: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(name.as_bytes()).update(b"\n").update(content.as_bytes());
    hex(&hasher.finalize().as_bytes()[..6])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_reads_as_the_key_it_was_written_from(number: i64, id: i64, text in ".{0,40}") {
            for first in [Part::Int(number), Part::Text(text)] {
                let key = Key { first, id };
                prop_assert_eq!(Key::read(&key.write("orders"), "orders"), Some(key));
            }
        }

        #[test]
        fn a_tampered_cursor_is_none(id: i64, at in 0_usize..20, put in "[0-9a-z.]") {
            let mut cursor = Key::of(id).write("orders");
            let at = at.min(cursor.len() - 1);
            if cursor[at..=at] != put {
                cursor.replace_range(at..=at, &put);
                prop_assert_eq!(Key::read(&cursor, "orders"), None);
            }
        }

        #[test]
        fn any_text_is_read_without_harm(text in ".{0,60}") {
            prop_assert_eq!(Key::read(&text, "orders"), None);
        }
    }

    #[test]
    fn a_cursor_of_another_list_is_none() {
        assert_eq!(Key::read(&Key::of(7).write("orders"), "requests"), None);
    }
}
