//! Papers are what goes in and out of the service as files: tables of rows, templates, statements, public data sets.
//!
//! A [`table::Table`] is a file of [`table::Row`]s; a [`sheet::Sheet`] says what its columns mean and turns each row
//! into a typed [`sheet::Record`] or a list of faults with cell addresses. The other direction writes the same
//! headings, so whatever was exported can be imported again. This crate knows files and no database.

pub mod address;
pub mod error_report;
pub mod export;
pub mod open_repair;
pub mod sheet;
pub mod statement;
pub mod style;
pub mod table;
pub mod template;

pub use address::Address;

/// A file could not be written: not an expected "no" but a fault of the disk or of the program.
#[derive(Debug, thiserror::Error)]
pub enum WriteFault {
    /// The workbook could not be built or saved.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The CSV file could not be saved.
    #[error("the CSV file cannot be written: {0}")]
    Csv(#[from] csv::Error),
    /// The disk or the connection failed.
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
}
