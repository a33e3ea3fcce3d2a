//! What an import found and did, and how far it is.

use papers::sheet::{BadRow, CellError};
use std::sync::Arc;

/// The most wrong rows kept for the report; all are counted.
pub const BAD_ROWS_MAX: usize = 10_000;
/// The most warnings kept for the report; all are counted.
pub const WARNINGS_MAX: usize = 1_000;

/// What an import found, and whether it was written.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    /// Rows read below the header.
    pub rows: u64,
    /// Rows that are not on file yet.
    pub new: u64,
    /// Rows that correct what is on file.
    pub changed: u64,
    /// Rows that say what is on file already.
    pub same: u64,
    /// Rows with an error.
    pub wrong: u64,
    /// Those rows, the first [`BAD_ROWS_MAX`] of them.
    pub bad_rows: Vec<BadRow>,
    /// Cells that are odd, though they are accepted.
    pub warned: u64,
    /// Those cells, the first [`WARNINGS_MAX`] of them.
    pub warnings: Vec<CellError>,
    /// Headings of the file that mean nothing here; their cells were not read.
    pub ignored_headings: Vec<String>,
    /// Whether the rows without errors were written.
    pub written: bool,
}

impl ImportReport {
    /// The wrong cells, row by row.
    pub fn errors(&self) -> impl Iterator<Item = &CellError> {
        self.bad_rows.iter().flat_map(|row| &row.errors)
    }

    /// Adds what one batch came to.
    pub(super) fn add(&mut self, batch: Self) {
        self.rows += batch.rows;
        self.new += batch.new;
        self.changed += batch.changed;
        self.same += batch.same;
        self.wrong += batch.wrong;
        self.warned += batch.warned;
        let room = BAD_ROWS_MAX.saturating_sub(self.bad_rows.len());
        self.bad_rows.extend(batch.bad_rows.into_iter().take(room));
        let room = WARNINGS_MAX.saturating_sub(self.warnings.len());
        self.warnings.extend(batch.warnings.into_iter().take(room));
    }
}

/// Which pass over the file is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Every row is checked; nothing is written.
    Checking,
    /// The rows are written.
    Writing,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The pass.
    pub phase: Phase,
    /// Rows done in it.
    pub rows: u64,
    /// About how many there will be; not to be believed further than a progress bar goes.
    pub expected: u64,
}

/// Whoever watches the progress.
pub type Watch = Arc<dyn Fn(Progress) + Send + Sync>;
