//! An error report is the file's wrong rows once more, with a column that says what to fix; corrected, it can be
//! imported as it is.

use crate::WriteFault;
use crate::export::{CellFormats, fitting, lay_out};
use crate::sheet::{BadRow, CellError, Sheet};
use crate::style;
use domain::{Language, Words, words};
use rust_xlsxwriter::Format;

/// The heading of the column that says what to fix; the import passes it over.
pub const ERRORS_HEADING: Words = Words::fixed("错误", "Errors");
/// The heading of the column that says which row of the original file it was.
pub const ROW_HEADING: Words = Words::fixed("原文件行号", "Row in the file");

/// The most rows of a report: nobody corrects more by hand, and the file they came from is better corrected itself.
pub const ROWS_MAX: usize = 50_000;

/// Writes the wrong rows of a file (the first [`ROWS_MAX`] of them) as a workbook: the sheet's columns, then the errors, then the row they came from.
pub fn error_report(sheet: &Sheet, rows: &[BadRow], language: Language) -> Result<Vec<u8>, WriteFault> {
    let mut workbook = style::workbook(sheet.name.get(language))?;
    let page = workbook.add_worksheet();
    let right = CellFormats::new(&Format::new());
    let wrong = CellFormats::new(&style::wrong(Format::new()));
    lay_out(page, sheet, language, &right)?;
    let errors_place = u16::try_from(sheet.columns.len()).expect("a sheet has a few dozen columns");
    for (place, heading, letters) in
        [(errors_place, &ERRORS_HEADING, 58), (errors_place + 1, &ROW_HEADING, 12)]
    {
        page.set_column_width(place, style::column_width(letters))?;
        page.write_string_with_format(0, place, heading.get(language), &style::heading())?;
    }
    let sentence = style::wrong(Format::new()).set_text_wrap();
    for (row, bad) in (1..).zip(rows.iter().take(ROWS_MAX)) {
        for (place, index) in (0..).zip(0..sheet.columns.len()) {
            let heading = &sheet.columns[index].heading;
            let at_fault = bad.errors.iter().any(|error| error.heading == *heading);
            let formats = if at_fault { &wrong } else { &right };
            formats.write_cell(page, row, place, bad.source.cell(index))?;
        }
        let sentences: Vec<_> = bad.errors.iter().map(CellError::words).collect();
        let sentences: Vec<_> = sentences.iter().map(|words| words.get(language)).collect();
        page.write_string_with_format(row, errors_place, fitting(&sentences.join("\n")), &sentence)?;
        page.write_number(row, errors_place + 1, bad.source.row.number)?;
    }
    if let Some(left) = rows.len().checked_sub(ROWS_MAX).filter(|left| *left > 0) {
        let words = words!("另有 {left} 行出错，未列出", "{left} more wrong rows are not listed");
        let last = u32::try_from(ROWS_MAX + 1).expect("the limit is far below a sheet's rows");
        page.write_string_with_format(last, errors_place, words.get(language), &sentence)?;
    }
    Ok(workbook.save_to_buffer()?)
}
