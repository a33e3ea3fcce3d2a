//! The seam between SQL and Rust: values go in, rows come out, and a [`Tx`] runs one SQL text on either engine.

mod query;
mod row;
mod tx;
mod value;

pub use query::Query;
pub use row::{Cell, FromCell, Row};
pub use tx::Tx;
pub use value::{ToValue, Value};

pub(crate) use tx::Connection;
