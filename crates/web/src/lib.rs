//! The pages and the JSON interface over HTTP: no rules, no SQL; every handler calls one use case of `app`.
//!
//! [`router`] puts the pages and the interface together and wraps them in what every answer needs: a bound on time and
//! size, the security headers, a request id in the log, and a page for whatever goes wrong.

pub mod api;
pub mod assets;
mod csrf;
pub mod error;
mod navigation;
pub mod page;
pub mod pages;
mod serve;
pub mod session;

pub use serve::{WebState, router, serve};
