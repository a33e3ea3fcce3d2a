//! The static checks: clauses are read against their kinds, blanks against their parameters, and clauses against
//! each other.

use super::clause::{Clause, Example, KINDS, Kind, Scope};
use super::diagnostic::{Problem, did_you_mean};
use super::document::{Block, Document, Purpose, Section};
use super::front;
use super::schema::{Absence, Codes, Owner, Table, Values, read_table};
use super::value::{ProductLine, Value};
use crate::reason::ClauseIndex;
use crate::words;
use crate::words::Words;
use std::collections::HashMap;
use std::ops::Range;

/// An agreement has no more clauses than this.
const CLAUSES_MAX: u16 = 1_000;

const PARAMETER: Codes = Codes {
    unknown: "parameter.unknown",
    missing: "parameter.missing",
    wrong: "parameter.wrong",
    blank: "parameter.blank",
};

const EXAMPLE: Codes = Codes {
    unknown: "example.unknown",
    missing: "example.missing",
    wrong: "example.impossible",
    blank: "example.blank",
};

/// Reads every section's clause and examples and checks them within the section.
pub(super) fn read_clauses(
    source: &str,
    document: &Document,
    lines: &[ProductLine],
    problems: &mut Vec<Problem>,
) -> Vec<Clause> {
    let mut clauses = Vec::new();
    for (place, section) in document.sections.iter().enumerate() {
        let reader = SectionReader { source, section, lines };
        if let Some(mut clause) = reader.read(problems) {
            let place_of_clause = u16::try_from(clauses.len()).ok();
            let Some(index) = place_of_clause.filter(|index| *index < CLAUSES_MAX) else {
                problems.push(Problem::new(
                    clause.kind_range,
                    "document.too_many_clauses",
                    words!("条款超过 {CLAUSES_MAX} 条。", "There are more than {CLAUSES_MAX} clauses."),
                    Words::fixed("拆成几份协议。", "Split it into several agreements."),
                ));
                break;
            };
            clause.index = ClauseIndex(index);
            clause.section = place;
            clauses.push(clause);
        }
    }
    clauses
}

struct SectionReader<'a> {
    source: &'a str,
    section: &'a Section,
    lines: &'a [ProductLine],
}

