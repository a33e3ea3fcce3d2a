//! The rule case by case, and against a naive judge that tries every possible day.

use super::*;
use crate::agreement::Agreement;
use crate::coverage::Fallback;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

fn agreement(months: i64, at_cost: &str) -> Agreement {
    let source = format!(
        r#"---
agreement = "test"
title = "测试"
version = 1
calendar = "cn"
timezone = "Asia/Shanghai"
in_force_from = "2026-01-01"
principal = "甲方"
provider = "乙方"
[product_lines]
heater = "热水器"
stove = "燃气灶"
---
### 1 保修
{{{{months}}}} {{{{at_cost}}}} {{{{undecided}}}} {{{{product_lines}}}}
```clause warranty-term
months = {months}
at_cost = {at_cost}
undecided = "ask-first"
product_lines = ["heater"]
```
"#
    );
    Agreement::parse("test.md", &source).unwrap()
}

const REPORTED: Date = date(2026, 3, 2);

const FACTS: CoverageFacts<'static> = CoverageFacts {
    product_line: Some("heater"),
    sale: SaleDate::On(date(2025, 3, 2)),
    reported_on: REPORTED,
    cause: Some(Cause::Product),
    contract: false,
    internal: false,
    extension_months: 0,
};

fn judge(facts: CoverageFacts<'_>) -> Coverage {
    agreement(12, "[\"user\"]").terms().coverage(&facts)
}

/// Verdict, labour price, missing facts, first reason.
#[track_caller]
fn check(facts: CoverageFacts<'_>, verdict: Verdict, price: Option<Price>, missing: &[Fact]) -> Because {
    let coverage = judge(facts);
    assert_eq!((coverage.verdict, coverage.labour.price), (verdict, price));
    assert_eq!(coverage.missing.iter().copied().collect::<Vec<_>>(), missing);
    coverage.reasons.iter().next().unwrap().because
}

#[test]
fn the_last_day_is_in_warranty_and_the_next_is_not() {
    let because = check(FACTS, Verdict::Decided(Category::Warranty), Some(Price::Free), &[]);
    assert_eq!(
        because,
        Because::WithinWarranty { sold_on: date(2025, 3, 2), ends_on: REPORTED, reported_on: REPORTED }
    );
    let later = CoverageFacts { reported_on: date(2026, 3, 3), ..FACTS };
    check(later, Verdict::Decided(Category::Paid), Some(Price::Published), &[]);
    let extended = CoverageFacts { extension_months: 1, ..later };
    check(extended, Verdict::Decided(Category::Warranty), Some(Price::Free), &[]);
    let reasons: Vec<_> = judge(extended).reasons.iter().map(|reason| reason.because).collect();
    assert!(reasons.contains(&Because::Extended { months: 1 }));
}

#[test]
fn the_cause_decides_within_the_warranty_only() {
    let of = |cause| CoverageFacts { cause, ..FACTS };
    check(of(Some(Cause::User)), Verdict::Decided(Category::Paid), Some(Price::AtCost), &[]);
    check(of(None), Verdict::Provisional(Category::Warranty), Some(Price::Free), &[Fact::Cause]);
    check(of(Some(Cause::ForceMajeure)), Verdict::Undecided, None, &[]);
    assert_eq!(judge(of(Some(Cause::ForceMajeure))).fallback, Some(Fallback::AskFirst));
    let old = CoverageFacts { sale: SaleDate::On(date(2020, 1, 1)), ..of(None) };
    check(old, Verdict::Decided(Category::Paid), Some(Price::Published), &[]);
    let solar = agreement(12, "[\"user\", \"force-majeure\"]");
    let coverage = solar.terms().coverage(&of(Some(Cause::ForceMajeure)));
    assert_eq!(coverage.labour, CoveredLine::by(Payer::Customer, Price::AtCost));
}

#[test]
fn what_is_not_known_is_not_guessed() {
    let sale = |sale| CoverageFacts { sale, ..FACTS };
    check(sale(SaleDate::Unknown), Verdict::Undecided, None, &[Fact::SaleDate]);
    check(sale(SaleDate::InYear(2026)), Verdict::Decided(Category::Warranty), Some(Price::Free), &[]);
    check(sale(SaleDate::InYear(2024)), Verdict::Decided(Category::Paid), Some(Price::Published), &[]);
    let because = check(sale(SaleDate::InYear(2025)), Verdict::Undecided, None, &[Fact::SaleDate]);
    assert_eq!(
        because,
        Because::SaleYearOnly { year: 2025, earliest_end: date(2026, 1, 1), latest_end: date(2026, 12, 31) }
    );
    let changes: Vec<_> = judge(sale(SaleDate::InYear(2025))).would_change.iter().copied().collect();
    assert_eq!(
        changes,
        [
            WouldChange::InWarrantyIfSoldFrom(date(2025, 3, 2)),
            WouldChange::OverIfSoldBefore(date(2025, 3, 2))
        ]
    );
    let unknown_cause = CoverageFacts { cause: None, ..sale(SaleDate::Unknown) };
    check(unknown_cause, Verdict::Undecided, None, &[Fact::SaleDate, Fact::Cause]);
}

