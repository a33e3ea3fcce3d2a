//! Exchange: files become records, and records files; the same description of a sheet serves both ways.
//!
//! An import reads a file as it streams in, a thousand rows to a transaction, and looks each row up by its natural
//! key: a row that is not on file is new, one that says something else corrects the record by a further fact, and one
//! that says the same changes nothing. So a file imported twice changes nothing the second time. A blank cell says
//! nothing: it never erases what is on file.

mod export;
mod file;
mod import;
pub mod open_repair;
mod report;
mod sheets;
#[cfg(test)]
mod tests;

pub use export::{Format, export};
pub use file::ImportFile;
pub use import::{apply, dry_run};
pub use report::{BAD_ROWS_MAX, ImportReport, Phase, Progress, WARNINGS_MAX, Watch};
