//! Reading a calendar file. Every mistake is refused with the value, never guessed away.

use super::{Calendar, Exception, Holidays, Hours, Statutory};
use crate::refusal::Refusal;
use crate::words;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// The State Council's calendar.
pub(super) const CHINA: &str = include_str!("../../../../params/holidays-cn.toml");

/// A longer range off is a mistake in the file.
const RANGE_DAYS_MAX: usize = 62;
/// More entries of one kind than this is a mistake in the file.
const ENTRIES_MAX: usize = 1_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    zone: String,
    /// `cn`: takes the years, the expected days and the law from the State Council's file.
    holidays: Option<String>,
    hours: WeekText,
    #[serde(default)]
    statutory: Vec<StatutoryText>,
    #[serde(default)]
    year: Vec<YearText>,
    #[serde(default)]
    expected: Vec<YearText>,
    /// Openings that name their date and beat a day off.
    #[serde(default)]
    opening: Vec<OpeningText>,
    /// Days off of one's own.
    #[serde(default)]
    closed: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeekText {
    #[serde(default)]
    monday: Vec<String>,
    #[serde(default)]
    tuesday: Vec<String>,
    #[serde(default)]
    wednesday: Vec<String>,
    #[serde(default)]
    thursday: Vec<String>,
    #[serde(default)]
    friday: Vec<String>,
    #[serde(default)]
    saturday: Vec<String>,
    #[serde(default)]
    sunday: Vec<String>,
    /// The hours of a make-up day; those of Monday when not given.
    make_up: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatutoryText {
    from_year: i16,
    closed: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearText {
    year: i16,
    /// Which notice; for readers.
    #[serde(default, rename = "source")]
    _source: String,
    closed: Vec<String>,
    #[serde(default)]
    worked: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningText {
    on: String,
    hours: Vec<String>,
}

/// Reads a whole file.
pub(super) fn parse(text: &str) -> Result<Calendar, Refusal> {
    let file: File = toml::from_str(text).map_err(|error| {
        let message = error.to_string();
        Refusal::invalid(
            "calendar.format",
            "calendar",
            words!(
                "日历文件无法读取：{message}。请按 params/holidays-cn.toml 的格式改正。",
                "The calendar file cannot be read: {message}. Write it like params/holidays-cn.toml."
            ),
        )
    })?;
    let zone = TimeZone::get(&file.zone).map_err(|_| wrong("zone", &file.zone, "Asia/Shanghai"))?;
    let mut holidays = match file.holidays.as_deref() {
        None => Holidays::default(),
        Some("cn") => Calendar::china().holidays.clone(),
        Some(other) => return Err(wrong("holidays", other, "cn")),
    };
    read_law(&mut holidays, &file)?;
    for year in &file.year {
        read_year(&mut holidays, year)?;
    }
    for day in days("closed", &file.closed)? {
        holidays.exceptions.insert(day, Exception::Closed);
    }
    for (index, opening) in limited("opening", &file.opening)?.iter().enumerate() {
        let on = date(&format!("opening[{index}].on"), &opening.on)?;
        let hours = hours(&format!("opening[{index}].hours"), &opening.hours)?;
        holidays.exceptions.insert(on, Exception::Open(hours));
    }
    let (week, make_up) = read_week(&file.hours)?;
    Ok(Calendar::new(zone, week, make_up, holidays))
}

fn read_week(text: &WeekText) -> Result<([Hours; 7], Hours), Refusal> {
    let week = [
        hours("hours.monday", &text.monday)?,
        hours("hours.tuesday", &text.tuesday)?,
        hours("hours.wednesday", &text.wednesday)?,
        hours("hours.thursday", &text.thursday)?,
        hours("hours.friday", &text.friday)?,
        hours("hours.saturday", &text.saturday)?,
        hours("hours.sunday", &text.sunday)?,
    ];
    if week.iter().all(Hours::is_empty) {
        return Err(wrong("hours", "[]", "monday = [\"08:30-12:00\"]"));
    }
    let make_up = match &text.make_up {
        Some(periods) => hours("hours.make_up", periods)?,
        None => week[0].clone(),
    };
    Ok((week, make_up))
}

fn read_law(holidays: &mut Holidays, file: &File) -> Result<(), Refusal> {
    for (index, law) in limited("statutory", &file.statutory)?.iter().enumerate() {
        let field = format!("statutory[{index}].closed");
        let closed = limited(&field, &law.closed)?
            .iter()
            .map(|text| {
                // A leap year, so that 02-29 can be written.
                let day: Option<Date> = format!("2024-{text}").parse().ok();
                day.map(|day| (day.month(), day.day())).ok_or_else(|| wrong(&field, text, "10-01"))
            })
            .collect::<Result<_, _>>()?;
        holidays.statutory.push(Statutory { from_year: law.from_year, closed });
    }
    holidays.statutory.sort_by_key(|law| law.from_year);
    for year in limited("expected", &file.expected)? {
        let field = format!("expected.{}.closed", year.year);
        holidays.expected_closed.extend(days(&field, &year.closed)?);
    }
    Ok(())
}

fn read_year(holidays: &mut Holidays, year: &YearText) -> Result<(), Refusal> {
    let number = year.year;
    let field = |name: &str| format!("year.{number}.{name}");
    if !(1949..=2199).contains(&number) || !holidays.published.insert(number) {
        return Err(wrong("year", &number.to_string(), "2026"));
    }
    let closed = days(&field("closed"), &year.closed)?;
    let worked = days(&field("worked"), &year.worked)?;
    let entries = closed
        .into_iter()
        .map(|day| (day, Exception::Closed))
        .chain(worked.into_iter().map(|day| (day, Exception::MakeUp)));
    for (day, exception) in entries {
        // The notice of a year may reach a few days into the one before.
        if day.year() != number && day.year() != number - 1 {
            return Err(wrong(&field("closed"), &day.to_string(), &format!("{number}-01-01")));
        }
        if let Some(earlier) = holidays.exceptions.insert(day, exception.clone())
            && earlier != exception
        {
            return Err(Refusal::invalid(
                "calendar.contradiction",
                field("worked"),
                words!(
                    "日历文件中 {day} 既是放假又是上班。请对照放假通知保留其一。",
                    "The calendar file has {day} both off and worked. Keep the one the notice says."
                ),
            ));
        }
    }
    Ok(())
}

/// Reads dates and ranges: `2026-04-04`, `2026-05-01..2026-05-05`.
fn days(field: &str, texts: &[String]) -> Result<Vec<Date>, Refusal> {
    let mut days = Vec::new();
    for text in limited(field, texts)? {
        let (first, last) = match text.split_once("..") {
            Some((first, last)) => (date(field, first)?, date(field, last)?),
            None => (date(field, text)?, date(field, text)?),
        };
        let range: Vec<Date> = first
            .series(jiff::Span::new().days(1))
            .take(RANGE_DAYS_MAX + 1)
            .take_while(|day| *day <= last)
            .collect();
        if range.is_empty() || range.len() > RANGE_DAYS_MAX {
            return Err(wrong(field, text, "2026-05-01..2026-05-05"));
        }
        days.extend(range);
    }
    Ok(days)
}

fn date(field: &str, text: &str) -> Result<Date, Refusal> {
    text.parse().map_err(|_| wrong(field, text, "2026-05-01"))
}

fn hours(field: &str, periods: &[String]) -> Result<Hours, Refusal> {
    Hours::parse(periods).ok_or_else(|| {
        let periods = periods.join(", ");
        wrong(field, &periods, "[\"08:30-12:00\", \"13:30-17:30\"]")
    })
}

fn limited<'a, T>(field: &str, entries: &'a [T]) -> Result<&'a [T], Refusal> {
    if entries.len() > ENTRIES_MAX {
        let count = entries.len();
        return Err(Refusal::invalid(
            "calendar.too_long",
            field,
            words!(
                "日历文件的 {field} 有 {count} 项，上限 {ENTRIES_MAX} 项。请删减。",
                "{field} in the calendar file has {count} entries; the limit is {ENTRIES_MAX}. Shorten it."
            ),
        ));
    }
    Ok(entries)
}

fn wrong(field: &str, value: &str, example: &str) -> Refusal {
    Refusal::invalid(
        "calendar.value",
        field,
        words!(
            "日历文件的 {field} 不能是“{value}”。请写成例如 {example}。",
            "{field} in the calendar file cannot be {value:?}. Write it like {example}."
        ),
    )
}
