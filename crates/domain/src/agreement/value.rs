//! A value is what fills a blank: a length of time, an amount, a share, a number, a choice, a list or a date.
//!
//! A [`Shape`] says which values may stand somewhere; it reads them from TOML, and the value knows how it is
//! written there again and how it reads in words.

use crate::coverage::SaleDate;
use crate::duration::Span;
use crate::money::{BasisPoints, Fen};
use crate::words;
use crate::words::Words;
use jiff::civil::{Date, DateTime};
use toml::de::DeValue;

/// Amounts in an agreement end here (a thousand million yuan), so that no sum of them overflows.
const AMOUNT_MAX: Fen = Fen(100_000_000_000);
/// Dates in an agreement lie within these years; a date outside is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1980..=2200;
/// Lists and texts end here.
const LIST_MAX: usize = 500;
const TEXT_MAX: usize = 500;

/// One of a fixed set of answers, as written in TOML and as read.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// As it is written: `on-site`.
    pub code: &'static str,
    /// As it is read.
    pub words: Words,
}

impl Choice {
    /// A choice with its words.
    pub const fn new(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { code, words: Words::fixed(zh, en) }
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Plain pieces.
    Pieces,
    /// Months.
    Months,
    /// A day of the month.
    DayOfMonth,
    /// How many times over.
    Times,
}

/// Which values may stand in a place.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A length of time of any kind: `"24h"`.
    Span,
    /// A number of civil days: `"20d"`.
    Days,
    /// An amount in yuan: `"30.00"`.
    Money,
    /// A share: `"1%"`.
    Percent,
    /// A whole number from..=to.
    Number(Unit, i64, i64),
    /// One of a set.
    Choice(&'static [Choice]),
    /// Several of a set.
    Choices(&'static [Choice]),
    /// `true` or `false`.
    Flag,
    /// A line of text.
    Text,
    /// A list of texts, such as part codes.
    Texts,
    /// A civil date: `"2026-03-02"`.
    Date,
    /// A date and time of day in the agreement's zone: `"2026-03-02 09:00"`.
    Moment,
    /// A day of sale, a year of sale, or `"unknown"`.
    Sale,
    /// One product line of the agreement.
    Line,
    /// Product lines of the agreement.
    Lines,
    /// The number of another clause.
    Clause,
}

/// A value that fits its shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A length of time.
    Span(Span),
    /// An amount.
    Money(Fen),
    /// A share.
    Percent(BasisPoints),
    /// A number and what it counts.
    Number(i64, Unit),
    /// One of a set.
    Choice(&'static Choice),
    /// Several of a set.
    Choices(Vec<&'static Choice>),
    /// Yes or no.
    Flag(bool),
    /// A line of text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// A date.
    Date(Date),
    /// A date and time of day.
    Moment(DateTime),
    /// A day of sale.
    Sale(SaleDate),
    /// Product lines by their codes and names.
    Lines(Vec<ProductLine>),
    /// The number of a clause.
    Clause(String),
}

/// A product line 产品线 of the agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductLine {
    /// As it is written everywhere: `gas-stove`.
    pub code: String,
    /// As it is read: `燃气灶`.
    pub name: String,
}

/// The text of a scalar, as one would type it between quotes.
fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Datetime(moment) => Some(moment.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

impl Shape {
    /// Reads a value of this shape.
    pub(super) fn read(self, value: &DeValue<'_>, lines: &[ProductLine]) -> Option<Value> {
        match self {
            Self::Span => Span::parse(value.as_str()?).map(Value::Span),
            Self::Days => {
                Span::parse(value.as_str()?).filter(|span| matches!(span, Span::Days(_))).map(Value::Span)
            }
            Self::Money => Fen::parse(value.as_str()?)
                .filter(|amount| (Fen::ZERO..=AMOUNT_MAX).contains(amount))
                .map(Value::Money),
            Self::Percent => read_percent(value.as_str()?).map(Value::Percent),
            Self::Number(unit, least, most) => {
                let number = value.as_integer()?;
                let number = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()?;
                (least..=most).contains(&number).then_some(Value::Number(number, unit))
            }
            Self::Choice(choices) => find_choice(choices, value.as_str()?).map(Value::Choice),
            Self::Choices(choices) => {
                let texts = read_texts(value)?;
                let chosen: Option<Vec<_>> = texts.iter().map(|text| find_choice(choices, text)).collect();
                chosen.map(Value::Choices)
            }
            Self::Flag => value.as_bool().map(Value::Flag),
            Self::Text => read_text(value).map(Value::Text),
            Self::Texts => read_texts(value).map(Value::Texts),
            Self::Date => read_date(&scalar(value)?).map(Value::Date),
            Self::Moment => DateTime::strptime("%Y-%m-%d %H:%M", value.as_str()?)
                .ok()
                .filter(|moment| YEARS.contains(&moment.year()))
                .map(Value::Moment),
            Self::Sale => read_sale(&scalar(value)?).map(Value::Sale),
            Self::Line => find_line(lines, value.as_str()?).map(|line| Value::Lines(vec![line])),
            Self::Lines => {
                let texts = read_texts(value)?;
                let found: Option<Vec<_>> = texts.iter().map(|text| find_line(lines, text)).collect();
                found.map(Value::Lines)
            }
            Self::Clause => read_text(value).map(Value::Clause),
        }
    }

    /// What should stand there.
    pub(super) fn expects(self, lines: &[ProductLine]) -> Words {
        let listed = |codes: Vec<&str>, several: bool| {
            let all = codes.join("\", \"");
            if several {
                words!("写成列表，从中选：[\"{all}\"]。", "Write a list of these: [\"{all}\"].")
            } else {
                words!("从中选一个：\"{all}\"。", "Write one of these: \"{all}\".")
            }
        };
        let codes = |choices: &'static [Choice]| choices.iter().map(|choice| choice.code).collect();
        let line_codes = || lines.iter().map(|line| line.code.as_str()).collect();
        match self {
            Self::Span => Words::fixed(
                "写带单位的时长：\"24h\"（小时）、\"8wh\"（工作小时）、\"20d\"（天）、\"5wd\"（工作日）。",
                "Write a length with its unit: \"24h\" (hours), \"8wh\" (working hours), \"20d\" (days), \"5wd\" (working days).",
            ),
            Self::Days => Words::fixed("写天数：\"20d\"。", "Write a number of days: \"20d\"."),
            Self::Money => Words::fixed(
                "写带引号的元数，至多两位小数：\"30.00\"。",
                "Write yuan in quotes with at most two decimals: \"30.00\".",
            ),
            Self::Percent => Words::fixed(
                "写带百分号的比例，0 到 100，至多两位小数：\"1%\"。",
                "Write a share with the percent sign, 0 to 100, at most two decimals: \"1%\".",
            ),
            Self::Number(_, least, most) => words!(
                "写 {least} 到 {most} 的整数，不加引号。",
                "Write a whole number from {least} to {most}, without quotes."
            ),
            Self::Choice(choices) => listed(codes(choices), false),
            Self::Choices(choices) => listed(codes(choices), true),
            Self::Flag => Words::fixed("写 true 或 false。", "Write true or false."),
            Self::Text => Words::fixed("写带引号的一行文字。", "Write one line of text in quotes."),
            Self::Texts => Words::fixed("写列表：[\"A\", \"B\"]。", "Write a list: [\"A\", \"B\"]."),
            Self::Date => {
                Words::fixed("写存在的日期：\"2026-03-02\"。", "Write a date that exists: \"2026-03-02\".")
            }
            Self::Moment => Words::fixed(
                "写存在的日期和时间：\"2026-03-02 09:00\"。",
                "Write a date and time that exist: \"2026-03-02 09:00\".",
            ),
            Self::Sale => Words::fixed(
                "写购买日期 \"2025-03-10\"、年份 \"2025\" 或 \"unknown\"。",
                "Write the day of sale \"2025-03-10\", the year \"2025\" or \"unknown\".",
            ),
            Self::Line => listed(line_codes(), false),
            Self::Lines => listed(line_codes(), true),
            Self::Clause => Words::fixed("写条款编号：\"4.1\"。", "Write a clause number: \"4.1\"."),
        }
    }

    /// The codes that may stand there, when they are a fixed set.
    pub(super) fn codes(self, lines: &[ProductLine]) -> Vec<&str> {
        match self {
            Self::Choice(choices) | Self::Choices(choices) => {
                choices.iter().map(|choice| choice.code).collect()
            }
            Self::Line | Self::Lines => lines.iter().map(|line| line.code.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// What the writer most likely meant by a value of the wrong type: `24` → `"24h"`.
    pub(super) fn meant(self, value: &DeValue<'_>) -> Option<String> {
        let text = scalar(value)?;
        let candidates = [text.clone(), format!("{text}h"), format!("{text}d"), format!("{text}%")];
        candidates.into_iter().find_map(|candidate| {
            let quoted = DeValue::String(candidate.into());
            self.read(&quoted, &[]).map(|value| value.code())
        })
    }
}

fn find_choice(choices: &'static [Choice], code: &str) -> Option<&'static Choice> {
    choices.iter().find(|choice| choice.code == code)
}

fn find_line(lines: &[ProductLine], code: &str) -> Option<ProductLine> {
    lines.iter().find(|line| line.code == code).cloned()
}

fn read_text(value: &DeValue<'_>) -> Option<String> {
    let text = value.as_str()?;
    let fits = !text.trim().is_empty() && text.len() <= TEXT_MAX && !text.contains(char::is_control);
    fits.then(|| text.to_owned())
}

/// A list that is not empty and repeats nothing.
fn read_texts(value: &DeValue<'_>) -> Option<Vec<String>> {
    let array = value.as_array()?;
    if array.is_empty() || array.len() > LIST_MAX {
        return None;
    }
    let mut texts = Vec::with_capacity(array.len());
    for item in array {
        let text = read_text(item.get_ref())?;
        if texts.contains(&text) {
            return None;
        }
        texts.push(text);
    }
    Some(texts)
}

fn read_percent(text: &str) -> Option<BasisPoints> {
    let number = text.strip_suffix('%')?;
    if !number.starts_with(|c: char| c.is_ascii_digit()) || number.contains(',') {
        return None;
    }
    let share = BasisPoints(Fen::parse(number)?.0);
    (BasisPoints(0)..=BasisPoints::WHOLE).contains(&share).then_some(share)
}

fn read_date(text: &str) -> Option<Date> {
    let date = Date::strptime("%Y-%m-%d", text).ok()?;
    YEARS.contains(&date.year()).then_some(date)
}

fn read_sale(text: &str) -> Option<SaleDate> {
    if text == "unknown" {
        return Some(SaleDate::Unknown);
    }
    if text.len() == 4 {
        let year = text.parse().ok().filter(|year| YEARS.contains(year))?;
        return Some(SaleDate::InYear(year));
    }
    read_date(text).map(SaleDate::On)
}

impl Value {
    /// As it is written in TOML; reading it again gives the same value.
    pub fn code(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let list = |texts: &mut dyn Iterator<Item = &str>| {
            let items: Vec<String> = texts.map(quoted).collect();
            format!("[{}]", items.join(", "))
        };
        match self {
            Self::Span(span) => quoted(&span.code()),
            Self::Money(amount) => quoted(&amount.plain()),
            Self::Percent(share) => quoted(&share.to_string()),
            Self::Number(number, _) => number.to_string(),
            Self::Choice(choice) => quoted(choice.code),
            Self::Choices(choices) => list(&mut choices.iter().map(|choice| choice.code)),
            Self::Flag(flag) => flag.to_string(),
            Self::Text(text) | Self::Clause(text) => quoted(text),
            Self::Texts(texts) => list(&mut texts.iter().map(String::as_str)),
            Self::Date(date) | Self::Sale(SaleDate::On(date)) => quoted(&date.to_string()),
            Self::Moment(moment) => quoted(&moment.strftime("%Y-%m-%d %H:%M").to_string()),
            Self::Sale(SaleDate::InYear(year)) => quoted(&year.to_string()),
            Self::Sale(SaleDate::Unknown) => quoted("unknown"),
            Self::Lines(lines) => list(&mut lines.iter().map(|line| line.code.as_str())),
        }
    }

    /// As it is read in a sentence.
    pub fn words(&self) -> Words {
        match self {
            Self::Span(span) => span.words(),
            Self::Money(amount) => Words::same(amount.to_string()),
            Self::Percent(share) => Words::same(share.to_string()),
            Self::Number(number, unit) => number_words(*number, *unit),
            Self::Choice(choice) => choice.words.clone(),
            Self::Choices(choices) => joined(choices.iter().map(|choice| choice.words.clone())),
            Self::Flag(true) => Words::fixed("是", "yes"),
            Self::Flag(false) => Words::fixed("否", "no"),
            Self::Text(text) => Words::same(text),
            Self::Texts(texts) => joined(texts.iter().map(Words::same)),
            Self::Date(date) | Self::Sale(SaleDate::On(date)) => Words::same(date.to_string()),
            Self::Moment(moment) => Words::same(moment.strftime("%Y-%m-%d %H:%M").to_string()),
            Self::Sale(SaleDate::InYear(year)) => words!("{year} 年", "{year}"),
            Self::Sale(SaleDate::Unknown) => Words::fixed("不明", "unknown"),
            Self::Lines(lines) => joined(lines.iter().map(|line| Words::same(&line.name))),
            Self::Clause(number) => words!("第 {number} 条", "clause {number}"),
        }
    }
}

fn number_words(number: i64, unit: Unit) -> Words {
    let plural = if number == 1 { "" } else { "s" };
    match unit {
        Unit::Pieces => Words::same(number.to_string()),
        Unit::Months => words!("{number} 个月", "{number} month{plural}"),
        Unit::DayOfMonth => words!("{number} 日", "day {number}"),
        Unit::Times => words!("{number} 倍", "{number} times"),
    }
}

/// `甲、乙` / `a, b`.
fn joined(items: impl Iterator<Item = Words>) -> Words {
    let mut zh = String::new();
    let mut en = String::new();
    for item in items {
        if !zh.is_empty() {
            zh.push('、');
            en.push_str(", ");
        }
        zh.push_str(&item.zh);
        en.push_str(&item.en);
    }
    Words { zh: zh.into(), en: en.into() }
}

#[cfg(test)]
mod tests;