impl SectionReader<'_> {
    fn read(&self, problems: &mut Vec<Problem>) -> Option<Clause> {
        let Some(block) = self.clause_block(problems) else {
            self.check_blanks(None, problems);
            self.reject_examples(problems);
            return None;
        };
        let kind = self.kind(block, problems)?;
        let values = self.values(block, kind, problems);
        let lines = match values.maybe_lines("product_lines") {
            Some(named) => (0..self.lines.len()).filter(|line| named.contains(&self.lines[*line])).collect(),
            None => (0..self.lines.len()).collect(),
        };
        Some(Clause {
            index: ClauseIndex(0),
            number: self.section.number.clone().unwrap_or_default(),
            heading: self.section.title.clone(),
            kind,
            values,
            lines,
            exception_to: None,
            section: 0,
            kind_range: block.kind.clone(),
            examples: self.examples(kind, problems),
        })
    }

    /// The section's clause block; it has one at most, under a numbered heading.
    fn clause_block(&self, problems: &mut Vec<Problem>) -> Option<&Block> {
        let mut blocks = self.section.blocks.iter().filter(|block| block.purpose == Purpose::Clause);
        let block = blocks.next()?;
        for second in blocks {
            problems.push(Problem::new(
                second.whole.start..second.kind.end,
                "clause.second",
                Words::fixed("一个标题下有两个条款。", "There are two clauses under one heading."),
                Words::fixed(
                    "给第二个条款另写一个带编号的标题。",
                    "Give the second clause a numbered heading of its own.",
                ),
            ));
        }
        if self.section.number.is_none() {
            problems.push(Problem::new(
                block.whole.start..block.kind.end,
                "clause.unnumbered",
                Words::fixed("条款没有带编号的标题。", "The clause has no numbered heading."),
                Words::fixed(
                    "在条款前写标题，如：### 4.1 排除故障的时限。",
                    "Write a heading before it, such as: ### 4.1 Deadlines.",
                ),
            ));
        }
        Some(block)
    }

    /// Reads the parameters and checks them against each other and against the blanks.
    fn values(&self, block: &Block, kind: &Kind, problems: &mut Vec<Problem>) -> Values {
        let before = problems.len();
        let table = Table::parse(self.source, block.content.clone(), problems);
        let owner = Owner { code: PARAMETER, range: block.kind.clone() };
        let values = read_table(&table, kind.all_parameters(), self.lines, &owner, problems);
        if let (true, Some(check)) = (problems.len() == before, kind.check)
            && let Err(fault) = check(&values)
        {
            let entry = values.entry(fault.key);
            let range = entry.map_or_else(|| block.kind.clone(), |entry| entry.value_range.clone());
            problems.push(Problem::new(range, "parameter.wrong", fault.message, fault.hint));
        }
        if !table.broken {
            self.check_blanks(Some((kind, &values)), problems);
        }
        values
    }

    fn kind(&self, block: &Block, problems: &mut Vec<Problem>) -> Option<&'static Kind> {
        let name = &self.source[block.kind.clone()];
        let kind = Kind::named(name);
        if kind.is_none() {
            let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
            let message = if name.is_empty() {
                Words::fixed("条款没有写种类。", "The clause names no kind.")
            } else {
                words!("没有条款种类 {name}。", "There is no kind of clause {name}.")
            };
            problems.push(Problem::new(
                block.kind.clone(),
                "clause.unknown_kind",
                message,
                did_you_mean(name, &names),
            ));
        }
        kind
    }

    /// Every blank has a value, and every value a blank: what is signed is what runs.
    fn check_blanks(&self, clause: Option<(&Kind, &Values)>, problems: &mut Vec<Problem>) {
        for blank in &self.section.blanks {
            let name = blank.name.as_str();
            let filled = clause.is_some_and(|(_, values)| values.get(name).is_some());
            // A parameter that is required and missing is reported once, where the clause lacks it.
            let reported = clause.is_some_and(|(kind, _)| {
                kind.all_parameters().any(|p| p.name == name && matches!(p.absence, Absence::Refused))
            });
            if !(filled || reported || front::has_key(name)) {
                let names: Vec<&str> = clause
                    .iter()
                    .flat_map(|(kind, _)| kind.all_parameters().map(|parameter| parameter.name))
                    .collect();
                let hint = if names.contains(&name) {
                    words!("在条款中补上 {name} = …。", "Add {name} = … to the clause.")
                } else {
                    did_you_mean(name, &names)
                };
                problems.push(Problem::new(
                    blank.range.clone(),
                    "blank.without_parameter",
                    words!("空格 {{{{{name}}}}} 没有参数可填。", "Nothing fills the blank {{{{{name}}}}}."),
                    hint,
                ));
            }
        }
        let Some((_, values)) = clause else { return };
        for entry in values.iter() {
            let Some(key) = &entry.key_range else { continue };
            let name = entry.name;
            if !self.section.blanks.iter().any(|blank| blank.name == name) {
                problems.push(Problem::new(
                    key.clone(),
                    "parameter.never_shown",
                    words!("参数 {name} 没有写进条文。", "The parameter {name} never shows in the prose."),
                    words!(
                        "在这个标题下的条文中写上 {{{{{name}}}}}。",
                        "Write {{{{{name}}}}} in the prose under this heading."
                    ),
                ));
            }
        }
    }

    fn reject_examples(&self, problems: &mut Vec<Problem>) {
        for block in &self.section.blocks {
            problems.push(Problem::new(
                block.whole.start..block.kind.start,
                "example.without_clause",
                Words::fixed("例子所在的标题下没有条款。", "There is no clause under the example's heading."),
                Words::fixed("把例子移到它的条款之后。", "Move the example below its clause."),
            ));
        }
    }

    fn examples(&self, kind: &Kind, problems: &mut Vec<Problem>) -> Vec<Example> {
        self.section
            .blocks
            .iter()
            .filter(|block| block.purpose == Purpose::Example)
            .filter_map(|block| self.example(block, kind, problems))
            .collect()
    }

    /// Reads facts and expected answers. A name that is both (a fact and an answer of one kind) does not exist.
    fn example(&self, block: &Block, kind: &Kind, problems: &mut Vec<Problem>) -> Option<Example> {
        let before = problems.len();
        let line_end =
            self.source[block.whole.clone()].find('\n').map_or(block.whole.end, |at| block.whole.start + at);
        let range = block.whole.start..line_end;
        let table = Table::parse(self.source, block.content.clone(), problems);
        let owner = Owner { code: EXAMPLE, range: range.clone() };
        let schema = kind.all_facts().chain(kind.all_answers());
        let all = read_table(&table, schema, self.lines, &owner, problems);
        let (expected, facts) = all.partition(|name| kind.all_answers().any(|answer| answer.name == name));
        if problems.len() > before {
            return None;
        }
        if expected.iter().next().is_none() {
            let names: Vec<&str> = kind.answers.iter().map(|answer| answer.name).collect();
            let (zh, en) = (names.join("、"), names.join(", "));
            problems.push(Problem::new(
                range,
                "example.expects_nothing",
                Words::fixed("例子没有写期望的答案。", "The example expects nothing."),
                words!("写上期望的：{zh}。", "Write what is expected: {en}."),
            ));
            return None;
        }
        Some(Example { facts, expected, range })
    }
}

