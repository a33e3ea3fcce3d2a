//! Rows become records one by one; a row with wrong cells becomes the list of all of them.

use super::header::{self, Header, SEARCH_ROWS};
use super::read::{Reading, read};
use super::value::Values;
use super::{Column, Sheet};
use crate::address::Address;
use crate::table::{Cell, Row};
use domain::{Refusal, Words, words};
use std::collections::HashMap;
use std::sync::Arc;

/// What is wrong (or odd) about one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// Where it is.
    pub address: Address,
    /// The heading of its column.
    pub heading: Words,
    /// What stands there.
    pub value: String,
    /// What is wrong, and what is expected.
    pub message: Words,
}

impl CellError {
    /// The whole sentence: address, heading, message.
    pub fn words(&self) -> Words {
        let address = self.address;
        let (heading_zh, heading_en) = (&self.heading.zh, &self.heading.en);
        let (message_zh, message_en) = (&self.message.zh, &self.message.en);
        words!("{address} {heading_zh}：{message_zh}", "{address} {heading_en}: {message_en}")
    }
}

/// Where a record came from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The sheet it was read as.
    pub sheet: &'static Sheet,
    /// The row as it stands in the file.
    pub row: Row,
    /// The file's header.
    pub header: Arc<Header>,
}

impl Source {
    /// The cell of the sheet's column at `index`, as it stands in the file.
    pub fn cell(&self, index: usize) -> &Cell {
        self.header.places[index].map_or(&Cell::Blank, |place| self.row.cell(place))
    }

    /// The address of the sheet's column at `index`; of the row's first cell when the file lacks the column.
    pub fn address(&self, index: usize) -> Address {
        self.row.address(self.header.places[index].unwrap_or(0))
    }

    fn error(&self, index: usize, message: Words) -> CellError {
        CellError {
            address: self.address(index),
            heading: self.sheet.columns[index].heading.clone(),
            value: self.cell(index).shown(),
            message,
        }
    }
}

/// A row that could be read.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its values.
    pub values: Values,
    /// Where it came from.
    pub source: Source,
    /// What is odd about it, though it is accepted.
    pub warnings: Vec<CellError>,
}

impl Record {
    /// Turns the record down after all, because of what only the database knows, such as a product that is missing.
    pub fn reject(self, key: &str, message: Words) -> BadRow {
        let index = self.source.sheet.index_of(key);
        BadRow { errors: vec![self.source.error(index, message)], source: self.source }
    }
}

/// A row that could not be read, with everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct BadRow {
    /// Where it came from.
    pub source: Source,
    /// All its wrong cells.
    pub errors: Vec<CellError>,
}

/// A row after reading.
pub type ParsedRow = Result<Record, BadRow>;

/// Finds the header among the first rows and reads the rows below it as records of `sheet`, as they are asked for.
///
/// The outer error is a file that cannot be read on; the inner one a row that is wrong.
pub fn parse_rows<I>(sheet: &'static Sheet, rows: I) -> Result<Records<I::IntoIter>, Refusal>
where
    I: IntoIterator<Item = Result<Row, Refusal>>,
{
    let mut rows = rows.into_iter();
    let top: Vec<Row> = rows.by_ref().take(SEARCH_ROWS).collect::<Result<_, _>>()?;
    let (header, height) = header::find(sheet, &top)?;
    Ok(Records {
        sheet,
        header: Arc::new(header),
        top: top.into_iter().skip(height).collect::<Vec<_>>().into_iter(),
        rows,
        seen: HashMap::new(),
    })
}

/// The records of a file.
pub struct Records<I> {
    sheet: &'static Sheet,
    header: Arc<Header>,
    /// Rows read while looking for the header.
    top: std::vec::IntoIter<Row>,
    rows: I,
    /// The row in which each unique key was met first.
    seen: HashMap<Box<str>, u32>,
}

impl<I> Records<I> {
    /// The header that was found.
    pub fn header(&self) -> &Header {
        &self.header
    }
}

impl<I: Iterator<Item = Result<Row, Refusal>>> Iterator for Records<I> {
    type Item = Result<ParsedRow, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match self.top.next() {
            Some(row) => row,
            None => match self.rows.next()? {
                Ok(row) => row,
                Err(refusal) => return Some(Err(refusal)),
            },
        };
        let source = Source { sheet: self.sheet, row, header: Arc::clone(&self.header) };
        Some(Ok(parse_row(source).and_then(|record| self.refuse_repeated(record))))
    }
}

impl<I> Records<I> {
    /// A row whose key has been met before is wrong: which of the two is meant, only the sender knows.
    fn refuse_repeated(&mut self, record: Record) -> ParsedRow {
        let Some(first_key) = self.sheet.unique.first() else {
            return Ok(record);
        };
        let mut key = String::new();
        for column in self.sheet.unique {
            let cell = record.source.cell(self.sheet.index_of(column));
            key.push_str(&cell.shown());
            key.push('\u{1f}');
        }
        let number = record.source.row.number;
        match self.seen.entry(key.into_boxed_str()) {
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(number);
                Ok(record)
            }
            std::collections::hash_map::Entry::Occupied(earlier) => {
                let earlier = *earlier.get();
                Err(record.reject(
                    first_key,
                    words!(
                        "与第 {earlier} 行重复。请删除其中一行。",
                        "It repeats row {earlier}. Delete one of the two."
                    ),
                ))
            }
        }
    }
}

fn parse_row(source: Source) -> ParsedRow {
    let mut values = Values::new(source.sheet);
    let mut errors = Vec::new();
    let mut warnings = Vec::new();
    for (index, column) in source.sheet.columns.iter().enumerate() {
        let cell = source.cell(index);
        if cell.is_blank() {
            if column.required {
                errors.push(source.error(index, missing(column)));
            }
            continue;
        }
        match read(column.kind, cell) {
            Ok(Reading { value, warning }) => {
                values.set_at(index, value);
                warnings.extend(warning.map(|message| source.error(index, message)));
            }
            Err(message) => errors.push(source.error(index, message)),
        }
    }
    if errors.is_empty() { Ok(Record { values, source, warnings }) } else { Err(BadRow { source, errors }) }
}

fn missing(column: &Column) -> Words {
    let example = column.example;
    words!(
        "必填，但是空白。请填写，如：{example}。",
        "It is required but blank. Fill it in, for example: {example}."
    )
}
