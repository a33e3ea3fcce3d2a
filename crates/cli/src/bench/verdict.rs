//! Verdicts: coverage and deadline of one request, on one core. The goal is 500 000 a second; the floor is the bare
//! comparison of two dates.

use super::timing::{rate, timed};
use super::{report, sentence};
use domain::RegionClass;
use domain::agreement::Agreement;
use domain::calendar::Calendar;
use domain::coverage::{Cause, CoverageFacts, SaleDate};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use std::hint::black_box;

const GOAL: u64 = 500_000;

pub fn run(count: u64) -> Result<(), String> {
    let source = include_str!("../../../../agreements/gas-provider.md");
    let agreement =
        Agreement::parse("gas-provider.md", source).map_err(|problems| format!("{problems:?}"))?;
    let terms = agreement.terms();
    let calendar = Calendar::china();
    let lines: Vec<&str> = terms.product_lines().iter().map(|line| line.code.as_str()).collect();
    let reported: Timestamp = "2026-05-08T03:00:00Z".parse().map_err(sentence)?;
    let reported_on = date(2026, 5, 8);
    let sales: Vec<SaleDate> = (0..1_000_i64)
        .map(|i| match i % 50 {
            0 => SaleDate::Unknown,
            1 => SaleDate::InYear(2025),
            _ => SaleDate::On(reported_on.saturating_sub((i * 2 % 900).days())),
        })
        .collect();
    let causes = [None, Some(Cause::Product), Some(Cause::User)];
    let mut decided = 0_u64;
    let ((), took) = timed(|| {
        for (i, (sale, line)) in (0..count).zip(sales.iter().cycle().zip(lines.iter().cycle())) {
            let facts = CoverageFacts {
                product_line: Some(line),
                sale: *sale,
                reported_on,
                cause: causes[usize::try_from(i % 3).unwrap_or(0)],
                contract: false,
                internal: false,
                extension_months: 0,
            };
            let coverage = terms.coverage(black_box(&facts));
            decided += u64::from(coverage.verdict.category().is_some());
            let region = if i % 2 == 0 { RegionClass::City } else { RegionClass::County };
            if let Some(deadline) = terms.restore_deadline(line, region) {
                black_box(calendar.add(black_box(reported), deadline.value.span));
            }
        }
    });
    let verdicts = rate(count, took);
    let ((), floor) = timed(|| {
        let mut later = 0_u64;
        for (_, sale) in (0..count).zip(sales.iter().cycle()) {
            if let SaleDate::On(day) = black_box(*sale) {
                later += u64::from(black_box(day) < Date::constant(2025, 5, 8));
            }
        }
        black_box(later);
    });
    let tenth = |n: u64| format!("{}.{}", n / 10, n % 10);
    report(
        "verdict + deadline, one core",
        &format!("{verdicts} a second"),
        &format!(
            "{} × the goal of {GOAL}; one costs {} bare date comparisons; {}% decided",
            tenth(verdicts * 10 / GOAL),
            rate(count, floor) / verdicts.max(1),
            decided * 100 / count.max(1),
        ),
    );
    Ok(())
}
