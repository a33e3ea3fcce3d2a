//! `makegood agreement`, from outside: what passes, where a broken copy is wrong, and what an agreement answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod common;

use common::{repository, run, text};
use std::fs;

#[test]
fn shipped_agreements_pass_and_their_guide_is_skipped() {
    let solar = repository("agreements/solar-provider.md");
    let gas = repository("agreements/gas-provider.md");
    let guide = repository("agreements/README.md");
    let ran = run(&["agreement", "check", text(&solar), text(&gas), text(&guide)]);
    ran.ok();
    assert!(ran.stdout.contains("solar-provider.md: ok; clauses: "), "{ran:?}");
    assert!(ran.stdout.contains("gas-provider.md: ok; clauses: "), "{ran:?}");
    assert!(ran.stdout.contains("not an agreement; skipped"), "{ran:?}");
}

#[test]
fn a_broken_copy_is_shown_with_file_line_column_and_hint() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.md");
    let source = fs::read_to_string(repository("agreements/solar-provider.md")).unwrap();
    let line = source.lines().position(|line| line == "city = \"24h\"").unwrap() + 1;
    fs::write(&broken, source.replacen("city = \"24h\"", "city = \"24x\"", 1)).unwrap();
    let ran = run(&["agreement", "check", text(&broken)]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let place = format!("{}:{line}:8", text(&broken));
    assert!(ran.stderr.contains(&place), "{ran:?}");
    for part in ["\"24x\" does not fit", "不合要求", "city = \"24x\"", "^^^^^", "24h", "parameter.wrong"]
    {
        assert!(ran.stderr.contains(part), "{part} is missing in {ran:?}");
    }
}

#[test]
fn a_failing_example_is_an_error_too() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.md");
    let source = fs::read_to_string(repository("agreements/solar-provider.md")).unwrap();
    let wrong = source.replacen("due = \"2026-03-03 09:00\"", "due = \"2026-03-03 10:00\"", 1);
    assert_ne!(source, wrong);
    fs::write(&broken, wrong).unwrap();
    assert_eq!(run(&["agreement", "check", text(&broken)]).code, 2);
}

#[test]
fn a_missing_file_is_said_so() {
    run(&["agreement", "check", "nowhere.md"]).failed_with(
        2,
        "无法读取协议 nowhere.md",
        "nowhere.md cannot be read",
    );
}

#[test]
fn it_explains_coverage_and_deadline_with_clauses() {
    let solar = repository("agreements/solar-provider.md");
    let facts = "sold=2025-03-10, reported=2026-03-10 09:00, place=city, cause=product";
    let ran = run(&["agreement", "explain", text(&solar), "--facts", facts]);
    ran.ok();
    assert!(ran.stdout.contains("in warranty: labour free"), "{ran:?}");
    assert!(
        ran.stdout.contains("remove the fault by 2026-03-11 09:00 (solar-provider v1, clause 4.1)"),
        "{ran:?}"
    );
    let flags =
        ["--sold", "2025-03-10", "--reported", "2026-03-10T09:00", "--place", "330106", "--cause", "product"];
    let same = run(&[&["agreement", "explain", text(&solar)], flags.as_slice()].concat());
    assert_eq!(same.ok().stdout, ran.stdout);
}

#[test]
fn it_says_what_is_missing_and_what_would_change_the_answer() {
    let gas = repository("agreements/gas-provider.md");
    let ran = run(&["agreement", "explain", text(&gas), "--reported", "2026-03-10"]);
    ran.ok();
    for part in ["undecided", "missing: date of sale", "if sold on or after 2025-03-10", "missing: product"] {
        assert!(ran.stdout.contains(part), "{part} is missing in {ran:?}");
    }
}

#[test]
fn an_unknown_fact_is_refused() {
    let gas = repository("agreements/gas-provider.md");
    run(&["agreement", "explain", text(&gas), "--facts", "colour=red"]).failed_with(
        2,
        "colour=red",
        "colour=red",
    );
    let line = ["agreement", "explain", text(&gas), "--reported", "2026-03-10", "--product-line", "car"];
    run(&line).failed_with(2, "没有产品线 car", "no product line car");
}

#[test]
fn it_prints_with_blanks_filled() {
    let solar = repository("agreements/solar-provider.md");
    let plain = run(&["agreement", "print", text(&solar)]);
    assert!(plain.ok().stdout.contains("市区 24 小时 内、县区 48 小时 内"), "{}", plain.stdout);
    let html = run(&["agreement", "print", text(&solar), "--html"]);
    assert!(html.ok().stdout.contains("id=\"clause-4.1\""));
}
