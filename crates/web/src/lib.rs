//! The pages and the JSON interface over HTTP: no rules, no SQL; every handler calls one use case of `app`.

pub mod assets;
pub mod page;
