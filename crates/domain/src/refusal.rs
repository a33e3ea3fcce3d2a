//! A refusal is an expected "no": what happened, with which value, and what to do next, in both languages.

use crate::words::Words;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What sort of "no" it is; decides the HTTP status and the CLI's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// A value is wrong or missing (422).
    Invalid,
    /// It does not exist, or not for this person (404).
    NotFound,
    /// The person may see it but not do this (403).
    Forbidden,
    /// It is not the step's time: wrong stage, missing record (409).
    Conflict,
    /// Somebody else changed it meanwhile (409).
    Stale,
}

/// An expected "no".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What sort of "no".
    pub kind: RefusalKind,
    /// A stable code for programs, such as `order.wrong_stage`.
    pub code: &'static str,
    /// The path of the field at fault, when there is one: `parts[0].quantity`.
    pub field: Option<String>,
    /// The rule of domain.md or the clause it rests on, when there is one: `A2.10`.
    pub rule: Option<String>,
    /// What happened, with which value, and what to do next.
    pub message: Words,
}

impl Refusal {
    /// A refusal of `kind` with a stable `code`.
    pub const fn new(kind: RefusalKind, code: &'static str, message: Words) -> Self {
        Self { kind, code, field: None, rule: None, message }
    }

    /// A value is wrong: names the field's path.
    pub fn invalid(code: &'static str, field: impl Into<String>, message: Words) -> Self {
        Self { field: Some(field.into()), ..Self::new(RefusalKind::Invalid, code, message) }
    }

    /// It is not the step's time.
    pub const fn conflict(code: &'static str, message: Words) -> Self {
        Self::new(RefusalKind::Conflict, code, message)
    }

    /// Not there, or not for this person: the two answer alike.
    pub fn not_found(what: &Words) -> Self {
        let (zh, en) = (&what.zh, &what.en);
        Self::new(
            RefusalKind::NotFound,
            "not_found",
            crate::words!(
                "找不到{zh}。请核对编号，或返回列表查找。",
                "No such {en}. Check the number, or look for it in the list."
            ),
        )
    }

    /// Names the rule it rests on.
    #[must_use]
    pub fn by_rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} / {}", self.code, self.message.zh, self.message.en)
    }
}

impl std::error::Error for Refusal {}
