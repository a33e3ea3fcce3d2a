//! The State Council's calendar and the arithmetic of working time, by worked examples, an oracle and properties.

#![expect(clippy::unwrap_used, reason = "a test whose own input cannot be read has failed")]

use domain::Span;
use domain::calendar::{Calendar, Hours};
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// An instant by its local time: `at(calendar, "2026-09-21T10:00")`.
fn at(calendar: &Calendar, local: &str) -> Timestamp {
    let local: jiff::civil::DateTime = local.parse().unwrap();
    calendar.zone().to_timestamp(local).unwrap()
}

fn local(calendar: &Calendar, at: Timestamp) -> String {
    calendar.zone().to_datetime(at).to_string()
}

/// 08:30–12:00 and 13:30–17:30 on weekdays and days off of its own, in a zone with summer time.
fn new_york() -> Calendar {
    Calendar::parse(
        r#"
        zone = "America/New_York"
        closed = ["2026-11-26..2026-11-27"]
        [hours]
        monday = ["08:30-12:00", "13:30-17:30"]
        tuesday = ["08:30-12:00", "13:30-17:30"]
        wednesday = ["08:30-12:00", "13:30-17:30"]
        thursday = ["08:30-12:00", "13:30-17:30"]
        friday = ["08:30-12:00", "13:30-17:30"]
        [[year]]
        year = 2026
        closed = []
        "#,
    )
    .unwrap()
}

/// Open day and night in a zone with summer time.
fn new_york_always() -> Calendar {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let hours = days.map(|day| format!("{day} = [\"00:00-24:00\"]")).join("\n");
    Calendar::parse(&format!(
        "zone = \"America/New_York\"\n[hours]\n{hours}\n[[year]]\nyear = 2026\nclosed = []\n"
    ))
    .unwrap()
}

/// china.md 10.1–10.4.
#[test]
fn published_years_have_the_announced_number_of_workdays() {
    let published = [
        (2023, [18, 20, 23, 20, 21, 21, 21, 23, 20, 19, 22, 21], 249),
        (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22], 251),
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23], 248),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23], 248),
    ];
    let china = Calendar::china();
    assert_eq!(china.published_years(), Some((2023, 2026)));
    for (year, months, total) in published {
        let mut counts = [0; 12];
        for date in jiff::civil::date(year, 1, 1).series(jiff::Span::new().days(1)) {
            if date.year() != year {
                break;
            }
            let workday = china.is_workday(date);
            assert!(!workday.provisional, "{date}");
            counts[usize::from(date.month().unsigned_abs()) - 1] += i32::from(workday.worked);
        }
        assert_eq!(counts, months, "{year}");
        assert_eq!(counts.iter().sum::<i32>(), total, "{year}");
    }
}

/// china.md 10.6, 3.12 and 12.6.
#[test]
fn working_days_are_counted_from_the_day_after() {
    for (from, days, due) in [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2024-04-30", 1, "2024-05-06"),
        ("2026-09-21", 7, "2026-10-08"),
        ("2025-09-29", 7, "2025-10-15"),
        ("2026-09-21", 10, "2026-10-12"),
        ("2026-09-21", 20, "2026-10-26"),
        ("2026-02-10", 10, "2026-03-02"),
        ("2026-02-10", 20, "2026-03-16"),
        ("2025-09-29", 10, "2025-10-20"),
        ("2025-09-29", 20, "2025-11-03"),
        ("2024-04-30", 10, "2024-05-16"),
        ("2024-04-30", 20, "2024-05-30"),
        ("2026-09-21", 15, "2026-10-19"),
    ] {
        let found = Calendar::china().add_workdays(day(from), days);
        assert_eq!((found.on, found.provisional), (day(due), false), "{from} + {days}");
    }
}

#[test]
fn counting_from_a_closed_day_the_next_worked_day_is_day_one() {
    let china = Calendar::china();
    assert_eq!(china.add_workdays(day("2026-10-03"), 1).on, day("2026-10-08"));
    assert_eq!(china.add_workdays(day("2026-10-07"), 2).on, day("2026-10-09"));
    assert_eq!(china.workday_from(day("2026-10-03")).on, day("2026-10-08"));
    assert_eq!(china.workday_from(day("2026-10-08")).on, day("2026-10-08"));
    assert_eq!(china.add_workdays(day("2026-10-03"), 0).on, day("2026-10-08"));
    // china.md 1.10, table of section 2: the end of a period that falls on a day of rest moves on.
    assert_eq!(china.workday_from(day("2026-05-04")).on, day("2026-05-06"));
}