/// Every numbered heading has its own number.
pub(super) fn check_numbers(document: &Document, problems: &mut Vec<Problem>) {
    let mut seen: HashMap<&str, &Section> = HashMap::new();
    for section in &document.sections {
        let Some(number) = &section.number else { continue };
        if let Some(first) = seen.get(number.as_str()) {
            let title = &first.title;
            problems.push(Problem::new(
                section.heading.clone(),
                "clause.duplicate_number",
                words!(
                    "编号 {number} 已用于“{title}”。",
                    "The number {number} is already that of \"{title}\"."
                ),
                Words::fixed("换一个编号。", "Use another number."),
            ));
        } else {
            seen.insert(number, section);
        }
    }
}

/// Resolves `exception_to` and finds clauses that answer the same question.
pub(super) fn check_exceptions(clauses: &mut [Clause], problems: &mut Vec<Problem>) {
    let numbers: HashMap<String, usize> =
        clauses.iter().enumerate().map(|(place, clause)| (clause.number.clone(), place)).collect();
    for place in 0..clauses.len() {
        if let Some(base) = resolve(clauses, place, &numbers, problems) {
            clauses[place].exception_to = Some(clauses[base].index);
        }
    }
    let before = problems.len();
    for clause in clauses.iter() {
        if depth(clauses, clause).is_none() {
            problems.push(Problem::new(
                exception_range(clause),
                "exception.cycle",
                Words::fixed("例外绕成了一圈。", "The exceptions go round in a circle."),
                Words::fixed("让其中一条不是例外。", "Let one of them be no exception."),
            ));
        }
    }
    if problems.len() == before {
        check_conflicts(clauses, problems);
    }
}

fn exception_range(clause: &Clause) -> Range<usize> {
    clause
        .values
        .entry("exception_to")
        .map_or_else(|| clause.kind_range.clone(), |entry| entry.value_range.clone())
}

