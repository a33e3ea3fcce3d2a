//! Examples are the agreement's own tests: the terms must answer what the example expects.

use super::Agreement;
use super::clause::{Clause, Example, Question};
use super::diagnostic::Problem;
use super::schema::Entry;
use super::value::Value;
use crate::calendar::Calendar;
use crate::reason::ClauseIndex;
use crate::words;
use crate::words::Words;

/// Runs all examples of `clause`.
pub(super) fn run(agreement: &Agreement, clause: &Clause, calendar: &Calendar, problems: &mut Vec<Problem>) {
    for example in &clause.examples {
        run_one(agreement, clause, example, calendar, problems);
    }
}

fn run_one(
    agreement: &Agreement,
    clause: &Clause,
    example: &Example,
    calendar: &Calendar,
    problems: &mut Vec<Problem>,
) {
    let lines = agreement.terms().product_lines();
    let stated = example.facts.maybe_lines("product_line").and_then(<[_]>::first);
    let line = stated.or_else(|| clause.lines.first().and_then(|line| lines.get(*line)));
    let question = Question {
        terms: agreement.terms(),
        calendar,
        zone: agreement.zone(),
        line: line.map_or("", |line| line.code.as_str()),
        facts: &example.facts,
    };
    let findings = match (clause.kind.answer)(&question) {
        Ok(findings) => findings,
        Err(fault) => {
            let range = example
                .facts
                .entry(fault.key)
                .map_or_else(|| example.range.clone(), |entry| entry.value_range.clone());
            problems.push(Problem::new(range, "example.impossible", fault.message, fault.hint));
            return;
        }
    };
    problems.extend(wrong_clause(agreement, clause, example, findings.clause));
    for entry in example.expected.iter().filter(|entry| entry.name != "clause") {
        let got = findings.values.iter().find(|(name, _)| *name == entry.name).map(|(_, value)| value);
        if got != Some(&entry.value) {
            problems.push(differs(entry, got, example));
        }
    }
}

/// Another clause answered than the example says; it means its own when it names none. Internal work and service
/// contracts rest on no clause, and then there is nothing to compare.
fn wrong_clause(
    agreement: &Agreement,
    clause: &Clause,
    example: &Example,
    answered_by: Option<ClauseIndex>,
) -> Option<Problem> {
    let answering = Value::Clause(agreement.clause(answered_by?)?.number.clone());
    let own = Value::Clause(clause.number.clone());
    let expected = example.expected.get("clause").unwrap_or(&own);
    if answering == *expected {
        return None;
    }
    let (expected, got) = (expected.words(), answering.words());
    let (expected_zh, got_zh, expected_en, got_en) = (expected.zh, got.zh, expected.en, got.en);
    let written = example.expected.entry("clause").and_then(|entry| entry.key_range.clone());
    let code = answering.code();
    Some(Problem::new(
        written.unwrap_or_else(|| example.range.clone()),
        "example.other_clause",
        words!(
            "期望由{expected_zh}回答，实际由{got_zh}回答。",
            "Expected {expected_en} to answer, but {got_en} does."
        ),
        words!("若本该如此，写 clause = {code}。", "If that is meant, write clause = {code}."),
    ))
}

fn differs(entry: &Entry, got: Option<&Value>, example: &Example) -> Problem {
    let name = entry.name;
    let expected = entry.value.words();
    let (expected_zh, expected_en) = (expected.zh, expected.en);
    let got_words = got.map_or(Words::fixed("无", "none"), Value::words);
    let (got_zh, got_en) = (got_words.zh, got_words.en);
    let hint = match got.map(Value::code) {
        Some(code) => words!(
            "改条款的参数，或改例子：{name} = {code}。",
            "Change the clause's parameters, or the example: {name} = {code}."
        ),
        None => {
            words!("改条款的参数，或删去 {name}。", "Change the clause's parameters, or take out {name}.")
        }
    };
    Problem::new(
        entry.key_range.clone().unwrap_or_else(|| example.range.clone()),
        "example.differs",
        words!(
            "{name}：期望 {expected_zh}，实际 {got_zh}。",
            "{name}: expected {expected_en}, got {got_en}."
        ),
        hint,
    )
}
