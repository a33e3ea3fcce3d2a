//! Reading one cell: what a person, a spreadsheet or another program wrote, as a value of the column's kind.

use super::value::{Month, PartUsed, Value};
use super::{Choice, Kind, looks};
use crate::table::{Cell, number_text};
use domain::{Fen, Words, words};
use jiff::civil::{Date, DateTime, Time};

/// The years in which dates of this trade lie; a date outside is a slip of the hand.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2100;
/// Texts in one cell: with [`ITEM_CHARACTERS_MAX`] each they still fit into a spreadsheet's cell.
const ITEMS_MAX: usize = 200;
/// Characters of one such text.
const ITEM_CHARACTERS_MAX: usize = 120;
/// Whole numbers of 16 digits and more lose their last digits in a spreadsheet.
const VOUCHED_DIGITS: usize = 15;

/// A value, and what is odd about it.
pub(super) struct Reading {
    pub value: Value,
    pub warning: Option<Words>,
}

impl From<Value> for Reading {
    fn from(value: Value) -> Self {
        Self { value, warning: None }
    }
}

/// Reads a cell that is not blank; the error says what is wrong with it and what is expected.
pub(super) fn read(kind: Kind, cell: &Cell) -> Result<Reading, Words> {
    if let Cell::Broken(error) = cell {
        return Err(words!(
            "公式出错（{error}）。请改成填写结果。",
            "The formula failed ({error}). Type the result instead."
        ));
    }
    match kind {
        Kind::Text { max } => text(cell, max),
        Kind::Phone => flagged(cell, looks::phone_looks_right, |found| {
            words!(
                "“{found}”不像电话号码，已照原样保留。请核对。",
                "\"{found}\" does not look like a telephone number; kept as it is. Check it."
            )
        }),
        Kind::List => Ok(Value::List(items(cell)?).into()),
        Kind::Division => division(&plain(cell)?).map(|code| Value::Text(code).into()),
        Kind::Divisions => {
            let codes: Result<Vec<_>, _> = items(cell)?.iter().map(|item| division(item)).collect();
            Ok(Value::List(codes?).into())
        }
        Kind::Date => date(cell).map(|date| Value::Date(date).into()),
        Kind::DateOrYear => year(cell).map_or_else(
            || date(cell).map(|date| Value::Date(date).into()),
            |year| Ok(Value::Year(year).into()),
        ),
        Kind::DateTime => date_time(cell).map(|at| Value::DateTime(at).into()),
        Kind::Month => month(cell).map(|month| Value::Month(month).into()),
        Kind::Fen { signed } => fen(cell, signed).map(|amount| Value::Fen(amount).into()),
        Kind::Integer { min, max } => integer(cell, min, max).map(|number| Value::Integer(number).into()),
        Kind::Choice(choices) => choice(cell, choices).map(|code| Value::Choice(code).into()),
        Kind::Parts => parts(cell).map(|parts| Value::Parts(parts).into()),
    }
}

/// The start of a text, for a sentence about it.
fn brief(text: &str) -> String {
    const CHARACTERS: usize = 60;
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Full-width letters, digits and signs as their half-width twins.
pub(super) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            _ => c,
        })
        .collect()
}

/// The cell's text; a number as it was typed, which a cell beyond 2^53 no longer knows.
fn plain(cell: &Cell) -> Result<String, Words> {
    if let Cell::Number(number) = cell {
        return number_text(*number).ok_or_else(|| {
            words!(
                "数字 {number} 过长，Excel 已丢失末尾几位。请把该列设为“文本”格式后重新输入。",
                "The number {number} is too long and has lost its last digits in Excel. Format the column as text and type it again."
            )
        });
    }
    let shown = cell.shown();
    if let Some(control) = shown.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        let code = u32::from(control);
        return Err(words!(
            "含有看不见的控制字符（U+{code:04X}）。请删除后重新输入。",
            "It contains an invisible control character (U+{code:04X}). Delete it and type the text again."
        ));
    }
    Ok(shown)
}

