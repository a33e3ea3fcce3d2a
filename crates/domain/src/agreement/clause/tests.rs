//! Every kind is worked through by its own sample.

use super::*;
use crate::agreement::Agreement;
use crate::agreement::schema::Absence;
use std::collections::HashSet;

const FRONT: &str = r#"---
agreement = "sample"
title = "样例"
version = 1
calendar = "cn"
timezone = "Asia/Shanghai"
in_force_from = "2026-01-01"
principal = "甲方"
provider = "乙方"
[product_lines]
gas-stove = "燃气灶"
range-hood = "油烟机"
---
"#;

fn sample(kind: &Kind) -> Agreement {
    let source = format!("{FRONT}{}", kind.sample);
    Agreement::parse(kind.name, &source).unwrap_or_else(|problems| panic!("{}", problems[0]))
}

#[test]
fn every_sample_is_a_clean_agreement_whose_examples_hold() {
    for kind in KINDS {
        let agreement = sample(kind);
        assert!(agreement.clauses().any(|clause| clause.kind.name == kind.name));
        assert!(agreement.example_count() > 0, "{}", kind.name);
        let problems = agreement.run_examples(Calendar::china());
        assert!(problems.is_empty(), "{}", problems[0]);
    }
}

#[test]
fn names_are_unique_so_that_no_fact_is_taken_for_an_answer() {
    let kinds: HashSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(kinds.len(), KINDS.len());
    for kind in KINDS {
        let names: Vec<&str> =
            kind.all_facts().chain(kind.all_answers()).map(|parameter| parameter.name).collect();
        let unique: HashSet<&&str> = names.iter().collect();
        assert_eq!(unique.len(), names.len(), "{}", kind.name);
    }
}

#[test]
fn every_sample_shows_every_parameter_of_its_kind_in_prose() {
    for kind in KINDS {
        for parameter in kind.parameters {
            let blank = format!("{{{{{}}}}}", parameter.name);
            assert!(kind.sample.contains(&blank), "{} lacks {blank}", kind.name);
        }
    }
}

#[test]
fn a_required_parameter_left_out_is_reported_at_the_kind() {
    for kind in KINDS {
        let source = format!("{FRONT}{}", kind.sample);
        for parameter in kind.parameters {
            if !matches!(parameter.absence, Absence::Refused) {
                continue;
            }
            let written = format!("\n{} = ", parameter.name);
            let Some(at) = source.find(&written) else {
                panic!("{} does not write {}", kind.name, parameter.name)
            };
            let line_end = at + 1 + source[at + 1..].find('\n').unwrap();
            let broken = format!("{}{}", &source[..at], &source[line_end..]);
            let problems = Agreement::parse("f.md", &broken).unwrap_err();
            assert_eq!(problems[0].code, "parameter.missing", "{}", problems[0]);
            let clause_line = source[..at].rfind("```clause").unwrap();
            let line = source[..clause_line].matches('\n').count() + 1;
            assert_eq!((problems[0].line, problems[0].column), (line, 11));
        }
    }
}

#[test]
fn parameters_written_again_give_the_same_agreement() {
    for kind in KINDS {
        let source = format!("{FRONT}{}", kind.sample);
        let agreement = sample(kind);
        let mut rewritten = source.clone();
        let mut entries: Vec<_> = agreement
            .clauses()
            .flat_map(|clause| clause.values.iter())
            .filter(|entry| entry.key_range.is_some())
            .collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.value_range.start));
        for entry in entries {
            rewritten.replace_range(entry.value_range.clone(), &entry.value.code());
        }
        let again = Agreement::parse(kind.name, &rewritten).unwrap();
        assert_eq!(again.render_text(), agreement.render_text());
    }
}

#[test]
fn shares_of_counts_are_rounded_up() {
    for (share, count, least) in
        [(2500, 10, 3), (2500, 8, 2), (0, 8, 0), (10_000, 8, 8), (1, 1, 1), (2500, 0, 0)]
    {
        assert_eq!(least_of(BasisPoints(share), count), least, "{share} of {count}");
    }
}
