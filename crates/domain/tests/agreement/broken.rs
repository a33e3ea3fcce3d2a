//! Ten deliberately broken copies of the shipped agreements.
//!
//! Each replaces one passage; the marks « and » in the replacement show where the reader must be sent.

use crate::{GAS, SOLAR};
use domain::agreement::Agreement;
use domain::calendar::Calendar;

/// Breaks `source` by putting `broken` in the place of `whole`, and checks code, line, column and offending text.
#[track_caller]
fn check(source: &str, whole: &str, broken: &str, code: &str) {
    assert_eq!(source.matches(whole).count(), 1, "{whole:?} must occur once");
    let marked = source.replace(whole, broken);
    let start = marked.find('«').expect("the replacement marks the place");
    let before = &marked[..start];
    let line = before.split('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let offending = &marked[start + '«'.len_utf8()..marked.find('»').expect("the mark ends")];
    let copy = marked.replace(['«', '»'], "");
    let problems = match Agreement::parse("broken.md", &copy) {
        Ok(agreement) => agreement.run_examples(Calendar::china()),
        Err(problems) => problems,
    };
    let found: Vec<_> =
        problems.iter().map(|problem| (problem.code, problem.line, problem.column, problem.length)).collect();
    assert_eq!(found, [(code, line, column, offending.chars().count())]);
    let problem = &problems[0];
    assert_eq!(problem.file, "broken.md");
    assert!(problem.excerpt.contains(offending));
    for text in [&problem.message.zh, &problem.message.en, &problem.hint.zh, &problem.hint.en] {
        assert!(!text.trim().is_empty());
    }
}

#[test]
fn b01_a_front_matter_value_of_the_wrong_type() {
    check(SOLAR, "version = 1", "version = «\"one\"»", "front.wrong_value");
}

#[test]
fn b02_an_unknown_kind_of_clause() {
    check(GAS, "```clause callback-quota", "```clause «calback-quota»", "clause.unknown_kind");
}

#[test]
fn b03_an_unknown_key() {
    check(SOLAR, "county = \"48h\"", "county = \"48h\"\n«village» = \"72h\"", "parameter.unknown");
}

#[test]
fn b04_a_blank_of_the_form_left_blank() {
    check(GAS, "at_least = \"20%\"", "at_least = «\"____\"»", "parameter.blank");
}

#[test]
fn b05_a_number_without_its_unit() {
    check(SOLAR, "city = \"24h\"", "city = «24»", "parameter.wrong");
}

#[test]
fn b06_a_share_without_the_percent_sign() {
    check(GAS, "share = \"0.5%\"", "share = «\"0.5\"»", "parameter.wrong");
}

#[test]
fn b07_a_blank_nothing_fills() {
    check(SOLAR, "逾期不予受理。", "逾期不予受理，但 «{{grace}}» 内除外。", "blank.without_parameter");
}

#[test]
fn b08_a_parameter_the_reader_never_sees() {
    check(
        GAS,
        "每上门一次付 {{visit}}。\n\n```clause repair-fee-unit\nproduct_lines = [\"electric-heater\"]\nrepair = \"18.00\"\nvisit",
        "每上门一次另付。\n\n```clause repair-fee-unit\nproduct_lines = [\"electric-heater\"]\nrepair = \"18.00\"\n«visit»",
        "parameter.never_shown",
    );
}

#[test]
fn b09_two_clauses_that_answer_the_same_question() {
    check(
        GAS,
        "燃气灶涉及用气安全，作为{{exception_to}}的例外，{{product_lines}}报修后，市区 {{city}} 内、郊县 {{county}} 内{{target}}。\n\n```clause restore-within\nproduct_lines = [\"gas-stove\"]\nexception_to = \"4.1\"\n",
        "燃气灶涉及用气安全，{{product_lines}}报修后，市区 {{city}} 内、郊县 {{county}} 内{{target}}。\n\n```clause «restore-within»\nproduct_lines = [\"gas-stove\"]\n",
        "clause.conflict",
    );
}

#[test]
fn b10_an_example_the_clause_answers_otherwise() {
    check(SOLAR, "due = \"2026-03-03 09:00\"", "«due» = \"2026-03-03 18:00\"", "example.differs");
}

#[test]
fn b11_an_exception_to_a_clause_that_is_not_there() {
    check(
        GAS,
        "exception_to = \"6.3\"\nrule = \"exchange-only\"",
        "exception_to = «\"6.9\"»\nrule = \"exchange-only\"",
        "exception.broken",
    );
}

#[test]
fn b12_an_example_with_a_day_that_does_not_exist() {
    check(SOLAR, "sent = \"2026-02-28\"", "sent = «\"2026-02-29\"»", "example.impossible");
}

#[test]
fn b13_a_number_used_twice() {
    check(SOLAR, "### 11.2 未尽事宜", "«### 11.1 未尽事宜»", "clause.duplicate_number");
}
