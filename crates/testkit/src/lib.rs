//! What the tests of several crates share: databases to run on, and a second way to count a month.

pub mod naive;
pub mod postgres;
