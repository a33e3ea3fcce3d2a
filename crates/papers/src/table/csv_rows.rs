//! Rows of a text file with commas, semicolons or tabs between the cells.

use super::decode::{PlainText, encoding_of};
use super::{Budget, Cell, Limits, Row, Source, unreadable};
use crate::export::without_formula_guard;
use csv::{ReaderBuilder, StringRecord};
use domain::{Refusal, words};
use encoding_rs::Encoding;
use flate2::read::MultiGzDecoder;
use std::io::{self, Read};

/// A checked text file.
pub(super) struct CsvFile {
    name: String,
    source: Source,
    gzip: bool,
    encoding: &'static Encoding,
    lines: u64,
    delimiter: u8,
}

type Bytes = Box<dyn Read + Send>;

fn unpack(source: &Source, gzip: bool) -> io::Result<Bytes> {
    let stream = source.open()?;
    Ok(if gzip { Box::new(MultiGzDecoder::new(stream)) } else { Box::new(stream) })
}

impl CsvFile {
    pub(super) fn open(name: &str, source: Source, gzip: bool, limits: &Limits) -> Result<Self, Refusal> {
        let fault = |error: io::Error| unreadable(name, &error);
        if gzip {
            let packed = source.length().map_err(fault)?;
            limits.check_unpacked(name, packed, unpack(&source, gzip).map_err(fault)?)?;
        }
        let (encoding, lines) =
            encoding_of(|| unpack(&source, gzip)).map_err(fault)?.ok_or_else(|| unknown_encoding(name))?;
        let text = PlainText::new(encoding, unpack(&source, gzip).map_err(fault)?).map_err(fault)?;
        let delimiter = delimiter_of(text).map_err(fault)?;
        Ok(Self { name: name.to_owned(), source, gzip, encoding, lines, delimiter })
    }

    /// About how many rows there are: quoted cells may have lines of their own.
    pub(super) fn expected_rows(&self) -> u64 {
        self.lines
    }

    pub(super) fn rows(&self, limits: Limits) -> Result<CsvRows, Refusal> {
        let fault = |error: io::Error| unreadable(&self.name, &error);
        let bytes = unpack(&self.source, self.gzip).map_err(fault)?;
        let text = PlainText::new(self.encoding, bytes).map_err(fault)?;
        Ok(CsvRows {
            name: self.name.clone(),
            reader: ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(self.delimiter)
                .from_reader(Budget::new(text)),
            record: StringRecord::new(),
            limits,
            lines_in_cells: 0,
            last: 0,
        })
    }
}

fn unknown_encoding(name: &str) -> Refusal {
    Refusal::invalid(
        "table.unknown_encoding",
        "file",
        words!(
            "文件“{name}”既不是 UTF-8 也不是 GB18030 编码。请在 Excel 中另存为“CSV UTF-8”后重试。",
            "The file \"{name}\" is neither UTF-8 nor GB18030. Save it from Excel as \"CSV UTF-8\" and retry."
        ),
    )
}

/// The separator that occurs most often in the first lines; a comma when none does.
fn delimiter_of(text: impl Read) -> io::Result<u8> {
    const LOOK_BYTES: u64 = 8 << 10;
    let mut start = Vec::new();
    text.take(LOOK_BYTES).read_to_end(&mut start)?;
    let line = start.split(|byte| *byte == b'\n').find(|line| !line.is_empty()).unwrap_or(&[]);
    let count = |delimiter: u8| line.split(|byte| *byte == delimiter).count();
    Ok([b',', b'\t', b';'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b','))
}

/// The rows being read.
pub(super) struct CsvRows {
    name: String,
    reader: csv::Reader<Budget<PlainText<Bytes>>>,
    record: StringRecord,
    limits: Limits,
    /// Line ends inside quoted cells so far: a spreadsheet does not count them as rows.
    lines_in_cells: u64,
    /// The number of the row before.
    last: u32,
}

impl CsvRows {
    pub(super) fn next_row(&mut self) -> Result<Option<Row>, Refusal> {
        self.reader.get_mut().renew();
        let more =
            self.reader.read_record(&mut self.record).map_err(|error| unreadable(&self.name, &error))?;
        if !more {
            return Ok(None);
        }
        let number = self.number()?;
        self.limits.check_columns(self.record.len(), number)?;
        let mut cells = Vec::with_capacity(self.record.len());
        for text in &self.record {
            self.limits.check_cell(text.len(), number)?;
            cells.push(Cell::text(without_formula_guard(text)));
        }
        Ok(Some(Row::new(number, cells)))
    }

    /// The number of the row just read: the lines so far, without those inside quoted cells.
    ///
    /// Every line ends in `\n` (`PlainText` sees to it). A row that took the file's last line end into a cell was
    /// never closed, and gets no number beyond the row before.
    fn number(&mut self) -> Result<u32, Refusal> {
        self.lines_in_cells += self.record.as_slice().matches('\n').count() as u64;
        let lines = self.reader.position().line() - 1;
        let number = u32::try_from(lines.saturating_sub(self.lines_in_cells)).unwrap_or(u32::MAX);
        if number <= self.last {
            return Err(open_quote(self.last.saturating_add(1)));
        }
        self.last = number;
        Ok(number)
    }
}

fn open_quote(row: u32) -> Refusal {
    Refusal::invalid(
        "table.open_quote",
        format!("row {row}"),
        words!(
            "第 {row} 行有一个引号没有配对，文件余下部分都被当成一个单元格。请补上引号后重试。",
            "A quote in row {row} is never closed, so the rest of the file is one cell. Close it and retry."
        ),
    )
}
