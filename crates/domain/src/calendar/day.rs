//! The hours of one day: as they are written, and as instants of one date in one zone.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// Minutes of a day; 24:00 is a valid end.
const MINUTES_A_DAY: u16 = 1_440;
/// More periods than this in one day is a mistake.
const PERIODS_MAX: usize = 8;

/// A stretch of a day during which work is done, in minutes since 00:00; the end is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    start_minute: u16,
    end_minute: u16,
}

impl Period {
    /// Reads `08:30-12:00`; the end may be `24:00`. A period over midnight is written as two.
    pub fn parse(text: &str) -> Option<Self> {
        let (start, end) = text.split_once('-')?;
        let (start_minute, end_minute) = (minute_of_day(start)?, minute_of_day(end)?);
        (start_minute < end_minute).then_some(Self { start_minute, end_minute })
    }
}

fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str| -> Option<u16> {
        let plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok())?
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= MINUTES_A_DAY).then_some(total)
}

/// The periods of a day in order, none touching the one before backwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours(Vec<Period>);

impl Hours {
    /// Closed all day.
    pub const NONE: &'static Self = &Self(Vec::new());

    /// Periods that follow each other without overlap, at most eight.
    pub fn new(periods: Vec<Period>) -> Option<Self> {
        let in_order = periods.windows(2).all(|pair| pair[0].end_minute <= pair[1].start_minute);
        (in_order && periods.len() <= PERIODS_MAX).then_some(Self(periods))
    }

    /// Reads `["08:30-12:00", "13:30-17:30"]`.
    pub fn parse(periods: &[impl AsRef<str>]) -> Option<Self> {
        let periods: Option<Vec<Period>> =
            periods.iter().map(|period| Period::parse(period.as_ref())).collect();
        Self::new(periods?)
    }

    /// Closed all day.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A stretch of real time during which work is done; the end is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    pub start: Timestamp,
    pub end: Timestamp,
}

/// One date with its opening instants.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub date: Date,
    pub open: Vec<Open>,
    pub published: bool,
}

impl Day {
    /// Works out the instants of `hours` on `date`; none beyond the end of the calendar system.
    ///
    /// A period that falls into the hour skipped in spring vanishes, because real time counts.
    pub fn new(zone: &TimeZone, date: Date, hours: &Hours, published: bool) -> Option<Self> {
        let mut open = Vec::with_capacity(hours.0.len());
        for period in &hours.0 {
            let start = first_instant_of(zone, date, period.start_minute)?;
            let end = first_instant_of(zone, date, period.end_minute)?;
            if start < end {
                open.push(Open { start, end });
            }
        }
        Some(Self { date, open, published })
    }
}

/// The first instant at which the clocks of `zone` show at least this minute of the date.
///
/// A time shown twice in autumn means its first showing; a time skipped in spring means the moment of the skip.
pub(super) fn first_instant_of(zone: &TimeZone, date: Date, minute: u16) -> Option<Timestamp> {
    let (date, minute) = if minute == MINUTES_A_DAY { (date.tomorrow().ok()?, 0) } else { (date, minute) };
    let hour = i8::try_from(minute / 60).ok()?;
    let local = date.at(hour, i8::try_from(minute % 60).ok()?, 0, 0);
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(local).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(local).ok(),
        AmbiguousOffset::Gap { after, .. } => {
            let shortly_before = after.to_timestamp(local).ok()?;
            let skip = zone.following(shortly_before).next()?;
            Some(skip.timestamp())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read() {
        assert!(Period::parse("00:00-24:00").is_some());
        for bad in
            ["", "8:30-12:00", "12:00-08:30", "08:30-08:30", "08:60-09:00", "08:00-24:01", "22:00-06:00"]
        {
            assert_eq!(Period::parse(bad), None, "{bad}");
        }
        assert!(Hours::parse(&["08:30-12:00", "12:00-13:00"]).is_some());
        assert!(Hours::parse(&["08:30-12:00", "11:00-13:00"]).is_none(), "overlap");
    }

    #[test]
    fn skipped_and_repeated_times_have_one_instant() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let at = |date: &str, minute| first_instant_of(&zone, date.parse().unwrap(), minute).unwrap();
        let skip: Timestamp = "2026-03-08T07:00:00Z".parse().unwrap();
        for minute in [120, 150, 180] {
            assert_eq!(at("2026-03-08", minute), skip);
        }
        let first_half_past_one: Timestamp = "2026-11-01T05:30:00Z".parse().unwrap();
        assert_eq!(at("2026-11-01", 90), first_half_past_one);
    }
}
