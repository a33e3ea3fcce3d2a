//! The store's contract, held on SQLite and on PostgreSQL by the same functions.

#![cfg(test)]

mod backup;
mod check;
mod crash;
mod engine;
mod home;
mod lint;
mod lists;
mod records;
mod schema;
mod server;
mod shape;
mod sql_texts;
