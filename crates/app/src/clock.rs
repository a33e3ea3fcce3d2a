//! The clock: the system's, one that runs beside it, or one that stands until it is moved.

use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// Where the instant comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The system's clock.
    System,
    /// The system's clock, so far ahead or behind: a month tried out before it comes.
    Shifted(SignedDuration),
    /// A clock that stands until it is moved: stories, demo data, replays.
    Fixed(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at an instant.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(Mutex::new(at)))
    }

    /// A clock that begins at an instant and runs with the system's.
    pub fn starting(at: Timestamp) -> Self {
        Self::Shifted(at.duration_since(Self::System.now()))
    }

    /// The instant it is, to the millisecond: what is stored and what is decided on are the same.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Shifted(by) => Timestamp::now() + *by,
            Self::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Moves a standing clock; the system's clock goes its own way.
    pub fn set(&self, to: Timestamp) {
        if let Self::Fixed(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_clock_begins_where_it_is_told_and_runs() {
        let start: Timestamp = "2026-04-20T01:00:00Z".parse().unwrap();
        let clock = Clock::starting(start);
        let (first, second) = (clock.now(), clock.now());
        assert!(first >= start && second >= first);
        assert!(second.duration_since(start) < SignedDuration::from_hours(1));
    }

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
        let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(5);
        clock.set(later);
        assert_eq!(clock.now(), later);
    }
}
