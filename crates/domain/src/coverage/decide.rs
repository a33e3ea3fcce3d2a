//! The coverage rule: a category, who bears each line, and why (A1.10–A1.13, A2.4, M1).

use super::months::first_covered_sale;
use super::{
    Because, Category, Cause, Coverage, CoverageFacts, CoveredLine, Fact, Payer, Price, Reason, SaleDate,
    Short, Verdict, WouldChange, months_after,
};
use crate::agreement::{PartRule, Terms, WarrantyTerm};
use crate::reason::{Answer, ClauseIndex};
use jiff::civil::Date;

/// Where the report stands in the warranty, and how that was found.
enum Period {
    Within(Because, Option<Date>),
    Over(Because),
    Unknown(Because),
    Contradictory(Because),
}

/// Decides who pays; never allocates.
///
/// Internal work and service contracts are asked first, because whoever set those facts has already judged that
/// they cover the request; the warranty decides the rest.
pub(crate) fn decide(terms: &Terms, facts: &CoverageFacts<'_>) -> Coverage {
    if facts.internal {
        return free(Category::Internal, Because::InternalWork);
    }
    if facts.contract {
        return free(Category::Contract, Because::UnderContract);
    }
    let term = match facts.product_line {
        Some(line) => terms.warranty(line),
        None => terms.common_warranty(),
    };
    let Some(term) = term else {
        let because = match facts.product_line {
            Some(_) => Because::LineNotCovered,
            None => Because::ProductMissing,
        };
        let mut coverage = undecided(None, because);
        coverage.missing.push(Fact::Product);
        return coverage;
    };
    let months = term.value.months.saturating_add(i64::from(facts.extension_months));
    let mut coverage = match period(facts, months) {
        Period::Over(because) => {
            let mut coverage = charged(term.clause, because, Price::Published);
            let first = first_covered_sale(facts.reported_on, months);
            coverage.would_change.push(WouldChange::InWarrantyIfSoldFrom(first));
            coverage
        }
        Period::Within(because, ends_on) => {
            let mut coverage = within(terms, facts, &term, because);
            if let (Some(ends_on), Some(_)) = (ends_on, coverage.verdict.category()) {
                coverage.would_change.push(WouldChange::OverIfReportedAfter(ends_on));
            }
            coverage
        }
        Period::Unknown(because) => {
            let mut coverage = without_sale_date(&term, because, facts.cause);
            let first = first_covered_sale(facts.reported_on, months);
            coverage.would_change.push(WouldChange::InWarrantyIfSoldFrom(first));
            coverage.would_change.push(WouldChange::OverIfSoldBefore(first));
            coverage
        }
        Period::Contradictory(because) => without_sale_date(&term, because, facts.cause),
    };
    if facts.extension_months > 0 {
        let extended = Because::Extended { months: facts.extension_months };
        coverage.reasons.push(because_of(term.clause, extended));
    }
    coverage
}

/// Finds the report in the warranty; a year of sale decides when its first and last day agree.
fn period(facts: &CoverageFacts<'_>, months: i64) -> Period {
    let reported_on = facts.reported_on;
    match facts.sale {
        SaleDate::Unknown => Period::Unknown(Because::SaleDateMissing),
        SaleDate::On(sold_on) if sold_on > reported_on => {
            Period::Contradictory(Because::SoldAfterReport { sold_on, reported_on })
        }
        SaleDate::On(sold_on) => {
            let ends_on = months_after(sold_on, months);
            if reported_on <= ends_on {
                let because = Because::WithinWarranty { sold_on, ends_on, reported_on };
                Period::Within(because, Some(ends_on))
            } else {
                Period::Over(Because::WarrantyOver { sold_on, ends_on, reported_on })
            }
        }
        SaleDate::InYear(year) if year > reported_on.year() => {
            Period::Contradictory(Because::SoldInYearAfterReport { year, reported_on })
        }
        SaleDate::InYear(year) => {
            let first = Date::new(year, 1, 1).unwrap_or(Date::MIN);
            let last = Date::new(year, 12, 31).unwrap_or(Date::MIN).min(reported_on);
            let earliest_end = months_after(first, months);
            let latest_end = months_after(last, months);
            if reported_on <= earliest_end {
                Period::Within(Because::WithinWarrantyAllYear { year, earliest_end }, None)
            } else if reported_on > latest_end {
                Period::Over(Because::WarrantyOverAllYear { year, latest_end })
            } else {
                Period::Unknown(Because::SaleYearOnly { year, earliest_end, latest_end })
            }
        }
    }
}

