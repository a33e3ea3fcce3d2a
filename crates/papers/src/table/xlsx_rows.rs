//! Rows of a workbook's first visible sheet, cell by cell, so that the sheet is never held whole.

use super::{Cell, Limits, Row, Source, Stream, unreadable};
use calamine::{Cell as XlsxCell, DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx, XlsxCellReader};
use domain::{Refusal, words};
use jiff::civil::{Date, DateTime};

/// An opened workbook.
pub(super) struct Workbook {
    name: String,
    sheet: String,
    file: Xlsx<Box<dyn Stream>>,
}

impl Workbook {
    pub(super) fn open(name: &str, source: &Source, limits: &Limits) -> Result<Self, Refusal> {
        let fault = |error: &dyn std::fmt::Display| unreadable(name, error);
        let packed = source.length().map_err(|error| fault(&error))?;
        limits.check_zip(name, packed, source.open().map_err(|error| fault(&error))?)?;
        let file: Xlsx<Box<dyn Stream>> =
            Xlsx::new(source.open().map_err(|error| fault(&error))?).map_err(|error| fault(&error))?;
        let sheets = file.sheets_metadata();
        let sheet = sheets
            .iter()
            .find(|sheet| sheet.visible == SheetVisible::Visible)
            .map(|sheet| sheet.name.clone())
            .ok_or_else(|| no_sheet(name))?;
        Ok(Self { name: name.to_owned(), sheet, file })
    }

    pub(super) fn rows(&mut self, limits: Limits) -> Result<WorkbookRows<'_>, Refusal> {
        let name = &self.name;
        let reader =
            self.file.worksheet_cells_reader(&self.sheet).map_err(|error| unreadable(name, &error))?;
        Ok(WorkbookRows { name: name.clone(), reader, limits, waiting: None, ended: false })
    }
}

fn no_sheet(name: &str) -> Refusal {
    Refusal::invalid(
        "table.no_sheet",
        "file",
        words!(
            "文件“{name}”里没有可见的工作表。请取消隐藏后重试。",
            "The file \"{name}\" has no visible sheet. Unhide one and retry."
        ),
    )
}

/// The rows being read; the first cell of the next row waits, because only it tells that a row has ended.
pub(super) struct WorkbookRows<'a> {
    name: String,
    reader: XlsxCellReader<'a, Box<dyn Stream>>,
    limits: Limits,
    waiting: Option<XlsxCell<DataRef<'a>>>,
    /// The reader must not be asked again after its last cell.
    ended: bool,
}

impl<'a> WorkbookRows<'a> {
    pub(super) fn next_row(&mut self) -> Result<Option<Row>, Refusal> {
        let Some(first) = self.next_cell()? else {
            return Ok(None);
        };
        let index = first.get_position().0;
        let number = index + 1;
        let mut cells = Vec::new();
        self.place(number, &mut cells, &first)?;
        while let Some(cell) = self.next_cell()? {
            let here = cell.get_position().0;
            if here > index {
                self.waiting = Some(cell);
                break;
            }
            if here < index {
                return Err(unreadable(&self.name, &format_args!("row {number} out of order")));
            }
            self.place(number, &mut cells, &cell)?;
        }
        Ok(Some(Row::new(number, cells)))
    }

    /// How many rows the file says it has.
    pub(super) fn expected_rows(&self) -> u64 {
        u64::from(self.reader.dimensions().end.0) + 1
    }

    fn next_cell(&mut self) -> Result<Option<XlsxCell<DataRef<'a>>>, Refusal> {
        if self.waiting.is_some() {
            return Ok(self.waiting.take());
        }
        if self.ended {
            return Ok(None);
        }
        let cell = self.reader.next_cell().map_err(|error| unreadable(&self.name, &error))?;
        self.ended = cell.is_none();
        Ok(cell)
    }

    /// Puts a cell at its column. Blank cells beyond the limit are only leftover formatting and are let pass.
    fn place(&self, row: u32, cells: &mut Vec<Cell>, cell: &XlsxCell<DataRef<'_>>) -> Result<(), Refusal> {
        let value = typed(cell.get_value());
        if value.is_blank() {
            return Ok(());
        }
        if let Cell::Text(text) = &value {
            self.limits.check_cell(text.len(), row)?;
        }
        let column = cell.get_position().1 as usize;
        self.limits.check_columns(column + 1, row)?;
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Blank);
        }
        cells[column] = value;
        Ok(())
    }
}

fn typed(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Blank,
        DataRef::Int(number) => Cell::text(&number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(flag) => Cell::Text(if *flag { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(at) => dated(at),
        DataRef::DateTimeIso(text) => {
            text.parse::<DateTime>().map_or_else(|_| Cell::text(text), date_or_time)
        }
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    }
}

/// A serial number with a date format is a civil date; one without a day part (a duration, a bare time) stays a number.
fn dated(at: &ExcelDateTime) -> Cell {
    if at.is_duration() || at.as_f64() < 1.0 {
        return Cell::Number(at.as_f64());
    }
    let (year, month, day, hour, minute, second, millisecond) = at.to_ymd_hms_milli();
    let found = || {
        let (year, month, day) =
            (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let date = Date::new(year, month, day).ok()?;
        let (hour, minute, second) =
            (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?);
        let time = jiff::civil::Time::new(hour, minute, second, i32::from(millisecond) * 1_000_000).ok()?;
        Some(date_or_time(date.to_datetime(time)))
    };
    // 29 February 1900 exists only in Excel.
    found().unwrap_or(Cell::Number(at.as_f64()))
}

fn date_or_time(at: DateTime) -> Cell {
    if at.time() == jiff::civil::Time::midnight() { Cell::Date(at.date()) } else { Cell::DateTime(at) }
}
