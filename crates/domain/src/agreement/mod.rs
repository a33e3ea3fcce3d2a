//! The agreement language: parse, check, render, answer.
//!
//! An agreement is one Markdown file. It has front matter (whose it is, which version, which product lines) and
//! numbered headings; under a heading stands prose with blanks `{{name}}`, at most one typed clause whose
//! parameters fill those blanks, and examples that the clause must answer. [`Agreement::parse`] reads and checks
//! all of it; [`Terms`] answer questions; the same file is printed and signed.

mod check;
pub mod clause;
mod diagnostic;
mod document;
mod examples;
mod front;
mod render;
mod schema;
mod terms;
mod value;

pub use clause::{
    ApprovalChain, ApprovalStep, Clause, Consignment, CustomerField, Deadline, Earmarked, KINDS, Kind,
    PartIssue, PartRule, Report, ReturnedGoods, SettlementWindow, Settling, Severity, ShareBasis, Target,
    TenfoldFine, UnitFee, WarrantyTerm,
};
pub use diagnostic::{Diagnostic, did_you_mean};
pub use render::RenderedSection;
pub use schema::{Absence, Entry, Parameter, Values};
pub use terms::Terms;
pub use value::{Choice, ProductLine, Shape, Unit, Value};

use crate::calendar::Calendar;
use crate::reason::{Citation, ClauseIndex};
use crate::words;
use crate::words::Words;
use diagnostic::Problem;
use document::Document;
use front::Front;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// An agreement is no longer than this many bytes: some sixty pages of Chinese.
pub const SOURCE_MAX: usize = 256 * 1024;

/// A parsed and checked agreement.
#[derive(Clone, Debug)]
pub struct Agreement {
    file: String,
    source: String,
    front: Front,
    document: Document,
    clauses: Vec<Clause>,
    terms: Terms,
}

impl Agreement {
    /// Reads and checks an agreement; on failure every problem found, in the order of the file.
    pub fn parse(file: &str, source: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        if source.len() > SOURCE_MAX {
            let length = source.len();
            problems.push(Problem::new(
                0..0,
                "document.too_long",
                words!(
                    "文件有 {length} 字节，超过上限 {SOURCE_MAX}。",
                    "The file has {length} bytes, more than {SOURCE_MAX}."
                ),
                Words::fixed("拆成几份协议。", "Split it into several agreements."),
            ));
            return Err(diagnostic::locate(problems, file, source));
        }
        let document = document::read(source, &mut problems);
        let (front, lines) = front::read(source, &document, &mut problems);
        let mut clauses = check::read_clauses(source, &document, &lines, &mut problems);
        check::check_numbers(&document, &mut problems);
        check::check_exceptions(&mut clauses, &mut problems);
        match front {
            Some(front) if problems.is_empty() => {
                let terms = Terms::of(front.lines.clone(), by_depth(&clauses));
                Ok(Self { file: file.to_owned(), source: source.to_owned(), front, document, clauses, terms })
            }
            _ => Err(diagnostic::locate(problems, file, source)),
        }
    }

    /// Runs the agreement's own examples; empty when all pass.
    pub fn run_examples(&self, calendar: &Calendar) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for clause in &self.clauses {
            examples::run(self, clause, calendar, &mut problems);
        }
        diagnostic::locate(problems, &self.file, &self.source)
    }

    /// How many examples there are.
    pub fn example_count(&self) -> usize {
        self.clauses.iter().map(Clause::example_count).sum()
    }

    /// Its code: `solar-provider`.
    pub fn code(&self) -> &str {
        &self.front.code
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.front.title
    }

    /// The principal 甲方, as the text names it.
    pub fn principal(&self) -> String {
        self.front_value("principal").map_or_else(String::new, |value| value.words().zh.into_owned())
    }

    /// Its version, from 1.
    pub fn version(&self) -> u32 {
        self.front.version
    }

    /// The first day it is in force.
    pub fn in_force_from(&self) -> Date {
        self.front.in_force_from
    }

    /// The last day it is in force, if it names one.
    pub fn in_force_until(&self) -> Option<Date> {
        self.front.in_force_until
    }

    /// The zone its dates and times are in.
    pub fn zone(&self) -> &TimeZone {
        &self.front.zone
    }

    /// The text of the file.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// SHA-256 of the file in hexadecimal: what was signed.
    pub fn digest(&self) -> String {
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(self.source.as_bytes()) {
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }

    /// What it says, ready to be asked.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Its clauses in the order of the document.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter()
    }

    /// The clause at that place.
    pub fn clause(&self, index: ClauseIndex) -> Option<&Clause> {
        self.clauses.get(usize::from(index.0))
    }

    /// The clause as a person finds it; an index of another agreement is cited by its place alone.
    pub fn cite(&self, index: ClauseIndex) -> Citation {
        let (number, kind) = self.clause(index).map_or_else(
            || (format!("#{}", index.0), String::new()),
            |clause| (clause.number.clone(), clause.kind.name.to_owned()),
        );
        Citation { agreement: self.front.code.clone(), version: self.front.version, number, kind }
    }

    /// The prose with its blanks filled, as safe HTML; each numbered section has the id `clause-` and its number.
    pub fn render_html(&self) -> String {
        render::to_html(self)
    }

    /// The same, section by section.
    pub fn render_sections(&self) -> Vec<RenderedSection> {
        render::to_sections(self)
    }

    /// The prose with its blanks filled, as plain text.
    pub fn render_text(&self) -> String {
        render::to_text(self)
    }

    fn document(&self) -> &Document {
        &self.document
    }

    fn front_value(&self, name: &str) -> Option<&Value> {
        self.front.values.get(name)
    }
}

/// The clauses with exceptions after what they are exceptions to.
fn by_depth(clauses: &[Clause]) -> impl Iterator<Item = &Clause> {
    let mut order: Vec<&Clause> = clauses.iter().collect();
    order.sort_by_key(|clause| check::depth(clauses, clause));
    order.into_iter()
}

#[cfg(test)]
mod tests;
