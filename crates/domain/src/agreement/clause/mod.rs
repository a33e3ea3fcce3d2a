//! The catalogue: a clause has a kind; a kind says which parameters fill the blanks, which question they answer,
//! and how an example asks that question.
//!
//! One kind is one file here and one line in [`KINDS`]. Its `sample` is a worked section of an agreement, which
//! documents the kind and is run by the tests.

mod approval_chain;
mod callback_quota;
mod complaint_fine;
mod consignment;
mod core_exchange;
mod earmarked;
mod monthly_report;
mod payment_term;
mod query_limit;
mod repair_fee_share;
mod repair_fee_unit;
mod restore_within;
mod returned_goods_deduction;
mod settlement_window;
mod silence_waiver;
mod tenfold_fine;
mod void_incomplete;
mod warranty_term;

pub use approval_chain::{ApprovalChain, ApprovalStep};
pub use complaint_fine::{ComplaintFine, Severity};
pub use consignment::Consignment;
pub use core_exchange::{PartIssue, PartRule};
pub use earmarked::{Earmarked, Settling};
pub use monthly_report::Report;
pub use repair_fee_unit::UnitFee;
pub use restore_within::{Deadline, Target};
pub use returned_goods_deduction::ReturnedGoods;
pub use settlement_window::SettlementWindow;
pub use tenfold_fine::{ShareBasis, TenfoldFine};
pub use void_incomplete::CustomerField;
pub use warranty_term::WarrantyTerm;

pub(super) use core_exchange::PartEntry;
pub(super) use payment_term::PaymentTerm;
pub(super) use restore_within::RegionSpans;
pub(super) use void_incomplete::VoidIncomplete;

use super::schema::{Parameter, Values};
use super::terms::{PerLine, Terms};
use super::value::{Shape, Value};
use crate::calendar::Calendar;
use crate::money::BasisPoints;
use crate::reason::{Answer, ClauseIndex};
use crate::words::Words;
use jiff::tz::TimeZone;
use std::fmt;
use std::ops::Range;

/// All kinds of clause.
pub const KINDS: &[&Kind] = &[
    &warranty_term::KIND,
    &restore_within::KIND,
    &callback_quota::KIND,
    &repair_fee_unit::KIND,
    &repair_fee_share::KIND,
    &consignment::KIND,
    &core_exchange::KIND,
    &returned_goods_deduction::KIND,
    &complaint_fine::KIND,
    &settlement_window::KIND,
    &payment_term::KIND,
    &approval_chain::KIND,
    &silence_waiver::KIND,
    &query_limit::KIND,
    &monthly_report::KIND,
    &void_incomplete::KIND,
    &tenfold_fine::KIND,
    &earmarked::KIND,
];

/// What a clause holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole agreement; only one clause may answer.
    Agreement,
    /// Product lines: all of them, or those it names.
    ProductLines,
}

/// Judges whether values go together.
pub type Check = fn(&Values) -> Result<(), Fault>;

/// One kind of clause.
pub struct Kind {
    /// As it is written after `clause`: `restore-within`.
    pub name: &'static str,
    /// How it is called.
    pub title: Words,
    /// Which question it answers, and the rule of the domain it comes from.
    pub about: Words,
    /// What it holds for.
    pub scope: Scope,
    /// What fills the blanks.
    pub parameters: &'static [Parameter],
    /// Parameters that make two clauses answer different questions when their values have nothing in common.
    pub apart_by: &'static [&'static str],
    /// What an example states.
    pub facts: &'static [Parameter],
    /// What an example expects.
    pub answers: &'static [Parameter],
    /// A worked section: heading, prose, clause, examples.
    pub sample: &'static str,
    /// Says which values do not go together, where that can be; asked only when each of them fits its shape.
    pub check: Option<Check>,
    /// Puts the clause's values into the terms.
    pub enter: fn(&Clause, &mut Terms),
    /// Answers an example from the terms.
    pub answer: fn(&Question<'_>) -> Result<Findings, Fault>,
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The keys every clause that holds for product lines may have besides its own.
static LINE_PARAMETERS: [Parameter; 2] = [
    Parameter::optional("product_lines", Shape::Lines, "产品线", "product lines"),
    Parameter::optional("exception_to", Shape::Clause, "所例外的条款", "clause it is an exception to"),
];

/// The fact every example of such a clause may state besides its own.
static LINE_FACTS: [Parameter; 1] =
    [Parameter::optional("product_line", Shape::Line, "产品线", "product line")];

/// The answer every example may expect besides its own.
static CLAUSE_ANSWER: [Parameter; 1] =
    [Parameter::optional("clause", Shape::Clause, "所依条款", "answering clause")];

impl Kind {
    /// The kind of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name).copied()
    }

    /// Its own parameters and the common ones.
    pub fn all_parameters(&self) -> impl Iterator<Item = &Parameter> + Clone {
        let common: &[Parameter] = match self.scope {
            Scope::Agreement => &[],
            Scope::ProductLines => &LINE_PARAMETERS,
        };
        self.parameters.iter().chain(common)
    }

    /// Everything an example may state.
    pub fn all_facts(&self) -> impl Iterator<Item = &Parameter> + Clone {
        let common: &[Parameter] = match self.scope {
            Scope::Agreement => &[],
            Scope::ProductLines => &LINE_FACTS,
        };
        self.facts.iter().chain(common)
    }

    /// Everything an example may expect.
    pub fn all_answers(&self) -> impl Iterator<Item = &Parameter> + Clone {
        self.answers.iter().chain(&CLAUSE_ANSWER)
    }
}