#[test]
fn contradictory_facts_are_flagged() {
    let sale = |sale| CoverageFacts { sale, ..FACTS };
    let because = check(sale(SaleDate::On(date(2026, 3, 3))), Verdict::Undecided, None, &[Fact::SaleDate]);
    assert!(matches!(because, Because::SoldAfterReport { .. }));
    for year in [2027, i16::MAX] {
        let because = check(sale(SaleDate::InYear(year)), Verdict::Undecided, None, &[Fact::SaleDate]);
        assert!(matches!(because, Because::SoldInYearAfterReport { .. }));
    }
    check(sale(SaleDate::InYear(i16::MIN)), Verdict::Decided(Category::Paid), Some(Price::Published), &[]);
}

#[test]
fn contract_internal_and_foreign_products() {
    let contract = CoverageFacts { contract: true, sale: SaleDate::Unknown, ..FACTS };
    check(contract, Verdict::Decided(Category::Contract), Some(Price::Free), &[]);
    let internal = CoverageFacts { internal: true, ..contract };
    check(internal, Verdict::Decided(Category::Internal), Some(Price::Free), &[]);
    for product_line in [Some("stove"), Some("boat"), None] {
        let facts = CoverageFacts { product_line, ..FACTS };
        check(facts, Verdict::Undecided, None, &[Fact::Product]);
    }
}

/// Whether the customer is served free, pays at cost or pays the published rates, for a known day and cause.
fn naive(sold_on: Date, reported_on: Date, months: i64, cause: Cause) -> Option<Price> {
    let ends_on = sold_on.checked_add(months.months()).unwrap();
    if reported_on > ends_on {
        return Some(Price::Published);
    }
    match cause {
        Cause::Product => Some(Price::Free),
        Cause::User => Some(Price::AtCost),
        Cause::ForceMajeure => None,
    }
}

proptest! {
    #[test]
    fn a_known_day_is_judged_as_the_naive_judge_does(
        sold in 0i32..4000, after in 0i32..2000, months in 1i64..60,
        cause in prop::sample::select(vec![Cause::Product, Cause::User, Cause::ForceMajeure]),
    ) {
        let sold_on = date(2015, 1, 1).checked_add(sold.days()).unwrap();
        let reported_on = sold_on.checked_add(after.days()).unwrap();
        let facts = CoverageFacts { sale: SaleDate::On(sold_on), reported_on, cause: Some(cause), ..FACTS };
        let coverage = agreement(months, "[\"user\"]").terms().coverage(&facts);
        prop_assert_eq!(coverage.labour.price, naive(sold_on, reported_on, months, cause));
        prop_assert_eq!(coverage.labour.price.is_some(), coverage.verdict.category().is_some());
        prop_assert!(!coverage.reasons.is_empty());
    }

    #[test]
    fn a_year_decides_exactly_when_all_its_days_agree(year in 2010i16..2027, back in 0i32..1500, months in 1i64..60) {
        let reported_on = date(2026, 12, 31).checked_sub(back.days()).unwrap();
        let facts = CoverageFacts { sale: SaleDate::InYear(year), reported_on, ..FACTS };
        let coverage = agreement(months, "[\"user\"]").terms().coverage(&facts);
        let first = date(year, 1, 1);
        let mut prices: Vec<_> = first
            .series(1.day())
            .take_while(|day| day.year() == year && *day <= reported_on)
            .map(|day| naive(day, reported_on, months, Cause::Product))
            .collect();
        prices.dedup();
        let expected = if prices.len() == 1 { prices[0] } else { None };
        prop_assert_eq!(coverage.labour.price, expected);
    }

    #[test]
    fn a_counterfactual_sale_would_change_the_verdict(back in 0i32..3000, months in 1i64..60) {
        let reported_on = date(2026, 12, 31).checked_sub(back.days()).unwrap();
        let terms = agreement(months, "[\"user\"]");
        let judge = |sale| terms.terms().coverage(&CoverageFacts { sale, reported_on, ..FACTS });
        let change = judge(SaleDate::On(date(2000, 1, 1))).would_change.iter().next().copied();
        let Some(WouldChange::InWarrantyIfSoldFrom(day)) = change else { panic!("{change:?}") };
        prop_assert_eq!(judge(SaleDate::On(day)).verdict, Verdict::Decided(Category::Warranty));
        let before = day.yesterday().unwrap();
        prop_assert_eq!(judge(SaleDate::On(before)).verdict, Verdict::Decided(Category::Paid));
    }
}
