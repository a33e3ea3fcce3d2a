//! What the tests of several crates share: databases to run on.

pub mod postgres;
