//! The pages, one folder per desk they belong to.

pub mod desk;
pub mod exchange;
pub(crate) mod link;
pub mod report;
pub mod settle;
