//! Where two values differ first, in words that fit on a line.

use crate::db::{Cell, Value};
use serde_json::Value as Json;
use std::fmt::Write as _;

/// The longest value that is quoted.
const QUOTED_AT_MOST: usize = 80;

/// A place in a record, and the two values there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) path: String,
    pub(super) expected: String,
    pub(super) found: String,
}

/// The first place where two JSON values differ; what is absent counts as null.
pub(super) fn first_difference(expected: &Json, found: &Json) -> Option<Difference> {
    let mut path = String::new();
    descend(expected, found, &mut path)
}

fn descend(expected: &Json, found: &Json, path: &mut String) -> Option<Difference> {
    let length = path.len();
    let mut into = |name: &str, expected: Option<&Json>, found: Option<&Json>| {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
        let difference = descend(expected.unwrap_or(&Json::Null), found.unwrap_or(&Json::Null), path);
        path.truncate(length);
        difference
    };
    match (expected, found) {
        (Json::Object(left), Json::Object(right)) => left
            .keys()
            .chain(right.keys().filter(|key| !left.contains_key(*key)))
            .find_map(|key| into(key, left.get(key), right.get(key))),
        (Json::Array(left), Json::Array(right)) => {
            (0..left.len().max(right.len())).find_map(|at| into(&at.to_string(), left.get(at), right.get(at)))
        }
        _ => (expected != found).then(|| Difference {
            path: path.clone(),
            expected: quoted(&expected.to_string()),
            found: quoted(&found.to_string()),
        }),
    }
}

/// The beginning of a text.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED_AT_MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A column as text, so that what is stored and what should be stored compare; null is none.
pub(super) fn text_of_cell(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Null => None,
        Cell::Int(number) => Some(number.to_string()),
        Cell::Text(text) => Some(text.to_owned()),
        Cell::Bytes(bytes) => Some(hex(bytes)),
    }
}

/// A value as text, the same as the column it would be written to.
pub(super) fn text_of_value(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Int(number) => number.map(|number| number.to_string()),
        Value::Text(text) => text.as_deref().map(str::to_owned),
        Value::Bytes(bytes) => bytes.as_deref().map(hex),
    }
}

/// A column's text as it is quoted in a problem.
pub(super) fn shown(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), quoted)
}

/// Bytes in hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes every text");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_named_by_its_path() {
        let expected = json!({"stage": {"code": "open", "visits": [1, 2]}, "version": 3});
        let mut found = expected.clone();
        assert_eq!(first_difference(&expected, &found), None);
        found["stage"]["visits"] = json!([1, 2, 9]);
        let difference = first_difference(&expected, &found).unwrap();
        assert_eq!(difference.path, "stage.visits.2");
        assert_eq!((&*difference.expected, &*difference.found), ("null", "9"));
        found = expected.clone();
        found["judgement"] = json!("void");
        assert_eq!(first_difference(&expected, &found).unwrap().path, "judgement");
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        assert_eq!(quoted("短"), "短");
        assert_eq!(quoted(&"长".repeat(81)), format!("{}…", "长".repeat(80)));
    }

    #[test]
    fn columns_and_values_read_alike() {
        for (cell, value) in [
            (Cell::Null, Value::Int(None)),
            (Cell::Int(-7), Value::Int(Some(-7))),
            (Cell::Text("甲"), Value::Text(Some("甲".into()))),
            (Cell::Bytes(&[10, 255]), Value::Bytes(Some(vec![10, 255].into()))),
        ] {
            assert_eq!(text_of_cell(cell), text_of_value(&value));
        }
    }
}
