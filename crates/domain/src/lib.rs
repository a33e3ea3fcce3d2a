//! The rules of after-sales service, and nothing else.
//!
//! A rule is a pure function of the state, the command, the instant and the agreement's terms. This crate has no
//! I/O, no `async`, no clock, no randomness and no floating point money: its manifest has nothing to do them with.

pub mod agreement;
pub mod calendar;
pub mod callback;
pub mod capital;
pub mod catalogue;
pub mod coverage;
pub mod division;
pub mod duration;
pub mod identifier;
pub mod ids;
pub mod ledger;
pub mod money;
pub mod month;
pub mod obligation;
pub mod order;
pub mod outcome;
pub mod party;
pub mod people;
pub mod reason;
pub mod refusal;
pub mod request;
pub mod settlement;
pub mod signed;
pub mod words;

pub use division::RegionClass;
pub use duration::Span;
pub use money::{BasisPoints, Fen, Rounding};
pub use month::Month;
pub use refusal::{Refusal, RefusalKind};
pub use words::{Language, Words};
