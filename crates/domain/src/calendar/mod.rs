//! A calendar says at which instants work is done: the hours of each weekday, the days off, the days worked
//! instead, and the openings that name their date, all in one time zone.
//!
//! Holidays are announced year by year. An answer that touches a day of a year without an announcement is worked
//! out from the weekday and the days off by law, and says that it is provisional (china.md 10.6).
//!
//! Periods are half-open: at 12:00 a period 08:30–12:00 is closed. Every search ends after [`HORIZON_DAYS`].

mod arithmetic;
mod day;
mod file;

pub use day::{Hours, Period};

use crate::refusal::Refusal;
use day::{Day, first_instant_of};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// How far a search looks ahead: twenty years. What lies beyond is answered with the horizon, provisionally.
pub const HORIZON_DAYS: i64 = 7_305;

/// When a length of time ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The instant.
    pub at: Timestamp,
    /// The answer touches a year whose calendar is not published, so it may move.
    pub provisional: bool,
}

/// The day on which a count of days ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDay {
    /// The day.
    pub on: Date,
    /// The answer touches a year whose calendar is not published, so it may move.
    pub provisional: bool,
}

/// Working time between two instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Whole seconds of working time.
    pub seconds: i64,
    /// The answer touches a year whose calendar is not published, so it may change.
    pub provisional: bool,
}

/// Whether a day is worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workday {
    /// It has opening hours.
    pub worked: bool,
    /// No announcement covers the day; the weekday and the law decided.
    pub provisional: bool,
}

/// What is different on one date.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Exception {
    /// A day off.
    Closed,
    /// A make-up day, worked like an ordinary weekday.
    MakeUp,
    /// An opening that names this date; it beats a day off.
    Open(Hours),
}

/// Days off by law on a fixed date, from a year on.
#[derive(Clone, Debug)]
struct Statutory {
    from_year: i16,
    /// Month and day.
    closed: Vec<(i8, i8)>,
}

/// The days off that follow from announcements and law; several calendars may share them.
#[derive(Clone, Debug, Default)]
struct Holidays {
    exceptions: BTreeMap<Date, Exception>,
    published: BTreeSet<i16>,
    /// Sorted by year.
    statutory: Vec<Statutory>,
    expected_closed: BTreeSet<Date>,
}

/// A working calendar in one time zone.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    /// Monday first.
    week: [Hours; 7],
    make_up: Hours,
    holidays: Holidays,
    /// The days of the published years and the year after, worked out once.
    table: Vec<Day>,
    table_start: Date,
}

impl Calendar {
    /// The working days of mainland China by the State Council's notices, 08:30–12:00 and 13:30–17:30.
    pub fn china() -> &'static Self {
        static CHINA: LazyLock<Calendar> = LazyLock::new(|| {
            Calendar::parse(file::CHINA).expect("the embedded calendar is read by every test of this module")
        });
        &CHINA
    }

    /// Reads a calendar file; its format is explained at the top of `params/holidays-cn.toml`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        file::parse(text)
    }

    fn new(zone: TimeZone, week: [Hours; 7], make_up: Hours, holidays: Holidays) -> Self {
        let mut calendar = Self { zone, week, make_up, holidays, table: Vec::new(), table_start: Date::ZERO };
        let years = &calendar.holidays.published;
        if let (Some(&first), Some(&last)) = (years.first(), years.last()) {
            calendar.table_start = Date::constant(first, 1, 1);
            let end = Date::constant(last.min(9998) + 1, 12, 31);
            calendar.table = calendar
                .table_start
                .series(jiff::Span::new().days(1))
                .take_while(|date| *date <= end)
                .map_while(|date| calendar.work_out(date))
                .collect();
        }
        calendar
    }

    /// The same calendar, open on one date with its own hours; the opening beats a day off.
    #[must_use]
    pub fn open_on(self, date: Date, hours: Hours) -> Self {
        self.except(date, Exception::Open(hours))
    }

    /// The same calendar, closed on one date.
    #[must_use]
    pub fn close_on(self, date: Date) -> Self {
        self.except(date, Exception::Closed)
    }

    fn except(mut self, date: Date, exception: Exception) -> Self {
        self.holidays.exceptions.insert(date, exception);
        if let Some(index) = self.table_index(date)
            && let Some(day) = self.work_out(date)
        {
            self.table[index] = day;
        }
        self
    }

    /// The time zone its hours are written in.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The first and the last year whose days off are published, if any is.
    pub fn published_years(&self) -> Option<(i16, i16)> {
        let years = &self.holidays.published;
        Some((*years.first()?, *years.last()?))
    }

    /// The local date of an instant.
    pub fn date_of(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// The first instant of a local date.
    pub fn start_of(&self, date: Date) -> Timestamp {
        first_instant_of(&self.zone, date, 0).unwrap_or(Timestamp::MAX)
    }

    /// 24:00 of a local date, which is the first instant of the next.
    pub fn end_of(&self, date: Date) -> Timestamp {
        date.tomorrow().map_or(Timestamp::MAX, |next| self.start_of(next))
    }

    /// Whether work is done at this instant.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.days_from(self.date_of(at))
            .next()
            .is_some_and(|day| day.open.iter().any(|period| period.start <= at && at < period.end))
    }

    /// Whether a date is worked.
    pub fn is_workday(&self, date: Date) -> Workday {
        Workday { worked: !self.hours_on(date).is_empty(), provisional: !self.is_published(date) }
    }

    /// An announcement covers the date: its year is published, or the date itself is named.
    fn is_published(&self, date: Date) -> bool {
        self.holidays.published.contains(&date.year()) || self.holidays.exceptions.contains_key(&date)
    }

    /// The opening hours of a date.
    fn hours_on(&self, date: Date) -> &Hours {
        match self.holidays.exceptions.get(&date) {
            Some(Exception::Open(hours)) => hours,
            Some(Exception::Closed) => Hours::NONE,
            Some(Exception::MakeUp) => &self.make_up,
            None if !self.is_published(date) && self.is_off_by_law(date) => Hours::NONE,
            None => &self.week[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())],
        }
    }

    fn is_off_by_law(&self, date: Date) -> bool {
        let in_force = |law: &&Statutory| law.from_year <= date.year();
        self.holidays.expected_closed.contains(&date)
            || self
                .holidays
                .statutory
                .iter()
                .rfind(in_force)
                .is_some_and(|law| law.closed.contains(&(date.month(), date.day())))
    }

    /// The instants at which a date opens and closes; none beyond the end of the calendar system.
    fn work_out(&self, date: Date) -> Option<Day> {
        Day::new(&self.zone, date, self.hours_on(date), self.is_published(date))
    }

    fn table_index(&self, date: Date) -> Option<usize> {
        let days = self.table_start.duration_until(date).as_hours() / 24;
        usize::try_from(days).ok().filter(|index| date >= self.table_start && *index < self.table.len())
    }

    /// The days from `date` on, at most [`HORIZON_DAYS`].
    fn days_from(&self, date: Date) -> impl Iterator<Item = Cow<'_, Day>> {
        let in_table = self.table_index(date).map_or(&[][..], |index| &self.table[index..]);
        let mut beyond = match in_table.last() {
            Some(last) => last.date.tomorrow().ok(),
            None => Some(date),
        };
        let worked_out = std::iter::from_fn(move || {
            let day = self.work_out(beyond?)?;
            beyond = day.date.tomorrow().ok();
            Some(Cow::Owned(day))
        });
        let horizon = usize::try_from(HORIZON_DAYS).unwrap_or(usize::MAX);
        in_table.iter().map(Cow::Borrowed).chain(worked_out).take(horizon)
    }
}