fn text(cell: &Cell, max: usize) -> Result<Reading, Words> {
    let text = plain(cell)?;
    let length = text.chars().count();
    if length > max {
        return Err(words!(
            "有 {length} 个字，最多 {max} 个。请缩短。",
            "It has {length} characters, {max} at most. Shorten it."
        ));
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let warning = match cell {
        Cell::Number(_) if digits > VOUCHED_DIGITS => Some(words!(
            "数字有 {digits} 位，Excel 只保证 15 位。请核对末位，最好把该列设为“文本”格式。",
            "The number has {digits} digits, of which Excel vouches for 15. Check the last one; better format the column as text."
        )),
        Cell::Date(_) | Cell::DateTime(_) => Some(words!(
            "单元格是日期，已按“{text}”读取。请核对 Excel 是否改动了原文。",
            "The cell is a date and was read as \"{text}\". Check whether Excel changed what was typed."
        )),
        _ => None,
    };
    Ok(Reading { value: Value::Text(text), warning })
}

/// Text that is kept whatever it is, with a warning when it does not look right.
fn flagged(cell: &Cell, looks_right: fn(&str) -> bool, warning: fn(&str) -> Words) -> Result<Reading, Words> {
    const MAX: usize = 40;
    let Reading { value, .. } = text(cell, MAX)?;
    let Value::Text(found) = value else {
        unreachable!("text() yields text");
    };
    let found = half_width(&found);
    let warning = (!looks_right(&found)).then(|| warning(&found));
    Ok(Reading { value: Value::Text(found), warning })
}

fn items(cell: &Cell) -> Result<Vec<String>, Words> {
    let text = plain(cell)?;
    let items: Vec<String> = text
        .split(['、', ',', '，', ';', '；', '\n'])
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect();
    if items.is_empty() || items.len() > ITEMS_MAX {
        let count = items.len();
        return Err(words!(
            "有 {count} 项，应为 1 到 {ITEMS_MAX} 项，用顿号或逗号分开。",
            "It has {count} items; give 1 to {ITEMS_MAX}, with commas or semicolons between them."
        ));
    }
    if let Some(long) = items.iter().find(|item| item.chars().count() > ITEM_CHARACTERS_MAX) {
        let long = brief(long);
        return Err(words!(
            "“{long}”超过 {ITEM_CHARACTERS_MAX} 个字。请用顿号或逗号把各项分开。",
            "\"{long}\" has more than {ITEM_CHARACTERS_MAX} characters. Put commas or semicolons between the items."
        ));
    }
    Ok(items)
}

/// Six digits, or six digits followed by the division's name.
fn division(text: &str) -> Result<String, Words> {
    let half = half_width(text);
    let digits: String = half.chars().take_while(char::is_ascii_digit).collect();
    if digits.len() == 6 && !digits.starts_with('0') {
        return Ok(digits);
    }
    let text = brief(text);
    Err(words!(
        "“{text}”不是行政区划代码。请填写六位数字，如 330106。",
        "\"{text}\" is not a division code. Give six digits, such as 330106."
    ))
}

fn not_a_date(found: &str) -> Words {
    let found = brief(found);
    let (first, last) = (YEARS.start(), YEARS.end());
    words!(
        "“{found}”不是 {first} 到 {last} 年间的日期。请填写 2026-03-05 这样的日期（年在前）。",
        "\"{found}\" is not a date of the years {first} to {last}. Write it as 2026-03-05, the year first."
    )
}

/// A year alone: unknown day, not 1 January.
fn year(cell: &Cell) -> Option<i16> {
    let text = half_width(&plain(cell).ok()?);
    let digits = text.strip_suffix('年').unwrap_or(&text);
    (digits.len() == 4).then(|| digits.parse().ok())?.filter(|year| YEARS.contains(year))
}

fn date(cell: &Cell) -> Result<Date, Words> {
    let found = match cell {
        Cell::Date(date) => Some(*date),
        Cell::DateTime(at) => Some(at.date()),
        Cell::Number(number) => date_of_number(*number),
        _ => {
            let text = half_width(&plain(cell)?);
            let day = text.split([' ', 'T']).next().unwrap_or_default();
            date_of_text(day)
        }
    };
    found.filter(|date| YEARS.contains(&date.year())).ok_or_else(|| not_a_date(&cell.shown()))
}

/// `2026-03-05`, `2026/3/5`, `2026.3.5`, `2026年3月5日` or `20260305`.
fn date_of_text(text: &str) -> Option<Date> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok();
    }
    let mut fields = text.trim_end_matches('日').split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
    if year.len() != 4 || fields.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `20260305` typed as a number, or a serial number whose date format was lost.
