//! Adding to an instant, and measuring between two.

use super::{Calendar, Due, DueDay, HORIZON_DAYS, Measured};
use crate::duration::Span;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

impl Calendar {
    /// The instant at which `span`, begun at `from`, is used up.
    ///
    /// Clock time runs day and night. Working time used up exactly at closing time ends at closing time; no
    /// working time at all, begun while closed, ends at the next opening. Days and working days end at 24:00 of
    /// the last one, and the day of `from` is not counted.
    pub fn add(&self, from: Timestamp, span: Span) -> Due {
        match span {
            Span::Clock(seconds) => Due {
                at: from.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX),
                provisional: false,
            },
            Span::Working(seconds) => self.add_working(from, SignedDuration::from_secs(seconds.max(0))),
            Span::Days(days) => Due {
                at: self.end_of(
                    self.date_of(from).saturating_add(SignedDuration::from_hours(days.saturating_mul(24))),
                ),
                provisional: false,
            },
            Span::WorkingDays(days) => {
                let last = self.add_workdays(self.date_of(from), days);
                Due { at: self.end_of(last.on), provisional: last.provisional }
            }
        }
    }

    /// The instant at which so much working time, begun at `from`, is used up.
    pub(crate) fn add_working(&self, from: Timestamp, working: SignedDuration) -> Due {
        let mut remaining = working;
        let mut provisional = false;
        for day in self.days_from(self.date_of(from)) {
            provisional |= !day.published;
            for open in day.open.iter().filter(|open| open.end > from) {
                let start = open.start.max(from);
                let length = open.end.duration_since(start);
                if remaining <= length {
                    let at = start + remaining;
                    return Due { at, provisional };
                }
                remaining -= length;
            }
        }
        self.horizon(from)
    }

    /// The answer to a search that found nothing: the end of the horizon, provisionally.
    fn horizon(&self, from: Timestamp) -> Due {
        Due { at: self.end_of(last_day_from(self.date_of(from))), provisional: true }
    }

    /// The working time between two instants; none when `to` is not after `from`.
    pub fn measure(&self, from: Timestamp, to: Timestamp) -> Measured {
        let (total, provisional) = self.worked(from, to);
        Measured { seconds: total.as_secs(), provisional }
    }

    /// The working time between two instants to the last nanosecond, and whether it rests on an unpublished year.
    pub(crate) fn worked(&self, from: Timestamp, to: Timestamp) -> (SignedDuration, bool) {
        let mut total = SignedDuration::ZERO;
        let mut provisional = false;
        if to <= from {
            return (total, false);
        }
        // An interval that ends at midnight does not touch the day that begins there.
        let last = self.date_of(to - SignedDuration::from_nanos(1));
        for day in self.days_from(self.date_of(from)) {
            if day.date > last {
                return (total, provisional);
            }
            provisional |= !day.published;
            for open in &day.open {
                let (start, end) = (open.start.max(from), open.end.min(to));
                if start < end {
                    total += end.duration_since(start);
                }
            }
        }
        (total, true)
    }

    /// The instant itself when it is open, otherwise the next opening.
    pub fn next_opening(&self, at: Timestamp) -> Due {
        self.add_working(at, SignedDuration::ZERO)
    }

    /// The `days`-th worked day after `date`; the day itself is not counted, whether worked or not.
    ///
    /// With no days at all, the first worked day from `date` on.
    pub fn add_workdays(&self, date: Date, days: i64) -> DueDay {
        if days <= 0 {
            return self.workday_from(date);
        }
        let mut last = DueDay { on: date, provisional: false };
        let mut remaining = days;
        for day in self.days_from(date).skip(1) {
            last = DueDay { on: day.date, provisional: last.provisional || !day.published };
            remaining -= i64::from(!day.open.is_empty());
            if remaining == 0 {
                return last;
            }
        }
        DueDay { provisional: true, ..last }
    }

    /// The date itself when it is worked, otherwise the next worked day: where a period ends that would end on a
    /// day of rest (china.md 1.10).
    pub fn workday_from(&self, date: Date) -> DueDay {
        let mut provisional = false;
        for day in self.days_from(date) {
            provisional |= !day.published;
            if !day.open.is_empty() {
                return DueDay { on: day.date, provisional };
            }
        }
        DueDay { on: last_day_from(date), provisional: true }
    }
}

/// The last day a search from `date` looks at.
fn last_day_from(date: Date) -> Date {
    date.saturating_add(SignedDuration::from_hours(24 * HORIZON_DAYS))
}
