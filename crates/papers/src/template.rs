//! A template is an empty sheet ready to be filled in, and a second page that explains each column.

use crate::WriteFault;
use crate::export::{CellFormats, lay_out};
use crate::sheet::{Kind, Sheet};
use crate::style;
use domain::{Language, Words};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Format, Note, Worksheet, XlsxError};

/// Rows that offer the choices of a column as a list.
const ROWS_WITH_LISTS: u32 = 100_000;

/// The template of a sheet, as a workbook.
pub fn template(sheet: &Sheet, language: Language) -> Result<Vec<u8>, WriteFault> {
    let mut workbook = style::workbook(sheet.name.get(language))?;
    let page = workbook.add_worksheet();
    lay_out(page, sheet, language, &CellFormats::new(&Format::new()))?;
    page.set_row_height(0, 24)?;
    for (place, column) in (0..).zip(sheet.columns) {
        if column.required {
            let heading = format!("{} *", column.heading.get(language));
            page.write_string_with_format(0, place, heading, &style::heading().set_font_color("#B42318"))?;
        }
        let note = Note::new(column.hint.get(language)).add_author_prefix(false);
        page.insert_note(0, place, &note)?;
        if let Kind::Choice(choices) = column.kind {
            let words: Vec<_> = choices.iter().map(|choice| choice.words.get(language)).collect();
            offer(page, place, &words)?;
        }
    }
    explain(workbook.add_worksheet(), sheet, language)?;
    Ok(workbook.save_to_buffer()?)
}

/// A list to choose from; other text is let pass with a warning, since the import says it better.
fn offer(page: &mut Worksheet, place: u16, words: &[&str]) -> Result<(), XlsxError> {
    let list =
        DataValidation::new().allow_list_strings(words)?.set_error_style(DataValidationErrorStyle::Warning);
    page.add_data_validation(1, place, ROWS_WITH_LISTS, place, &list)?;
    Ok(())
}

/// The page of explanations: one row per column, with an example.
fn explain(page: &mut Worksheet, sheet: &Sheet, language: Language) -> Result<(), XlsxError> {
    const HEADINGS: [(Words, f64); 5] = [
        (Words::fixed("栏目", "Column"), 20.0),
        (Words::fixed("必填", "Required"), 10.0),
        (Words::fixed("填什么", "What to fill in"), 60.0),
        (Words::fixed("格式", "Format"), 44.0),
        (Words::fixed("示例", "Example"), 40.0),
    ];
    const NAME: Words = Words::fixed("说明", "Explanation");
    page.set_name(NAME.get(language))?;
    page.set_freeze_panes(1, 0)?;
    for (place, (heading, width)) in (0..).zip(&HEADINGS) {
        page.set_column_width(place, *width)?;
        page.write_string_with_format(0, place, heading.get(language), &style::heading())?;
    }
    let cell = style::text(style::boxed()).set_text_wrap();
    for (row, column) in (1..).zip(sheet.columns) {
        let required = match (column.required, language) {
            (false, _) => "",
            (true, Language::Chinese) => "是",
            (true, Language::English) => "yes",
        };
        let format = column.kind.words();
        let texts = [
            column.heading.get(language),
            required,
            column.hint.get(language),
            format.get(language),
            column.example,
        ];
        for (place, text) in (0..).zip(texts) {
            page.write_string_with_format(row, place, text, &cell)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{SHEETS, parse_rows};
    use crate::table::{Limits, Table};
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn every_template_has_the_headings_the_import_looks_for() {
        for sheet in SHEETS {
            for language in [Language::Chinese, Language::English] {
                let bytes = template(sheet, language).unwrap();
                let mut table = Table::from_bytes("template.xlsx", bytes, Limits::default()).unwrap();
                let records = parse_rows(sheet, table.rows().unwrap()).unwrap();
                let header = records.header().clone();
                assert_eq!(header.ignored, Vec::<String>::new(), "{}", sheet.key);
                let expected: Vec<_> = (0..sheet.columns.len()).map(Some).collect();
                assert_eq!(header.places, expected, "{}", sheet.key);
                assert_eq!(records.count(), 0, "{}: a template has no rows", sheet.key);
            }
        }
    }

    #[test]
    fn the_second_page_explains_every_column() {
        let bytes = template(&crate::sheet::PROVIDERS, Language::Chinese).unwrap();
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(workbook.sheet_names(), ["网点", "说明"]);
        let page = workbook.worksheet_range("说明").unwrap();
        assert_eq!(page.height(), crate::sheet::PROVIDERS.columns.len() + 1);
        let first: Vec<_> = page.rows().nth(1).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(first[0], "网点编码");
        assert_eq!(first[1], "是");
        let formats: Vec<_> = page.rows().map(|row| row[3].clone()).collect();
        assert!(formats.contains(&Data::String("其中之一：接单、停用".to_owned())));
    }
}
