//! A table is a file of rows, and a row is a line number with typed cells; .xlsx, .csv and .csv.gz read the same.
//!
//! Everything about a file is doubted before it is read: its size, what it unpacks to, how many rows and columns it
//! has. A file beyond a limit is refused with the limit named; a file within them is streamed, row by row.

mod budget;
mod csv_rows;
mod decode;
mod limits;
mod xlsx_rows;

pub(crate) use budget::Budget;
pub use limits::Limits;

use crate::address::Address;
use domain::{Refusal, Words, words};
use jiff::civil::{Date, DateTime};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest whole number that a spreadsheet's floating point cell holds exactly: 2^53.
const EXACT_INTEGER_MAX: f64 = 9_007_199_254_740_992.0;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Blank,
    /// Text, trimmed; never empty.
    Text(String),
    /// A number as the spreadsheet holds it.
    Number(f64),
    /// A civil date.
    Date(Date),
    /// A civil date with a time of day.
    DateTime(DateTime),
    /// A formula that failed: `#N/A`.
    Broken(String),
}

impl Cell {
    /// A text cell, or blank when nothing but space is left.
    pub fn text(text: &str) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }

    /// Nothing stands in it.
    pub const fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }

    /// What a person sees in the cell.
    pub fn shown(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) | Self::Broken(text) => text.clone(),
            Self::Number(number) => number_text(*number).unwrap_or_else(|| number.to_string()),
            Self::Date(date) => date.to_string(),
            Self::DateTime(at) => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        }
    }
}

/// A number cell as text: whole numbers without `.0`, others with the 15 digits a spreadsheet vouches for.
///
/// None above 2^53: such a cell has already lost digits of the number that was typed.
pub fn number_text(number: f64) -> Option<String> {
    if !number.is_finite() || number.abs() > EXACT_INTEGER_MAX {
        return None;
    }
    if number.fract().abs() > 0.0 {
        let rounded: f64 = format!("{number:.14e}").parse().ok()?;
        Some(rounded.to_string())
    } else {
        // Adding zero turns -0 into 0.
        Some(format!("{:.0}", number + 0.0))
    }
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The row's number, from 1, as a spreadsheet counts.
    pub number: u32,
    /// Its cells from column A on, without trailing blanks.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row without its trailing blanks.
    fn new(number: u32, mut cells: Vec<Cell>) -> Self {
        while cells.last().is_some_and(Cell::is_blank) {
            cells.pop();
        }
        Self { number, cells }
    }

    /// The cell in `column`; blank beyond the last.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Blank)
    }

    /// The address of the cell in `column`.
    pub const fn address(&self, column: usize) -> Address {
        Address { row: self.number, column }
    }
}

/// A stream that can be read again from its start.
trait Stream: Read + Seek + Send + Sync {}
impl<T: Read + Seek + Send + Sync> Stream for T {}

/// Where a file's bytes are, openable as often as needed.
#[derive(Clone)]
enum Source {
    Path(PathBuf),
    Bytes(Arc<[u8]>),
}

