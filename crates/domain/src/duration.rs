//! How long: clock hours, working hours, days and working days are different kinds and never mixed.

use crate::words::Words;
use serde::{Deserialize, Serialize, Serializer, de};

/// A length of time as an agreement writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// Clock time, in seconds: `24h`, `30m`. Runs day and night.
    Clock(i64),
    /// Working time, in seconds: `8wh`, `30wm`. Runs only while the calendar is open.
    Working(i64),
    /// Civil days: `20d`. Ends with the last day.
    Days(i64),
    /// Working days: `5wd`. Ends with the last working day.
    WorkingDays(i64),
}

impl Span {
    /// Reads `30m`, `24h`, `30wm`, `8wh`, `20d`, `5wd`; the number is a positive whole number.
    pub fn parse(text: &str) -> Option<Self> {
        let at = text.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = text.split_at(at);
        let number: i64 = number.parse().ok().filter(|n| (1..=1_000_000).contains(n))?;
        match unit {
            "m" => Some(Self::Clock(number * 60)),
            "h" => Some(Self::Clock(number * 3600)),
            "wm" => Some(Self::Working(number * 60)),
            "wh" => Some(Self::Working(number * 3600)),
            "d" => Some(Self::Days(number)),
            "wd" => Some(Self::WorkingDays(number)),
            _ => None,
        }
    }

    /// As it is written in a clause: `24h`.
    pub fn code(self) -> String {
        let (count, hour, minute) = match self {
            Self::Clock(seconds) => (seconds, "h", "m"),
            Self::Working(seconds) => (seconds, "wh", "wm"),
            Self::Days(days) => return format!("{days}d"),
            Self::WorkingDays(days) => return format!("{days}wd"),
        };
        if count % 3600 == 0 { format!("{}{hour}", count / 3600) } else { format!("{}{minute}", count / 60) }
    }

    /// As it is read: `24 小时`, `8 个工作小时`, `20 天`, `5 个工作日`.
    pub fn words(self) -> Words {
        let plural = |n: i64| if n == 1 { "" } else { "s" };
        match self {
            Self::Clock(s) if s % 3600 == 0 => {
                let (n, p) = (s / 3600, plural(s / 3600));
                crate::words!("{n} 小时", "{n} hour{p}")
            }
            Self::Clock(s) => {
                let (n, p) = (s / 60, plural(s / 60));
                crate::words!("{n} 分钟", "{n} minute{p}")
            }
            Self::Working(s) if s % 3600 == 0 => {
                let (n, p) = (s / 3600, plural(s / 3600));
                crate::words!("{n} 个工作小时", "{n} working hour{p}")
            }
            Self::Working(s) => {
                let (n, p) = (s / 60, plural(s / 60));
                crate::words!("{n} 个工作分钟", "{n} working minute{p}")
            }
            Self::Days(n) => {
                let p = plural(n);
                crate::words!("{n} 天", "{n} day{p}")
            }
            Self::WorkingDays(n) => {
                let p = plural(n);
                crate::words!("{n} 个工作日", "{n} working day{p}")
            }
        }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.code())
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom(format!("{text:?} is no length of time; write 24h, 8wh, 20d or 5wd"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_written() {
        for text in ["24h", "30m", "8wh", "45wm", "20d", "5wd"] {
            assert_eq!(Span::parse(text).unwrap().code(), text);
        }
        for bad in ["", "24", "h", "-1h", "1.5h", "0d", "24H", "24 h"] {
            assert_eq!(Span::parse(bad), None, "{bad}");
        }
        assert_eq!(Span::Clock(86_400).words().zh, "24 小时");
        assert_eq!(Span::Days(1).words().en, "1 day");
    }
}