/// A clause of one agreement.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Its place among the clauses, from 0.
    pub index: ClauseIndex,
    /// Its number: `4.1`.
    pub number: String,
    /// Its heading without the number.
    pub heading: String,
    /// Its kind.
    pub kind: &'static Kind,
    /// Its parameters.
    pub values: Values,
    /// The product lines it holds for, by their places in the agreement.
    pub(super) lines: Vec<usize>,
    /// The clause it is an exception to.
    pub(super) exception_to: Option<ClauseIndex>,
    /// The section it stands in.
    pub(super) section: usize,
    /// Where its kind is written.
    pub(super) kind_range: Range<usize>,
    /// Its examples.
    pub(super) examples: Vec<Example>,
}

impl Clause {
    /// Names and values of its parameters, in words.
    pub fn parameters(&self) -> impl Iterator<Item = (Words, Words)> + '_ {
        self.values.iter().map(|entry| (entry.words.clone(), entry.value.words()))
    }

    /// How many examples it has.
    pub fn example_count(&self) -> usize {
        self.examples.len()
    }

    /// An answer this clause gives.
    fn says<T>(&self, value: T) -> Answer<T> {
        Answer { value, clause: self.index }
    }

    /// Puts `value` in the place of every product line it holds for.
    fn set<T: Clone>(&self, place: &mut PerLine<T>, value: &T) {
        for line in &self.lines {
            place.set(*line, self.says(value.clone()));
        }
    }
}

/// One worked example of a clause.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub facts: Values,
    pub expected: Values,
    pub range: Range<usize>,
}

/// A value that does not go together with the others, or a fact that cannot be.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The key at fault.
    pub key: &'static str,
    /// What is wrong.
    pub message: Words,
    /// What to do.
    pub hint: Words,
}

impl Fault {
    /// A fault of the value of `key`.
    pub const fn new(key: &'static str, message: Words, hint: Words) -> Self {
        Self { key, message, hint }
    }
}

/// An example's question to the terms.
pub struct Question<'a> {
    /// The terms of the whole agreement.
    pub terms: &'a Terms,
    /// The agreement's calendar.
    pub calendar: &'a Calendar,
    /// The agreement's time zone.
    pub zone: &'a TimeZone,
    /// The product line asked about.
    pub line: &'a str,
    /// The facts of the example.
    pub facts: &'a Values,
}

/// What the terms answered to an example.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The clause that answered.
    pub clause: Option<ClauseIndex>,
    /// The answers by name; an answer that is not there says "there is none".
    pub values: Vec<(&'static str, Value)>,
}

impl Findings {
    /// Findings that rest on the clause of `answer`.
    fn of<T>(answer: &Answer<T>) -> Self {
        Self::by(answer.clause)
    }

    /// Findings that rest on `clause`.
    fn by(clause: ClauseIndex) -> Self {
        Self { clause: Some(clause), values: Vec::new() }
    }

    /// Adds an answer.
    fn with(mut self, name: &'static str, value: Value) -> Self {
        self.values.push((name, value));
        self
    }
}

/// The answer, or the fault that no clause answers for these facts.
fn found<T>(answer: Option<T>, key: &'static str) -> Result<T, Fault> {
    answer.ok_or_else(|| {
        Fault::new(
            key,
            Words::fixed("没有条款回答这个例子。", "No clause answers this example."),
            Words::fixed("核对例子写的事实。", "Check the facts of the example."),
        )
    })
}

/// The least whole number that is at least `share` of `count`.
fn least_of(share: BasisPoints, count: i64) -> i64 {
    (count.max(0) * share.0 + BasisPoints::WHOLE.0 - 1) / BasisPoints::WHOLE.0
}

/// The choice of that code, for answers.
fn choice(choices: &'static [super::value::Choice], code: &str) -> Value {
    choices
        .iter()
        .find(|choice| choice.code == code)
        .map_or_else(|| Value::Text(code.to_owned()), Value::Choice)
}

#[cfg(test)]
mod tests;