/// The place of the clause this one is an exception to; a reference that leads nowhere is reported.
fn resolve(
    clauses: &[Clause],
    place: usize,
    numbers: &HashMap<String, usize>,
    problems: &mut Vec<Problem>,
) -> Option<usize> {
    let clause = &clauses[place];
    let number = clause.values.maybe_clause("exception_to")?;
    let kind = clause.kind.name;
    let fitting = |other: &Clause| other.kind.name == kind && other.index != clause.index;
    let message = match numbers.get(number).map(|base| (*base, &clauses[*base])) {
        Some((base, other)) if fitting(other) => {
            if overlap(clause, other) {
                return Some(base);
            }
            words!(
                "第 {number} 条与本条不涉及同样的产品线或配件，谈不上例外。",
                "Clause {number} and this one have no product line or part in common, so this is no exception."
            )
        }
        Some(_) => {
            words!("第 {number} 条不是另一条 {kind} 条款。", "Clause {number} is not another {kind} clause.")
        }
        None => words!("没有第 {number} 条条款。", "There is no clause {number}."),
    };
    let candidates: Vec<&str> =
        clauses.iter().filter(|other| fitting(other)).map(|other| other.number.as_str()).collect();
    problems.push(Problem::new(
        exception_range(clause),
        "exception.broken",
        message,
        did_you_mean(number, &candidates),
    ));
    None
}

/// How many clauses this one is an exception to, one through the other; `None` for a circle.
pub(super) fn depth(clauses: &[Clause], clause: &Clause) -> Option<usize> {
    let mut base = clause.exception_to;
    for steps in 0..=clauses.len() {
        let Some(ClauseIndex(index)) = base else {
            return Some(steps);
        };
        base = clauses.get(usize::from(index))?.exception_to;
    }
    None
}

/// Whether one clause is an exception to the other, directly or through others.
fn excepted(clauses: &[Clause], clause: &Clause, other: &Clause) -> bool {
    let mut base = clause.exception_to;
    for _ in 0..clauses.len() {
        let Some(index) = base else { return false };
        if index == other.index {
            return true;
        }
        base = clauses.get(usize::from(index.0)).and_then(|clause| clause.exception_to);
    }
    false
}

/// Whether both clauses answer some question: a common product line, and nothing that sets them apart.
fn overlap(one: &Clause, other: &Clause) -> bool {
    let together =
        one.kind.scope == Scope::Agreement || one.lines.iter().any(|line| other.lines.contains(line));
    together
        && !one.kind.apart_by.iter().any(|name| {
            let (one, other) = (one.values.get(name), other.values.get(name));
            one.zip(other).is_some_and(|(one, other)| disjoint(one, other))
        })
}

fn disjoint(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Texts(one), Value::Texts(other)) => !one.iter().any(|text| other.contains(text)),
        _ => one != other,
    }
}

fn check_conflicts(clauses: &[Clause], problems: &mut Vec<Problem>) {
    // A broken reference is reported as such; what it leaves standing is only its consequence.
    let is_broken =
        |clause: &Clause| clause.exception_to.is_none() && clause.values.get("exception_to").is_some();
    for (place, clause) in clauses.iter().enumerate() {
        let conflict = clauses[..place].iter().find(|other| {
            other.kind.name == clause.kind.name
                && !is_broken(clause)
                && !is_broken(other)
                && overlap(clause, other)
                && !excepted(clauses, clause, other)
                && !excepted(clauses, other, clause)
        });
        let Some(other) = conflict else { continue };
        let (number, kind) = (&other.number, clause.kind.name);
        let hint = match clause.kind.scope {
            Scope::ProductLines => words!(
                "在其中一条写 exception_to = \"{number}\"，或让两条的 product_lines 不重叠。",
                "Write exception_to = \"{number}\" in one of them, or let their product_lines not overlap."
            ),
            Scope::Agreement => Words::fixed("只保留一条。", "Keep only one of them."),
        };
        problems.push(Problem::new(
            clause.kind_range.clone(),
            "clause.conflict",
            words!(
                "本条与第 {number} 条（{kind}）回答同一问题。",
                "This clause and clause {number} ({kind}) answer the same question."
            ),
            hint,
        ));
    }
}