/// In warranty: free, at cost, or not settled, by the cause.
fn within(
    terms: &Terms,
    facts: &CoverageFacts<'_>,
    term: &Answer<WarrantyTerm>,
    because: Because,
) -> Coverage {
    let Some(cause) = facts.cause else {
        let mut coverage = warranty(terms, facts.product_line, term.clause, because);
        coverage.verdict = Verdict::Provisional(Category::Warranty);
        coverage.reasons.push(because_of(term.clause, Because::CauseMissing));
        coverage.missing.push(Fact::Cause);
        other_causes(&mut coverage, &term.value);
        return coverage;
    };
    let at_cost = match cause {
        Cause::Product => {
            let mut coverage = warranty(terms, facts.product_line, term.clause, because);
            other_causes(&mut coverage, &term.value);
            return coverage;
        }
        Cause::User => term.value.user_at_cost,
        Cause::ForceMajeure => term.value.force_majeure_at_cost,
    };
    let mut coverage = if at_cost {
        let mut coverage = charged(term.clause, because, Price::AtCost);
        coverage.reasons.push(because_of(term.clause, Because::ChargedAtCost(cause)));
        coverage
    } else {
        let mut coverage = undecided(Some(term), because);
        coverage.reasons.push(because_of(term.clause, Because::CauseNotSettled(cause)));
        coverage
    };
    coverage.would_change.push(WouldChange::FreeIfCausedBy(Cause::Product));
    coverage
}

/// Notes the causes that would make a free repair one at cost.
fn other_causes(coverage: &mut Coverage, term: &WarrantyTerm) {
    for (at_cost, cause) in
        [(term.user_at_cost, Cause::User), (term.force_majeure_at_cost, Cause::ForceMajeure)]
    {
        if at_cost {
            coverage.would_change.push(WouldChange::AtCostIfCausedBy(cause));
        }
    }
}

fn without_sale_date(term: &Answer<WarrantyTerm>, because: Because, cause: Option<Cause>) -> Coverage {
    let mut coverage = undecided(Some(term), because);
    coverage.missing.push(Fact::SaleDate);
    if cause.is_none() {
        coverage.missing.push(Fact::Cause);
    }
    coverage
}

const fn because_of(clause: ClauseIndex, because: Because) -> Reason {
    Reason { clause: Some(clause), because }
}

fn bare(verdict: Verdict, line: CoveredLine, reason: Reason) -> Coverage {
    let mut reasons = Short::new();
    reasons.push(reason);
    Coverage {
        verdict,
        labour: line,
        parts: line,
        travel: line,
        reasons,
        missing: Short::new(),
        would_change: Short::new(),
        fallback: None,
    }
}

fn free(category: Category, because: Because) -> Coverage {
    let line = CoveredLine::by(Payer::Principal, Price::Free);
    let reason = Reason { clause: None, because };
    bare(Verdict::Decided(category), line, reason)
}

fn charged(clause: ClauseIndex, because: Because, price: Price) -> Coverage {
    let line = CoveredLine::by(Payer::Customer, price);
    bare(Verdict::Decided(Category::Paid), line, because_of(clause, because))
}

/// Free for the customer; the parts are the provider's where the agreement has it buy them (A1.19).
fn warranty(terms: &Terms, line: Option<&str>, clause: ClauseIndex, because: Because) -> Coverage {
    let principal = CoveredLine::by(Payer::Principal, Price::Free);
    let mut coverage = bare(Verdict::Decided(Category::Warranty), principal, because_of(clause, because));
    match line {
        Some(line) => {
            if let Some(rule) = terms.general_part_rule(line)
                && rule.value == PartRule::ProviderBuys
            {
                coverage.parts.payer = Some(Payer::Provider);
                coverage.reasons.push(because_of(rule.clause, Because::PartsBoughtByProvider));
            }
        }
        None => coverage.parts.payer = None,
    }
    coverage
}

fn undecided(term: Option<&Answer<WarrantyTerm>>, because: Because) -> Coverage {
    let reason = Reason { clause: term.map(|term| term.clause), because };
    let mut coverage = bare(Verdict::Undecided, CoveredLine::default(), reason);
    coverage.fallback = term.map(|term| term.value.fallback);
    coverage
}

#[cfg(test)]
mod tests;
