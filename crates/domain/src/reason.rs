//! Why: every answer names the clause it rests on and the facts it used.

use crate::words::Words;
use serde::{Deserialize, Serialize};

/// A clause of one agreement, by its place in the document; cheap to copy, cited by [`Citation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClauseIndex(pub u16);

/// An answer and the clause that gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    /// What the clause says.
    pub value: T,
    /// Which clause.
    pub clause: ClauseIndex,
}

/// A clause as a person finds it: agreement, version, number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Citation {
    /// The agreement's code: `solar-provider`.
    pub agreement: String,
    /// Its version, from 1.
    pub version: u32,
    /// The clause's number in the document: `4.1`.
    pub number: String,
    /// The clause's kind: `restore-within`.
    pub kind: String,
}

impl Citation {
    /// `solar-provider 第1版 第4.1条` / `solar-provider v1, clause 4.1`.
    pub fn words(&self) -> Words {
        let Self { agreement, version, number, .. } = self;
        crate::words!("{agreement} 第 {version} 版 {number}", "{agreement} v{version}, clause {number}")
    }
}

/// One reason: what was found, and the clause that makes it matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedReason {
    /// The clause; none when the reason is a plain fact.
    pub citation: Option<Citation>,
    /// What was found, with the values.
    pub because: Words,
}
