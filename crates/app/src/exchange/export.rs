//! Exports: a sheet written as it is read, page by page, all of one moment.

use super::import::stopped;
use super::sheets::{Cursor, next_page};
use crate::{App, AppError};
use domain::people::{Action, Actor};
use domain::refusal::{Refusal, RefusalKind};
use domain::words;
use domain::words::Language;
use papers::WriteFault;
use papers::sheet::{Sheet, Values};
use std::io::Write;
use std::sync::mpsc;

/// Pages read ahead of the file; what bounds the memory.
const PAGES_AHEAD: usize = 2;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// CSV in UTF-8 with a byte order mark.
    Csv,
}

impl Format {
    /// By a file name's ending.
    pub fn of(name: &str) -> Option<Self> {
        let lower = name.to_lowercase();
        [(".xlsx", Self::Xlsx), (".csv", Self::Csv)]
            .into_iter()
            .find_map(|(ending, format)| lower.ends_with(ending).then_some(format))
    }

    /// The ending, without the dot.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// Writes every record of a sheet; says how many rows. Customers without a phone are left out, because nothing
/// would tell them apart when the file comes back; so are orders that no provider had.
pub async fn export(
    app: &App,
    who: Option<&Actor>,
    sheet: &'static Sheet,
    format: Format,
    language: Language,
    writer: impl Write + Send + 'static,
) -> Result<u64, AppError> {
    let (sender, pages) = mpsc::sync_channel(PAGES_AHEAD);
    let writing = tokio::task::spawn_blocking(move || {
        let rows = Rows { pages, page: Vec::new().into_iter() };
        match format {
            Format::Xlsx => papers::export::write_xlsx(sheet, language, rows, writer),
            Format::Csv => papers::export::write_csv(sheet, language, rows, writer),
        }
    });
    let read = app
        .read(who, async move |desk| {
            desk.scope(Action::ExchangeData)?;
            let mut cursor = Cursor::default();
            while let Some(page) = next_page(&mut cursor, desk, sheet).await? {
                // The lane's own thread waits here for the writer, so that all pages are of one moment. A writer that
                // stopped early has its own error to tell.
                if sender.send(page).is_err() {
                    break;
                }
            }
            Ok(())
        })
        .await;
    let written = writing.await.map_err(|error| stopped(&error))?;
    read?;
    written.map_err(|fault| unwritten(&fault))
}

/// The rows of the pages that arrive.
struct Rows {
    pages: mpsc::Receiver<Vec<Values>>,
    page: std::vec::IntoIter<Values>,
}

impl Iterator for Rows {
    type Item = Values;

    fn next(&mut self) -> Option<Values> {
        loop {
            if let Some(row) = self.page.next() {
                return Some(row);
            }
            self.page = self.pages.recv().ok()?.into_iter();
        }
    }
}

fn unwritten(fault: &WriteFault) -> AppError {
    Refusal::new(
        RefusalKind::Conflict,
        "export.unwritten",
        words!(
            "导出文件无法写出（{fault}）。请检查磁盘空间和权限；超过一百万行请改用 .csv。",
            "The export cannot be written ({fault}). Check disk space and permissions; beyond a million rows use .csv."
        ),
    )
    .into()
}