impl Source {
    fn open(&self) -> io::Result<Box<dyn Stream>> {
        Ok(match self {
            Self::Path(path) => Box::new(File::open(path)?),
            Self::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }

    fn length(&self) -> io::Result<u64> {
        Ok(match self {
            Self::Path(path) => std::fs::metadata(path)?.len(),
            Self::Bytes(bytes) => bytes.len() as u64,
        })
    }
}

/// A file of rows, checked against its limits and ready to be read.
pub struct Table {
    file: TableFile,
    limits: Limits,
}

enum TableFile {
    Workbook(Box<xlsx_rows::Workbook>),
    Csv(csv_rows::CsvFile),
}

impl Table {
    /// Opens a file by its name's ending: `.xlsx`, `.csv` or `.csv.gz`.
    pub fn open(path: &Path, limits: Limits) -> Result<Self, Refusal> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self::from_source(&name, Source::Path(path.to_owned()), limits)
    }

    /// Opens an uploaded file; `name` is what the sender called it.
    pub fn from_bytes(name: &str, bytes: impl Into<Arc<[u8]>>, limits: Limits) -> Result<Self, Refusal> {
        Self::from_source(name, Source::Bytes(bytes.into()), limits)
    }

    fn from_source(name: &str, source: Source, limits: Limits) -> Result<Self, Refusal> {
        let length = source.length().map_err(|error| unreadable(name, &error))?;
        limits.check_file(name, length)?;
        let lower = name.to_lowercase();
        let ends = |ending: &str| lower.ends_with(ending);
        let file = if ends(".xlsx") {
            TableFile::Workbook(Box::new(xlsx_rows::Workbook::open(name, &source, &limits)?))
        } else if ends(".csv") {
            TableFile::Csv(csv_rows::CsvFile::open(name, source, false, &limits)?)
        } else if ends(".csv.gz") {
            TableFile::Csv(csv_rows::CsvFile::open(name, source, true, &limits)?)
        } else {
            return Err(unknown_format(name));
        };
        Ok(Self { file, limits })
    }

    /// The rows of the first visible sheet (or of the CSV file), from the top; rows without content are passed over.
    pub fn rows(&mut self) -> Result<Rows<'_>, Refusal> {
        let (source, expected) = match &mut self.file {
            TableFile::Workbook(workbook) => {
                let rows = workbook.rows(self.limits)?;
                let expected = rows.expected_rows();
                (RowSource::Workbook(Box::new(rows)), expected)
            }
            TableFile::Csv(file) => (RowSource::Csv(Box::new(file.rows(self.limits)?)), file.expected_rows()),
        };
        Ok(Rows { source, limits: self.limits, expected, count: 0, ended: false })
    }
}

/// The rows of a table, read as they are asked for.
pub struct Rows<'a> {
    source: RowSource<'a>,
    limits: Limits,
    expected: u64,
    count: u32,
    ended: bool,
}

impl Rows<'_> {
    /// About how many rows there will be, the header included; for a progress bar, and not to be believed further.
    pub const fn expected(&self) -> u64 {
        self.expected
    }
}

enum RowSource<'a> {
    Workbook(Box<xlsx_rows::WorkbookRows<'a>>),
    Csv(Box<csv_rows::CsvRows>),
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Refusal>;

    /// The next row with content; after a refusal there is no further row.
    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let row = match &mut self.source {
                RowSource::Workbook(rows) => rows.next_row(),
                RowSource::Csv(rows) => rows.next_row(),
            };
            match row {
                Ok(Some(row)) if row.cells.is_empty() => {}
                Ok(Some(row)) => {
                    self.count += 1;
                    let counted = self.limits.check_rows(self.count);
                    self.ended = counted.is_err();
                    return Some(counted.map(|()| row));
                }
                Ok(None) => self.ended = true,
                Err(refusal) => {
                    self.ended = true;
                    return Some(Err(refusal));
                }
            }
        }
        None
    }
}

/// The file cannot be read at all.
fn unreadable(name: &str, error: &dyn std::fmt::Display) -> Refusal {
    Refusal::invalid(
        "table.unreadable",
        "file",
        words!(
            "无法读取文件“{name}”（{error}）。请在 Excel 中打开它，另存为 .xlsx 或“CSV UTF-8”后重试。",
            "The file \"{name}\" cannot be read ({error}). Open it in Excel, save it again as .xlsx or \"CSV UTF-8\", and retry."
        ),
    )
}

fn unknown_format(name: &str) -> Refusal {
    Refusal::invalid(
        "table.unknown_format",
        "file",
        words!(
            "不认识文件“{name}”的格式。请使用 .xlsx、.csv 或 .csv.gz；旧的 .xls 请另存为 .xlsx。",
            "The format of \"{name}\" is not known. Use .xlsx, .csv or .csv.gz; save an old .xls as .xlsx first."
        ),
    )
}

/// The words for a number of things, grouped for reading: `1,000,000`.
fn grouped(number: u64) -> Words {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    Words::same(text)
}

#[cfg(test)]
mod tests;
