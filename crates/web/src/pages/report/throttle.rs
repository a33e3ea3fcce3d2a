//! A bound on reports without signing in: so many an hour from one phone, so many a minute in all.

use domain::refusal::{Refusal, RefusalKind};
use domain::words::Words;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Reports from one phone within an hour.
const FROM_ONE_PHONE: usize = 5;
/// Reports in all within a minute.
const IN_ALL: usize = 300;

/// The reports of the last hour, by phone. It never grows beyond what a bounded stream can leave in an hour.
#[derive(Debug, Default)]
pub struct Throttle {
    reports: Mutex<HashMap<String, Vec<Timestamp>>>,
}

impl Throttle {
    /// Lets a report through, or says when to try again.
    pub fn admit(&self, phone: &str, now: Timestamp) -> Result<(), Refusal> {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        let hour_ago = now - SignedDuration::from_hours(1);
        let minute_ago = now - SignedDuration::from_mins(1);
        reports.retain(|_, times| {
            times.retain(|at| *at > hour_ago);
            !times.is_empty()
        });
        let lately = reports.values().flatten().filter(|at| **at > minute_ago).count();
        let own = reports.get(phone).map_or(0, Vec::len);
        if own >= FROM_ONE_PHONE || lately >= IN_ALL {
            return Err(Refusal::new(
                RefusalKind::Invalid,
                "report.too_many",
                Words::fixed(
                    "短时间内报修次数过多，本次没有提交。请一小时后再试，或拨打服务热线。",
                    "Too many reports in a short time; this one was not sent. Try again in an hour, or call the hotline.",
                ),
            ));
        }
        reports.entry(phone.to_owned()).or_default().push(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_phone_reports_five_times_an_hour() {
        let throttle = Throttle::default();
        let at = |minutes| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        for minute in 0..5 {
            throttle.admit("13800138000", at(minute)).unwrap();
        }
        assert_eq!(throttle.admit("13800138000", at(6)).unwrap_err().code, "report.too_many");
        throttle.admit("13900139000", at(6)).unwrap();
        throttle.admit("13800138000", at(61)).unwrap();
    }

    #[test]
    fn all_together_report_three_hundred_times_a_minute() {
        let throttle = Throttle::default();
        let at = |seconds| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds);
        for phone in 0..IN_ALL {
            throttle.admit(&format!("139{phone:08}"), at(1)).unwrap();
        }
        assert!(throttle.admit("13800138000", at(2)).is_err());
        assert!(throttle.admit("13800138000", at(62)).is_ok());
    }
}
