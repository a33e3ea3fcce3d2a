//! The look of every workbook: fonts and fills, number formats, and widths that fit Chinese text.

use domain::Fen;
use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError,
};

/// Headings are set on a calm grey-blue.
const HEADING_FILL: Color = Color::RGB(0x00DC_E6F1);
/// What a reader must look at is set on a pale red.
const WRONG_FILL: Color = Color::RGB(0x00FF_D9D6);
const LINE: Color = Color::RGB(0x00BF_BFBF);

/// The day before a spreadsheet's day 1, as far as dates after February 1900 are concerned.
const DAY_ZERO: Date = Date::constant(1899, 12, 30);
/// Before this day a spreadsheet's calendar is wrong by one.
const FIRST_SOUND_DAY: Date = Date::constant(1900, 3, 1);
/// A spreadsheet vouches for 15 digits; amounts in fen beyond are written as text.
const FEN_LIMIT: i64 = 1_000_000_000_000_000;

/// Characters as wide as two Latin letters: Chinese, Japanese, Korean and full-width forms.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x2_0000..=0x3_fffd)
}

/// How many Latin letters wide the longest line of `text` is.
pub fn text_width(text: &str) -> u32 {
    let line_width = |line: &str| line.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum();
    text.lines().map(line_width).max().unwrap_or(0)
}

/// A column's width for texts up to `letters` wide, with room for the cell's margins, between 8 and 60.
pub fn column_width(letters: u32) -> f64 {
    f64::from(letters.clamp(6, 58)) + 2.0
}

/// A workbook whose properties do not change from run to run, so that the same content is the same file.
pub fn workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let properties =
        DocProperties::new().set_title(title).set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// A sheet's name without the signs that Excel forbids there, at most 31 characters.
pub fn sheet_name(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).take(31).collect()
}

/// A heading.
pub fn heading() -> Format {
    boxed().set_bold().set_background_color(HEADING_FILL).set_align(FormatAlign::Center).set_text_wrap()
}

/// A cell in a ruled table.
pub fn boxed() -> Format {
    Format::new().set_border(FormatBorder::Thin).set_border_color(LINE).set_align(FormatAlign::VerticalCenter)
}

/// Text that stays text, whatever it looks like.
pub fn text(base: Format) -> Format {
    base.set_num_format("@")
}

/// A civil date.
pub fn date(base: Format) -> Format {
    base.set_num_format("yyyy-mm-dd")
}

/// A civil date and time.
pub fn date_time(base: Format) -> Format {
    base.set_num_format("yyyy-mm-dd hh:mm:ss")
}

/// An amount in yuan.
pub fn money(base: Format) -> Format {
    base.set_num_format("#,##0.00;-#,##0.00")
}

/// A cell that must be looked at.
pub fn wrong(base: Format) -> Format {
    base.set_background_color(WRONG_FILL)
}

/// A date as a spreadsheet's serial number; none where its calendar is wrong.
pub fn date_serial(date: Date) -> Option<f64> {
    if date < FIRST_SOUND_DAY {
        return None;
    }
    let days = date.since(DAY_ZERO).ok()?.get_days();
    Some(f64::from(days))
}

/// A date and time as a spreadsheet's serial number.
pub fn date_time_serial(at: DateTime) -> Option<f64> {
    let seconds = i32::from(at.hour()) * 3600 + i32::from(at.minute()) * 60 + i32::from(at.second());
    Some(date_serial(at.date())? + f64::from(seconds) / 86_400.0)
}

/// An amount as a spreadsheet's number; none when it has more digits than a spreadsheet vouches for.
pub fn fen_number(amount: Fen) -> Option<f64> {
    if amount.0.unsigned_abs() >= FEN_LIMIT.unsigned_abs() {
        return None;
    }
    amount.plain().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn chinese_is_twice_as_wide() {
        assert_eq!(text_width("Model"), 5);
        assert_eq!(text_width("产品线"), 6);
        assert_eq!(text_width("型号 A\n产品编码（新）"), 14);
        assert_eq!(text_width(""), 0);
    }

    #[test]
    fn serial_numbers() {
        assert_eq!(date_serial(date(1900, 3, 1)), Some(61.0));
        assert_eq!(date_serial(date(2024, 2, 29)), Some(45351.0));
        assert_eq!(date_serial(date(1900, 2, 28)), None);
        assert_eq!(date_time_serial(date(2024, 2, 29).at(12, 0, 0, 0)), Some(45351.5));
    }

    #[test]
    fn sheet_names_are_what_excel_takes() {
        assert_eq!(sheet_name("2026/03 [结算]:单"), "202603 结算单");
        assert_eq!(sheet_name(&"长".repeat(40)).chars().count(), 31);
    }
}