#[test]
fn days_end_at_midnight_after_the_last() {
    let china = Calendar::china();
    for (from, span, due) in [
        ("2026-09-21T23:59:59", Span::Days(30), "2026-10-22T00:00:00"), // 12.6: the last day is 10-21.
        ("2026-09-21T00:00:00", Span::Days(1), "2026-09-23T00:00:00"),
        ("2026-09-21T09:00:00", Span::WorkingDays(15), "2026-10-20T00:00:00"),
        ("2026-10-03T09:00:00", Span::WorkingDays(1), "2026-10-09T00:00:00"),
    ] {
        let found = china.add(at(china, from), span);
        assert_eq!(local(china, found.at), due, "{from} {span:?}");
        assert!(!found.provisional);
    }
}

#[test]
fn working_time_runs_only_while_open() {
    let china = Calendar::china();
    for (from, seconds, due) in [
        ("2026-09-21T09:00:00", 3_600, "2026-09-21T10:00:00"),
        // Used up exactly at closing time is the closing time.
        ("2026-09-21T09:00:00", 3 * 3_600, "2026-09-21T12:00:00"),
        ("2026-09-21T09:00:00", 7 * 3_600, "2026-09-21T17:30:00"),
        ("2026-09-21T09:00:00", 3 * 3_600 + 1, "2026-09-21T13:30:01"),
        ("2026-09-21T17:29:30", 60, "2026-09-22T08:30:30"),
        // Over the National Day holiday.
        ("2026-09-30T17:00:00", 3_600, "2026-10-08T09:00:00"),
        // A Sunday that is worked.
        ("2026-09-20T03:00:00", 8 * 3_600, "2026-09-21T09:00:00"),
        // No time at all: the instant when open, otherwise the next opening.
        ("2026-09-21T10:00:00", 0, "2026-09-21T10:00:00"),
        ("2026-09-21T12:00:00", 0, "2026-09-21T13:30:00"),
        ("2026-09-30T17:30:00", 0, "2026-10-08T08:30:00"),
    ] {
        let found = china.add(at(china, from), Span::Working(seconds));
        assert_eq!(local(china, found.at), due, "{from} + {seconds} s");
        assert!(!found.provisional);
    }
    assert_eq!(local(china, china.next_opening(at(china, "2026-10-01T10:00")).at), "2026-10-08T08:30:00");
}

#[test]
fn clock_time_runs_day_and_night() {
    let china = Calendar::china();
    let from = at(china, "2026-09-30T23:00");
    let found = china.add(from, Span::Clock(24 * 3_600));
    assert_eq!(local(china, found.at), "2026-10-01T23:00:00");
    assert!(!found.provisional);
}

#[test]
fn measuring_counts_seconds_while_open() {
    let china = Calendar::china();
    for (from, to, seconds) in [
        ("2026-09-21T09:00:00", "2026-09-21T09:00:00", 0),
        ("2026-09-21T10:00:00", "2026-09-21T09:00:00", 0),
        ("2026-09-21T08:00:00", "2026-09-21T08:30:07", 7),
        ("2026-09-21T00:00:00", "2026-09-22T00:00:00", 27_000),
        // A pause outside opening hours moves nothing.
        ("2026-09-21T12:00:00", "2026-09-21T13:30:00", 0),
        ("2026-09-30T17:30:00", "2026-10-08T08:30:00", 0),
        ("2026-09-30T17:00:00", "2026-10-08T09:00:00", 3_600),
    ] {
        let found = china.measure(at(china, from), at(china, to));
        assert_eq!((found.seconds, found.provisional), (seconds, false), "{from} to {to}");
    }
}

#[test]
fn days_of_23_and_25_hours_count_real_time() {
    let always = new_york_always();
    for (from, to, hours) in [
        ("2026-03-08T00:00", "2026-03-09T00:00", 23),
        ("2026-11-01T00:00", "2026-11-02T00:00", 25),
        ("2026-07-01T00:00", "2026-07-02T00:00", 24),
    ] {
        let (from, to) = (at(&always, from), at(&always, to));
        assert_eq!(always.measure(from, to).seconds, hours * 3_600);
        assert_eq!(always.add(from, Span::Working(hours * 3_600)).at, to);
        assert_eq!(always.add(from, Span::Clock(hours * 3_600)).at, to);
    }
    // The evening before: one civil day later is 24:00 of the short day, whatever its length.
    let found = always.add(at(&always, "2026-03-07T12:00"), Span::Days(1));
    assert_eq!(local(&always, found.at), "2026-03-09T00:00:00");
}

