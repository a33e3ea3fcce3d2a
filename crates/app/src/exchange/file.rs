//! Reading a file on a thread of its own, a batch ahead of the store.

use domain::Refusal;
use papers::sheet::{ParsedRow, Sheet, parse_rows};
use papers::table::{Limits, Table};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Rows of one transaction.
const BATCH_ROWS: usize = 1_000;

/// Where the file is; it is read twice when everything is checked before anything is written.
#[derive(Clone, Debug)]
pub enum ImportFile {
    /// On disk.
    Path(PathBuf),
    /// Uploaded.
    Bytes {
        /// What the sender called it; its ending says the format.
        name: String,
        /// Its content.
        bytes: Arc<[u8]>,
    },
}

impl ImportFile {
    fn open(&self) -> Result<Table, Refusal> {
        match self {
            Self::Path(path) => Table::open(path, Limits::default()),
            Self::Bytes { name, bytes } => Table::from_bytes(name, Arc::clone(bytes), Limits::default()),
        }
    }
}

/// Rows read together, and how many are expected in all.
pub(super) struct Batch {
    pub rows: Vec<ParsedRow>,
    pub expected: u64,
}

/// Reads the file to its end and hands its rows over in batches; says which headings it did not know. It ends early
/// when nobody takes the batches any more.
pub(super) fn read(
    sheet: &'static Sheet,
    file: &ImportFile,
    batches: &mpsc::Sender<Batch>,
) -> Result<Vec<String>, Refusal> {
    let mut table = file.open()?;
    let rows = table.rows()?;
    let expected = rows.expected().saturating_sub(1);
    let mut records = parse_rows(sheet, rows)?;
    let ignored = records.header().ignored.clone();
    loop {
        let rows = records.by_ref().take(BATCH_ROWS).collect::<Result<Vec<_>, _>>()?;
        if rows.is_empty() || batches.blocking_send(Batch { rows, expected }).is_err() {
            return Ok(ignored);
        }
    }
}
