//! Views: what a page shows, read in one transaction and only as far as the person may see it.

pub mod settle;