fn date_of_number(number: f64) -> Option<Date> {
    const DAY_ZERO: Date = Date::constant(1899, 12, 30);
    let text = number_text(number)?;
    let whole: i64 = text.split('.').next()?.parse().ok()?;
    if text.len() == 8 {
        return date_of_text(&text);
    }
    DAY_ZERO.checked_add(jiff::Span::new().try_days(whole).ok()?).ok()
}

fn date_time(cell: &Cell) -> Result<DateTime, Words> {
    let wrong = || {
        let found = brief(&cell.shown());
        words!(
            "“{found}”不是时间。请填写 2026-03-05 09:30 这样的日期和时间。",
            "\"{found}\" is not a date and time. Write it as 2026-03-05 09:30."
        )
    };
    if let Cell::DateTime(at) = cell {
        let second = at.round(jiff::Unit::Second).map_err(|_| wrong())?;
        return Some(second).filter(|at| YEARS.contains(&at.year())).ok_or_else(wrong);
    }
    let day = date(cell).map_err(|_| wrong())?;
    let Cell::Text(found) = cell else {
        return Ok(day.to_datetime(Time::midnight()));
    };
    let half = half_width(found);
    let Some((_, time)) = half.split_once([' ', 'T']) else {
        return Ok(day.to_datetime(Time::midnight()));
    };
    time_of_text(time.trim()).map(|time| day.to_datetime(time)).ok_or_else(wrong)
}

/// `9:30` or `09:30:15`.
fn time_of_text(text: &str) -> Option<Time> {
    let mut fields = text.split(':');
    let (hour, minute) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let second = fields.next().map_or(Ok(0), str::parse).ok()?;
    if fields.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

fn month(cell: &Cell) -> Result<Month, Words> {
    let found = match cell {
        Cell::Date(date) => Month::new(date.year(), date.month()),
        Cell::DateTime(at) => Month::new(at.year(), at.month()),
        _ => month_of_text(&half_width(&plain(cell)?)),
    };
    found.filter(|month| YEARS.contains(&month.year)).ok_or_else(|| {
        let found = brief(&cell.shown());
        words!(
            "“{found}”不是月份。请填写 2026-03 这样的年月。",
            "\"{found}\" is not a month. Write it as 2026-03."
        )
    })
}

/// `2026-03`, `2026/3`, `2026年3月`, `202603`, or the `Mar-26` that a spreadsheet makes of the first.
fn month_of_text(text: &str) -> Option<Month> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Month::new(text[..4].parse().ok()?, text[4..].parse().ok()?);
    }
    if let Some(date) = date_of_text(text) {
        return Month::new(date.year(), date.month());
    }
    let (first, second) = text.trim_end_matches(['月', '份']).split_once(['-', '/', '.', '年'])?;
    let by_name = NAMES.iter().position(|name| first.eq_ignore_ascii_case(name));
    if let Some(index) = by_name {
        let year: i16 = second.parse().ok()?;
        return Month::new(if year < 100 { 2000 + year } else { year }, i8::try_from(index + 1).ok()?);
    }
    Month::new(first.parse().ok()?, second.parse().ok()?)
}

fn fen(cell: &Cell, signed: bool) -> Result<Fen, Words> {
    let found = plain(cell)?;
    let amount = Fen::parse(&half_width(&found)).ok_or_else(|| {
        let found = brief(&found);
        words!(
            "“{found}”不是金额。请填写以元为单位、最多两位小数的数字，如 1234.50。",
            "\"{found}\" is not an amount. Give yuan with at most two decimals, such as 1234.50."
        )
    })?;
    if amount < Fen::ZERO && !signed {
        return Err(words!(
            "金额 {found} 不能小于零。请核对。",
            "The amount {found} must not be below zero. Check it."
        ));
    }
    Ok(amount)
}

fn integer(cell: &Cell, min: i64, max: i64) -> Result<i64, Words> {
    let found = plain(cell)?;
    let number: Option<i64> = half_width(&found).replace(',', "").parse().ok();
    number.filter(|number| (min..=max).contains(number)).ok_or_else(|| {
        let found = brief(&found);
        words!(
            "“{found}”不是 {min} 到 {max} 之间的整数。",
            "\"{found}\" is not a whole number from {min} to {max}."
        )
    })
}

