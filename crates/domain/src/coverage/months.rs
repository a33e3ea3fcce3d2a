//! Months counted on the civil calendar (china.md 1.10).

use jiff::civil::Date;

/// The same day of the month so many months later; a month without that day gives its last day.
///
/// `2024-02-29` and twelve months is `2025-02-28`. Counting stops at the end of the year 9999.
pub fn months_after(date: Date, months: i64) -> Date {
    let total = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
    let total = total.saturating_add(months);
    let (Ok(year), Ok(month)) = (i16::try_from(total.div_euclid(12)), i8::try_from(total.rem_euclid(12) + 1))
    else {
        return if months < 0 { Date::MIN } else { Date::MAX };
    };
    let Ok(first) = Date::new(year, month, 1) else {
        return if months < 0 { Date::MIN } else { Date::MAX };
    };
    let day = date.day().min(first.days_in_month());
    Date::new(year, month, day).unwrap_or(first)
}

/// The first day of sale whose warranty of `months` still covers `reported_on`.
pub(super) fn first_covered_sale(reported_on: Date, months: i64) -> Date {
    let mut sold_on = months_after(reported_on, -months);
    // Where the month of sale is longer than the month of the end, up to three days end on one day.
    for _ in 0..3 {
        if months_after(sold_on, months) >= reported_on {
            break;
        }
        sold_on = sold_on.tomorrow().unwrap_or(sold_on);
    }
    sold_on
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_period_ends_on_the_same_day_or_the_last_of_the_month() {
        for (from, months, ends) in [
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(1995, 12, 1), 12, date(1996, 12, 1)),
            (date(2005, 8, 5), 12, date(2006, 8, 5)),
            (date(2024, 8, 31), 6, date(2025, 2, 28)),
            (date(2025, 1, 31), -2, date(2024, 11, 30)),
            (date(9999, 12, 1), 1, Date::MAX),
        ] {
            assert_eq!(months_after(from, months), ends, "{from} {months}");
        }
    }

    proptest! {
        #[test]
        fn months_agree_with_the_date_library(day in 0i32..80_000, months in -600i32..600) {
            let from = date(1900, 1, 1).checked_add(day.days()).unwrap();
            prop_assert_eq!(months_after(from, i64::from(months)), from.checked_add(months.months()).unwrap());
        }

        #[test]
        fn the_first_covered_sale_is_the_first(day in 0i32..80_000, months in 1i64..200) {
            let reported = date(1950, 1, 1).checked_add(day.days()).unwrap();
            let first = first_covered_sale(reported, months);
            prop_assert!(months_after(first, months) >= reported);
            prop_assert!(months_after(first.yesterday().unwrap(), months) < reported);
        }
    }
}