#[test]
fn only_an_opening_that_names_the_date_beats_a_holiday() {
    let text = r#"
        zone = "Asia/Shanghai"
        holidays = "cn"
        [hours]
        monday = ["09:00-18:00"]
        thursday = ["09:00-18:00"]
        saturday = ["09:00-12:00"]
        make_up = ["09:00-17:00"]
        [[opening]]
        on = "2026-10-02"
        hours = ["10:00-12:00"]
    "#;
    let shop = Calendar::parse(text).unwrap();
    // Every Saturday is worked, but not the one in the holiday; the Friday that is named is.
    assert!(shop.is_workday(day("2026-09-19")).worked);
    assert!(!shop.is_workday(day("2026-09-26")).worked);
    assert!(!shop.is_workday(day("2026-10-03")).worked);
    assert!(shop.is_open(at(&shop, "2026-10-02T10:00")));
    assert!(!shop.is_open(at(&shop, "2026-10-02T12:00")));
    assert_eq!(shop.add_workdays(day("2026-09-30"), 1).on, day("2026-10-02"));
    // A make-up Sunday has its own hours.
    assert!(shop.is_open(at(&shop, "2026-09-20T16:59")));
    assert!(!shop.is_open(at(&shop, "2026-09-20T17:00")));
    // One's own day off and opening can be added to a calendar that is already read.
    let hours = Hours::parse(&["20:00-24:00"]).unwrap();
    let shop = shop.open_on(day("2026-10-04"), hours).close_on(day("2026-10-05"));
    assert!(shop.is_open(at(&shop, "2026-10-04T23:59:59")));
    assert!(!shop.is_open(at(&shop, "2026-10-05T00:00")));
}

/// china.md 10.5 and 10.6: an unknown year is never silently worked out from the weekday.
#[test]
fn unpublished_years_are_provisional() {
    let china = Calendar::china();
    for (date, worked) in [
        ("2027-01-01", false),
        ("2027-02-06", false),
        ("2027-02-09", true),
        ("2027-10-03", false),
        ("2027-10-04", true),
        ("2030-05-02", false),
        ("2022-05-02", true),
        ("2022-05-03", true),
    ] {
        let found = china.is_workday(day(date));
        assert_eq!((found.worked, found.provisional), (worked, true), "{date}");
    }
    // The notice for 2023 names the day before the year.
    let named = china.is_workday(day("2022-12-31"));
    assert_eq!((named.worked, named.provisional), (false, false));

    let friday = at(china, "2026-12-31T17:00");
    let in_time = china.add(friday, Span::Working(1_800));
    assert_eq!((local(china, in_time.at).as_str(), in_time.provisional), ("2026-12-31T17:30:00", false));
    let later = china.add(friday, Span::Working(1_801));
    assert_eq!((local(china, later.at).as_str(), later.provisional), ("2027-01-04T08:30:01", true));
    assert!(china.add(friday, Span::WorkingDays(1)).provisional);
    assert!(!china.add(friday, Span::Days(3)).provisional);
    assert!(!china.measure(friday, at(china, "2027-01-01T00:00")).provisional);
    assert!(china.measure(friday, at(china, "2027-01-01T00:00:01")).provisional);
    assert!(china.next_opening(at(china, "2026-12-31T18:00")).provisional);
}

#[test]
fn searches_end_at_the_horizon() {
    let china = Calendar::china();
    let from = at(china, "2026-09-21T09:00");
    let far = china.add(from, Span::Working(3_600_000_000));
    assert!(far.provisional);
    assert_eq!(local(china, far.at), "2046-09-22T00:00:00");
    assert!(china.add(from, Span::WorkingDays(1_000_000)).provisional);
    assert!(china.measure(from, Timestamp::MAX).provisional);
    assert_eq!(china.add(from, Span::Clock(i64::MAX)).at, Timestamp::MAX);
    assert_eq!(china.add(from, Span::Working(-5)).at, from);
    china.add(Timestamp::MAX, Span::Working(60));
    china.add(Timestamp::MIN, Span::WorkingDays(60));
}

#[test]
fn mistakes_in_a_calendar_file_are_refused_with_the_value() {
    let file = |zone: &str, monday: &str, rest: &str| {
        format!("zone = \"{zone}\"\n[hours]\nmonday = [{monday}]\n{rest}")
    };
    for (text, value) in [
        (file("Asia/Atlantis", "\"08:30-12:00\"", ""), "Asia/Atlantis"),
        (file("Asia/Shanghai", "\"12:00-08:30\"", ""), "12:00-08:30"),
        (file("Asia/Shanghai", "", ""), "[]"),
        (
            file("Asia/Shanghai", "\"08:30-12:00\"", "[[year]]\nyear = 2026\nclosed = [\"2026-02-30\"]"),
            "2026-02-30",
        ),
        (
            file("Asia/Shanghai", "\"08:30-12:00\"", "[[year]]\nyear = 2026\nclosed = [\"2024-02-01\"]"),
            "2024-02-01",
        ),
        (
            file(
                "Asia/Shanghai",
                "\"08:30-12:00\"",
                "[[year]]\nyear = 2026\nclosed = [\"2026-05-05..2026-05-01\"]",
            ),
            "2026-05-05..2026-05-01",
        ),
        (
            file(
                "Asia/Shanghai",
                "\"08:30-12:00\"",
                "[[year]]\nyear = 2026\nclosed = [\"2026-05-09\"]\nworked = [\"2026-05-09\"]",
            ),
            "2026-05-09",
        ),
        (file("Asia/Shanghai", "\"08:30-12:00\"", "unknown = 1"), "unknown"),
    ] {
        let refusal = Calendar::parse(&text).unwrap_err();
        assert!(refusal.message.zh.contains(value), "{refusal}");
        assert!(refusal.message.en.contains(value), "{refusal}");
    }
}

