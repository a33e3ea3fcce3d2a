//! The store's contract, held on SQLite and on PostgreSQL by the same functions.

mod check;
mod engine;
mod home;
mod lint;
mod records;
mod schema;
mod shape;
mod sql_texts;