fn choice(cell: &Cell, choices: &'static [Choice]) -> Result<&'static str, Words> {
    let found = plain(cell)?;
    let asked = half_width(&found).to_lowercase();
    let same = |word: &str| half_width(word).to_lowercase() == asked;
    choices
        .iter()
        .find(|choice| same(choice.code) || same(&choice.words.zh) || same(&choice.words.en))
        .map(|choice| choice.code)
        .ok_or_else(|| {
            let found = brief(&found);
            let zh = joined(choices, |choice| &choice.words.zh, "、");
            let en = joined(choices, |choice| &choice.words.en, ", ");
            Words {
                zh: format!("“{found}”不在可选项中。请填写其中之一：{zh}。").into(),
                en: format!("\"{found}\" is not one of the choices. Give one of: {en}.").into(),
            }
        })
}

pub(super) fn joined(choices: &[Choice], side: fn(&Choice) -> &str, separator: &str) -> String {
    choices.iter().map(side).collect::<Vec<_>>().join(separator)
}

fn parts(cell: &Cell) -> Result<Vec<PartUsed>, Words> {
    items(cell)?
        .iter()
        .map(|item| {
            part_of_text(item).ok_or_else(|| {
                let item = brief(item);
                words!(
                    "“{item}”看不懂。请填写“编码×数量”，旧件已退回的后面加“（旧件已返）”。",
                    "\"{item}\" is not understood. Write code×quantity, and add (old returned) when the old part came back."
                )
            })
        })
        .collect()
}

/// `P-100`, `P-100×2`, `P-100*2（旧件已返）`.
fn part_of_text(item: &str) -> Option<PartUsed> {
    const QUANTITY_MAX: u32 = 10_000;
    let half = half_width(item);
    let (rest, old_returned) = ["(旧件已返)", "(old returned)"]
        .into_iter()
        .find_map(|mark| half.strip_suffix(mark))
        .map_or((half.as_str(), false), |rest| (rest, true));
    let (code, quantity) = match rest.rsplit_once(['×', '*']) {
        Some((code, quantity)) => (code, quantity.trim().parse().ok()?),
        None => (rest, 1),
    };
    let code = code.trim();
    ((1..=QUANTITY_MAX).contains(&quantity) && !code.is_empty()).then(|| PartUsed {
        code: code.to_owned(),
        quantity,
        old_returned,
    })
}

impl Kind {
    /// How a cell of this kind is to be written.
    pub fn words(self) -> Words {
        match self {
            Self::Text { max } => words!("文本，最多 {max} 个字", "text of at most {max} characters"),
            Self::List => {
                Words::fixed("文本，几项之间用顿号或逗号", "texts with commas or semicolons between them")
            }
            Self::Date => Words::fixed("日期：2026-03-05", "a date: 2026-03-05"),
            Self::DateOrYear => {
                Words::fixed("日期或年份：2026-03-05 或 2026", "a date or a year: 2026-03-05 or 2026")
            }
            Self::DateTime => {
                Words::fixed("日期和时间：2026-03-05 09:30", "a date and time: 2026-03-05 09:30")
            }
            Self::Month => Words::fixed("月份：2026-03", "a month: 2026-03"),
            Self::Fen { .. } => {
                Words::fixed("金额（元），最多两位小数", "an amount in yuan, at most two decimals")
            }
            Self::Integer { min, max } => {
                words!("{min} 到 {max} 的整数", "a whole number from {min} to {max}")
            }
            Self::Phone => {
                Words::fixed("手机，或区号加座机号", "a mobile number, or a landline with area code")
            }
            Self::Division => Words::fixed("六位区划代码", "a division's six digits"),
            Self::Divisions => {
                Words::fixed("六位区划代码，几个之间用顿号", "divisions' six digits with commas between them")
            }
            Self::Choice(choices) => {
                let zh = joined(choices, |choice| &choice.words.zh, "、");
                let en = joined(choices, |choice| &choice.words.en, ", ");
                words!("其中之一：{zh}", "one of: {en}")
            }
            Self::Parts => {
                Words::fixed("编码×数量，几种之间用顿号", "code×quantity with commas between them")
            }
        }
    }
}