/// Reads the wall clock at every minute and asks whether a plain weekday calendar is open then.
fn open_by_the_wall_clock(calendar: &Calendar, at: Timestamp) -> bool {
    let local = calendar.zone().to_datetime(at);
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let weekend = matches!(local.weekday(), Weekday::Saturday | Weekday::Sunday);
    let thanksgiving = [day("2026-11-26"), day("2026-11-27")].contains(&local.date());
    !weekend && !thanksgiving && ((510..720).contains(&minute) || (810..1_050).contains(&minute))
}

/// Walks from `from` in steps that end at whole minutes, so that no step crosses an opening or closing.
fn measured_by_walking(calendar: &Calendar, from: Timestamp, to: Timestamp) -> i64 {
    let (mut now, to, mut open) = (from.as_second(), to.as_second(), 0);
    while now < to {
        let next = (now - now.rem_euclid(60) + 60).min(to);
        if open_by_the_wall_clock(calendar, Timestamp::from_second(now).unwrap()) {
            open += next - now;
        }
        now = next;
    }
    open
}

/// Two weeks around each change of the clocks, and around the days off in November 2026.
fn instants() -> impl Strategy<Value = Timestamp> {
    let weeks = [1_772_400_000i64, 1_793_000_000, 1_795_000_000];
    (prop::sample::select(weeks.to_vec()), 0..14 * 86_400i64)
        .prop_map(|(start, offset)| Timestamp::from_second(start + offset).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn measuring_equals_walking(from in instants(), length in 0..10 * 86_400i64) {
        let calendar = new_york();
        let to = from + SignedDuration::from_secs(length);
        prop_assert_eq!(calendar.measure(from, to).seconds, measured_by_walking(&calendar, from, to));
    }

    #[test]
    fn what_is_added_is_measured(from in instants(), working in 0..60 * 3_600i64) {
        let calendar = new_york();
        let due = calendar.add(from, Span::Working(working)).at;
        prop_assert!(due >= from);
        prop_assert_eq!(calendar.measure(from, due).seconds, working);
        // It is the first such instant: a second earlier, less had been worked.
        if working > 0 {
            let shortly_before = due - SignedDuration::from_secs(1);
            prop_assert_eq!(calendar.measure(from, shortly_before).seconds, working - 1);
        } else {
            prop_assert!(calendar.is_open(due));
        }
    }

    #[test]
    fn adding_in_two_parts_is_adding_once(from in instants(), first in 1..30 * 3_600i64, second in 1..30 * 3_600i64) {
        let calendar = new_york();
        let halfway = calendar.add(from, Span::Working(first)).at;
        let due = calendar.add(halfway, Span::Working(second));
        prop_assert_eq!(due, calendar.add(from, Span::Working(first + second)));
    }

    #[test]
    fn a_calendar_without_a_table_agrees(offset in 0..700 * 86_400i64, working in 1..100 * 3_600i64) {
        // The same weekday hours, nothing published: every day is worked out when it is asked for.
        let bare = Calendar::parse(
            "zone = \"America/New_York\"\n[hours]\nmonday = [\"08:30-12:00\"]\nfriday = [\"22:00-24:00\"]",
        )
        .unwrap();
        let table = Calendar::parse(
            "zone = \"America/New_York\"\n[hours]\nmonday = [\"08:30-12:00\"]\nfriday = [\"22:00-24:00\"]\n\
             [[year]]\nyear = 2026\nclosed = []",
        )
        .unwrap();
        let from = Timestamp::from_second(1_750_000_000 + offset).unwrap();
        prop_assert_eq!(bare.add(from, Span::Working(working)).at, table.add(from, Span::Working(working)).at);
        let to = from + SignedDuration::from_secs(working * 7);
        prop_assert_eq!(bare.measure(from, to).seconds, table.measure(from, to).seconds);
    }
}
