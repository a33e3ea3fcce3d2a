//! Front matter: whose agreement it is, which version, since when, for which product lines.

use super::diagnostic::Problem;
use super::document::Document;
use super::schema::{Codes, Owner, Parameter, Table, Values, read_table};
use super::value::{Choice, ProductLine, Shape, Unit, Value};
use crate::words;
use crate::words::Words;
use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use toml::de::{DeTable, DeValue};

/// An agreement has no more product lines than this.
const LINES_MAX: usize = 64;

const CALENDARS: &[Choice] = &[Choice::new("cn", "国务院工作日历", "State Council calendar")];

static SCHEMA: [Parameter; 11] = [
    Parameter::required("agreement", Shape::Text, "协议代码", "agreement code"),
    Parameter::required("title", Shape::Text, "标题", "title"),
    Parameter::required("version", Shape::Number(Unit::Pieces, 1, 1_000_000), "版本", "version"),
    Parameter::required("calendar", Shape::Choice(CALENDARS), "工作日历", "calendar"),
    Parameter::required("timezone", Shape::Text, "时区", "time zone"),
    Parameter::required("in_force_from", Shape::Date, "生效日期", "in force from"),
    Parameter::optional("in_force_until", Shape::Date, "失效日期", "in force until"),
    Parameter::required("principal", Shape::Text, "甲方", "principal"),
    Parameter::required("provider", Shape::Text, "乙方", "provider"),
    Parameter::optional("valid_years", Shape::Number(Unit::Pieces, 1, 100), "有效年数", "years valid"),
    Parameter::optional("court", Shape::Text, "管辖法院", "court"),
];

/// The codes of problems in the front matter.
const CODES: Codes = Codes {
    unknown: "front.unknown",
    missing: "front.missing_key",
    wrong: "front.wrong_value",
    blank: "front.blank",
};

/// What the front matter says.
#[derive(Clone, Debug)]
pub(super) struct Front {
    pub code: String,
    pub title: String,
    pub version: u32,
    pub zone: TimeZone,
    pub in_force_from: Date,
    pub in_force_until: Option<Date>,
    pub lines: Vec<ProductLine>,
    /// All values, which may fill blanks anywhere in the prose.
    pub values: Values,
}

/// Reads the front matter; `None` when something is wrong with it, and the product lines as far as they are known.
pub(super) fn read(
    source: &str,
    document: &Document,
    problems: &mut Vec<Problem>,
) -> (Option<Front>, Vec<ProductLine>) {
    let before = problems.len();
    let mut table = Table::parse(source, document.front.clone(), problems);
    let opening = source.find("---").unwrap_or(0);
    let owner = Owner { code: CODES, range: opening..(opening + 3).min(source.len()) };
    let lines = take_lines(&mut table, &owner, problems);
    let values = read_table(&table, SCHEMA.iter(), &lines, &owner, problems);
    if let Some(entry) = values.entry("agreement")
        && let Value::Text(code) = &entry.value
        && !is_code(code)
    {
        problems.push(Problem::new(
            entry.value_range.clone(),
            "front.wrong_value",
            words!(
                "协议代码 {code} 含有不能用的字符。",
                "The agreement code {code} has unsuitable characters."
            ),
            Words::fixed(
                "用小写字母、数字和连字符：solar-provider。",
                "Use small letters, digits and hyphens: solar-provider.",
            ),
        ));
    }
    let zone = zone(&values, problems);
    if let (Some(from), Some(until)) = (values.maybe_date("in_force_from"), values.entry("in_force_until"))
        && let Value::Date(until_on) = until.value
        && until_on < from
    {
        problems.push(Problem::new(
            until.value_range.clone(),
            "front.wrong_value",
            words!(
                "失效日期 {until_on} 在生效日期 {from} 之前。",
                "In force until {until_on}, which is before {from}."
            ),
            Words::fixed("改正两个日期。", "Correct the two dates."),
        ));
    }
    let front = zone.filter(|_| problems.len() == before).and_then(|zone| {
        Some(Front {
            code: values.maybe_text("agreement")?.to_owned(),
            title: values.maybe_text("title")?.to_owned(),
            version: u32::try_from(values.maybe_number("version")?).ok()?,
            zone,
            in_force_from: values.maybe_date("in_force_from")?,
            in_force_until: values.maybe_date("in_force_until"),
            lines: lines.clone(),
            values,
        })
    });
    (front, lines)
}

/// Whether a blank of the prose may be filled from the front matter.
pub(super) fn has_key(name: &str) -> bool {
    SCHEMA.iter().any(|parameter| parameter.name == name)
}

fn is_code(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The zone from the tables built into the program, so that no file is read.
fn zone(values: &Values, problems: &mut Vec<Problem>) -> Option<TimeZone> {
    let name = values.maybe_text("timezone")?;
    let zone = TimeZoneDatabase::bundled().get(name).ok();
    if zone.is_none()
        && let Some(entry) = values.entry("timezone")
    {
        problems.push(Problem::new(
            entry.value_range.clone(),
            "front.wrong_value",
            words!("没有时区 {name}。", "There is no time zone {name}."),
            Words::fixed("写 \"Asia/Shanghai\" 这样的名称。", "Write a name such as \"Asia/Shanghai\"."),
        ));
    }
    zone
}

/// Takes `[product_lines]` out of the table: `gas-stove = "燃气灶"`.
fn take_lines(table: &mut Table<'_>, owner: &Owner, problems: &mut Vec<Problem>) -> Vec<ProductLine> {
    let base = table.base;
    let Some(value) = table.content.remove("product_lines") else {
        if table.broken {
            return Vec::new();
        }
        problems.push(Problem::new(
            owner.range.clone(),
            "front.missing_key",
            Words::fixed("缺少 [product_lines]（产品线）。", "[product_lines] is missing."),
            Words::fixed(
                "补上 [product_lines]，每行一条：gas-stove = \"燃气灶\"。",
                "Add [product_lines] with a line for each: gas-stove = \"燃气灶\".",
            ),
        ));
        return Vec::new();
    };
    let span = value.span();
    let range = base + span.start..base + span.end;
    let wrong = |range, problems: &mut Vec<Problem>| {
        problems.push(Problem::new(
            range,
            "front.wrong_value",
            Words::fixed("产品线写得不对。", "The product lines are not well written."),
            Words::fixed(
                "写一至六十四条，用小写字母、数字和连字符作代码：gas-stove = \"燃气灶\"。",
                "Write one to sixty-four, with small letters, digits and hyphens as code: gas-stove = \"燃气灶\".",
            ),
        ));
    };
    let DeValue::Table(listed) = value.into_inner() else {
        wrong(range, problems);
        return Vec::new();
    };
    if listed.is_empty() || listed.len() > LINES_MAX {
        wrong(range, problems);
        return Vec::new();
    }
    read_lines(&listed, |range| {
        wrong(base + range.start..base + range.end, problems);
    })
}

fn read_lines(listed: &DeTable<'_>, mut wrong: impl FnMut(std::ops::Range<usize>)) -> Vec<ProductLine> {
    let mut lines = Vec::with_capacity(listed.len());
    for (code, name) in listed {
        match Shape::Text.read(name.get_ref(), &[]) {
            Some(Value::Text(text)) if is_code(code.get_ref()) => {
                lines.push(ProductLine { code: code.get_ref().to_string(), name: text });
            }
            Some(_) => wrong(code.span()),
            None => wrong(name.span()),
        }
    }
    lines
}
