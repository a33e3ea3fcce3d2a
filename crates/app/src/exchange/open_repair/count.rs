//! What a file of records came to: outcomes, categories, verdicts.

use domain::coverage::Category;
use domain::words::Words;
use papers::open_repair::{OpenRepairRecord, Outcome};
use std::collections::BTreeMap;

/// How often each outcome occurred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CategoryCount {
    /// All records.
    pub records: u64,
    /// Fixed.
    pub fixed: u64,
    /// Repairable, elsewhere or with a part.
    pub repairable: u64,
    /// End of life.
    pub end_of_life: u64,
    /// Nobody wrote it down.
    pub unknown: u64,
}

impl CategoryCount {
    fn count(&mut self, outcome: Outcome) {
        self.records += 1;
        *match outcome {
            Outcome::Fixed => &mut self.fixed,
            Outcome::Repairable => &mut self.repairable,
            Outcome::EndOfLife => &mut self.end_of_life,
            Outcome::Unknown => &mut self.unknown,
        } += 1;
    }

    fn add(&mut self, other: Self) {
        self.records += other.records;
        self.fixed += other.fixed;
        self.repairable += other.repairable;
        self.end_of_life += other.end_of_life;
        self.unknown += other.unknown;
    }
}

/// Why nobody can say who would have paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Undecided {
    /// Nothing is known of the sale.
    SaleUnknown,
    /// The year is known, and the guarantee ended within it for some days of sale but not for others.
    YearNotEnough,
    /// The year lies after the event.
    YearAfterEvent,
}

impl Undecided {
    /// What is needed.
    pub const fn words(self) -> Words {
        match self {
            Self::SaleUnknown => {
                Words::fixed("购买日期不明，需要购买日期", "date of sale unknown: the date of sale is needed")
            }
            Self::YearNotEnough => Words::fixed(
                "只知道年份，需要确切的购买日期",
                "only the year is known: the day of sale is needed",
            ),
            Self::YearAfterEvent => {
                Words::fixed("年份晚于活动日期，需要核对", "the year lies after the event: it needs checking")
            }
        }
    }
}

/// What a file of records came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenRepairReport {
    /// Records in the file.
    pub records: u64,
    /// Taken in now.
    pub taken: u64,
    /// Taken in before, and left as they are.
    pub known: u64,
    /// Of those, the ones whose content differs from what was taken in.
    pub differing: u64,
    /// All categories together.
    pub outcomes: CategoryCount,
    /// By category.
    pub categories: BTreeMap<String, CategoryCount>,
    /// Records with an age.
    pub with_age: u64,
    /// Records with a year of manufacture.
    pub with_year: u64,
    /// Records that say what the problem was.
    pub with_problem: u64,
    /// Texts longer than a request keeps, cut at its limit.
    pub shortened: u64,
    /// Records with something odd about them.
    pub flagged: u64,
    /// Judged in the guarantee, subject to the cause.
    pub in_warranty: u64,
    /// Judged out of the guarantee.
    pub paid: u64,
    /// Undecided, and why.
    pub undecided: BTreeMap<Undecided, u64>,
}

impl OpenRepairReport {
    /// Counts what a record says.
    pub(super) fn count(&mut self, record: &OpenRepairRecord) {
        self.records += 1;
        self.outcomes.count(record.outcome);
        self.categories.entry(record.category.clone()).or_default().count(record.outcome);
        self.with_age += u64::from(record.product_age.is_some());
        self.with_year += u64::from(record.year_of_manufacture.is_some());
        self.with_problem += u64::from(!record.problem.is_empty());
        self.flagged += u64::from(!record.flags.is_empty());
    }

    /// Counts how it was judged.
    pub(super) fn judge(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Undecided(why) => *self.undecided.entry(why).or_default() += 1,
            Verdict::Decided(Category::Warranty | Category::Contract | Category::Internal) => {
                self.in_warranty += 1;
            }
            Verdict::Decided(Category::Paid) => self.paid += 1,
        }
    }

    /// All that are undecided.
    pub fn undecided_count(&self) -> u64 {
        self.undecided.values().sum()
    }

    pub(super) fn add(&mut self, other: Self) {
        self.records += other.records;
        self.taken += other.taken;
        self.known += other.known;
        self.differing += other.differing;
        self.outcomes.add(other.outcomes);
        for (category, count) in other.categories {
            self.categories.entry(category).or_default().add(count);
        }
        self.with_age += other.with_age;
        self.with_year += other.with_year;
        self.with_problem += other.with_problem;
        self.shortened += other.shortened;
        self.flagged += other.flagged;
        self.in_warranty += other.in_warranty;
        self.paid += other.paid;
        for (why, count) in other.undecided {
            *self.undecided.entry(why).or_default() += count;
        }
    }
}

/// How a record was judged at intake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Decided(Category),
    Undecided(Undecided),
}
