//! A civil month, the period of a statement.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// A month of a year: `2026-04`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month a day falls in.
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The month an instant falls in, in a time zone.
    pub fn at(instant: Timestamp, zone: &TimeZone) -> Self {
        Self::of(zone.to_datetime(instant).date())
    }

    /// Its first day.
    pub const fn first_day(self) -> Date {
        jiff::civil::date(self.year, self.month, 1)
    }

    /// A day of the month; the last day when the month is shorter.
    pub fn day(self, day: i8) -> Date {
        let last = self.first_day().days_in_month();
        jiff::civil::date(self.year, self.month, day.clamp(1, last))
    }

    /// The month after.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1 }
        } else {
            Self { year: self.year, month: self.month + 1 }
        }
    }

    /// The month before.
    #[must_use]
    pub const fn previous(self) -> Self {
        if self.month == 1 {
            Self { year: self.year - 1, month: 12 }
        } else {
            Self { year: self.year, month: self.month - 1 }
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{text:?} is no month; write it like 2026-04");
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(wrong());
        }
        let year: i16 = year.parse().map_err(|_| wrong())?;
        let month: i8 = month.parse().map_err(|_| wrong())?;
        if (1..=12).contains(&month) && (1900..=2999).contains(&year) {
            Ok(Self { year, month })
        } else {
            Err(wrong())
        }
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_written_and_walked() {
        let month: Month = "2026-12".parse().unwrap();
        assert_eq!(month.to_string(), "2026-12");
        assert_eq!(month.next().to_string(), "2027-01");
        assert_eq!(month.next().previous(), month);
        assert_eq!("2026-02".parse::<Month>().unwrap().day(31).to_string(), "2026-02-28");
        for bad in ["2026", "2026-13", "26-01", "2026-1", "2026-00", ""] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_instant_belongs_to_the_month_of_its_zone() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let late: Timestamp = "2026-03-31T16:30:00Z".parse().unwrap();
        assert_eq!(Month::at(late, &zone).to_string(), "2026-04");
    }
}
