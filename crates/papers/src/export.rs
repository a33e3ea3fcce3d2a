//! An export is a file with the template's headings, so that it can be imported again.

use crate::WriteFault;
use crate::sheet::{Kind, Sheet, Value, Values};
use crate::style;
use crate::table::Cell;
use domain::Language;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use std::io::Write;

/// Text that begins so is a formula to a spreadsheet that opens a CSV file.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn begins_formula(text: &str) -> bool {
    text.starts_with(FORMULA_STARTS)
}

/// Text for a CSV cell: with an apostrophe before anything that a spreadsheet would run as a formula.
pub fn with_formula_guard(text: String) -> String {
    if begins_formula(text.trim_start_matches('\'')) { format!("'{text}") } else { text }
}

/// The text that [`with_formula_guard`] was given.
pub fn without_formula_guard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if begins_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

/// As much of a text as a spreadsheet's cell holds.
pub(crate) fn fitting(text: &str) -> String {
    const CELL_CHARACTERS: usize = 32_767;
    text.chars().take(CELL_CHARACTERS).collect()
}

/// Writes records as CSV: UTF-8 with a byte order mark, which Excel needs to see Chinese. Returns how many.
pub fn write_csv(
    sheet: &Sheet,
    language: Language,
    records: impl IntoIterator<Item = Values>,
    mut writer: impl Write,
) -> Result<u64, WriteFault> {
    writer.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(writer);
    csv.write_record(sheet.headings(language))?;
    let mut count = 0;
    for record in records {
        let values = record.in_order().iter().zip(sheet.columns);
        csv.write_record(values.map(|(value, column)| match value {
            None => String::new(),
            Some(value @ (Value::Text(_) | Value::List(_) | Value::Parts(_))) => {
                with_formula_guard(value.written(column.kind, language))
            }
            Some(value) => value.written(column.kind, language),
        }))?;
        count += 1;
    }
    csv.flush()?;
    Ok(count)
}

/// Writes records as a workbook, row by row, and returns how many; more than a sheet's 1 048 575 rows is a fault.
pub fn write_xlsx(
    sheet: &Sheet,
    language: Language,
    records: impl IntoIterator<Item = Values>,
    writer: impl Write + Send,
) -> Result<u64, WriteFault> {
    let mut workbook = style::workbook(sheet.name.get(language))?;
    let page = workbook.add_worksheet_with_constant_memory()?;
    let formats = CellFormats::new(&Format::new());
    lay_out(page, sheet, language, &formats)?;
    let mut row = 0;
    for record in records {
        row += 1;
        for ((place, value), column) in (0..).zip(record.in_order()).zip(sheet.columns) {
            if let Some(value) = value {
                formats.write(page, row, place, value, column.kind, language)?;
            }
        }
    }
    workbook.save_to_writer(writer)?;
    Ok(row.into())
}

/// Names the page, writes its headings and freezes them, and sets each column's format and width.
pub(crate) fn lay_out(
    page: &mut Worksheet,
    sheet: &Sheet,
    language: Language,
    formats: &CellFormats,
) -> Result<(), XlsxError> {
    page.set_name(style::sheet_name(sheet.name.get(language)))?;
    page.set_freeze_panes(1, 0)?;
    for (place, column) in (0..).zip(sheet.columns) {
        let letters = style::text_width(column.heading.get(language)) + 2;
        let letters = letters.max(style::text_width(column.example)).min(40);
        page.set_column_width(place, style::column_width(letters))?;
        page.set_column_format(place, formats.of(column.kind))?;
    }
    let heading = style::heading();
    for (place, text) in (0..).zip(sheet.headings(language)) {
        page.write_string_with_format(0, place, text, &heading)?;
    }
    Ok(())
}

/// The formats of cells by kind, made once per workbook.
pub(crate) struct CellFormats {
    text: Format,
    date: Format,
    date_time: Format,
    money: Format,
    number: Format,
    general: Format,
}

impl CellFormats {
    pub(crate) fn new(base: &Format) -> Self {
        Self {
            text: style::text(base.clone()),
            date: style::date(base.clone()),
            date_time: style::date_time(base.clone()),
            money: style::money(base.clone()),
            number: base.clone().set_num_format("0"),
            general: base.clone(),
        }
    }

    /// What cells of this kind look like; a date that may be only a year stays text, or Excel would read 2024 as a day in 1905.
    const fn of(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Date => &self.date,
            Kind::DateTime => &self.date_time,
            Kind::Fen { .. } => &self.money,
            Kind::Integer { .. } => &self.number,
            _ => &self.text,
        }
    }

    /// Writes one value: amounts, dates and counts as numbers, everything else as text, never as a formula.
    pub(crate) fn write(
        &self,
        page: &mut Worksheet,
        row: u32,
        place: u16,
        value: &Value,
        kind: Kind,
        language: Language,
    ) -> Result<(), XlsxError> {
        let number = match value {
            Value::Date(date) => style::date_serial(*date).map(|serial| (serial, &self.date)),
            Value::DateTime(at) => style::date_time_serial(*at).map(|serial| (serial, &self.date_time)),
            Value::Fen(amount) => style::fen_number(*amount).map(|number| (number, &self.money)),
            Value::Integer(number) => i32::try_from(*number).ok().map(|number| (number.into(), &self.number)),
            _ => None,
        };
        match number {
            Some((number, format)) => page.write_number_with_format(row, place, number, format)?,
            None => page.write_string_with_format(row, place, value.written(kind, language), &self.text)?,
        };
        Ok(())
    }

    /// Writes a cell as it stood in another file; a blank one only gets its format.
    pub(crate) fn write_cell(
        &self,
        page: &mut Worksheet,
        row: u32,
        place: u16,
        cell: &Cell,
    ) -> Result<(), XlsxError> {
        let number = match cell {
            Cell::Number(number) => Some((*number, &self.general)),
            Cell::Date(date) => style::date_serial(*date).map(|serial| (serial, &self.date)),
            Cell::DateTime(at) => style::date_time_serial(*at).map(|serial| (serial, &self.date_time)),
            Cell::Blank | Cell::Text(_) | Cell::Broken(_) => None,
        };
        match number {
            Some((number, format)) => page.write_number_with_format(row, place, number, format)?,
            None if cell.is_blank() => page.write_blank(row, place, &self.general)?,
            None => page.write_string_with_format(row, place, fitting(&cell.shown()), &self.text)?,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests;
