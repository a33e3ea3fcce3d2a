//! Everything, in the order that finds a mistake soonest; the last line is the sum.

use crate::run::{self, Outcome, Step};
use crate::tally::Tally;
use crate::{assets, browser, need, tidy};
use std::time::Instant;

/// Runs every check and every test; a failing step does not hide the ones after it.
pub fn test() -> Outcome {
    need::for_tests()?;
    assets()?;
    let mut lines = Vec::new();
    let mut total = Tally::default();
    let mut step = |name: &str, run: &dyn Fn() -> Outcome<Tally>| {
        let start = Instant::now();
        let tally = run().unwrap_or_else(|message| {
            eprintln!("xtask: {message}");
            Tally::one(false)
        });
        total += tally;
        lines.push(format!("{name:<12} {tally}  ({} s)", start.elapsed().as_secs()));
    };
    step("tidy", &tidy::tidy);
    step("format", &|| check(Step::cargo(["fmt", "--all", "--check"])));
    step("clippy", &|| {
        check(
            Step::cargo(["clippy", "--workspace", "--all-targets", "--locked", "--quiet"])
                .arguments(["--", "-D", "warnings"]),
        )
    });
    step("tests", &unit_tests);
    step("program", &|| check(Step::cargo(["build", "--locked", "--package", "makegood"])));
    step("agreements", &agreements);
    step("browser", &browser::flows);
    println!("\n{}\n\n{total}", lines.join("\n"));
    if total.failed == 0 { Ok(()) } else { Err(format!("{} failed; they are named above", total.failed)) }
}

fn check(step: Step) -> Outcome<Tally> {
    step.run()?;
    Ok(Tally::one(true))
}

/// The Rust tests, by nextest where it is installed, which leaves the examples in the documentation to Cargo.
fn unit_tests() -> Outcome<Tally> {
    let mut tally = Tally::default();
    let mut run = |step: Step| -> Outcome {
        let mut part = Tally::default();
        let success = step.variable("MAKEGOOD_REQUIRE_POSTGRES", "1").read_lines(|line| part.read(line))?;
        tally += part.ended(success);
        Ok(())
    };
    if Step::cargo(["nextest", "--version"]).succeeds() {
        run(Step::cargo([
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
            "--no-tests",
            "pass",
        ])
        .arguments(["--status-level", "fail", "--final-status-level", "slow"]))?;
        run(Step::cargo(["test", "--workspace", "--locked", "--no-fail-fast", "--doc", "--quiet"]))?;
    } else {
        run(Step::cargo(["test", "--workspace", "--locked", "--no-fail-fast"]))?;
    }
    Ok(tally)
}

/// Every shipped agreement runs its own examples.
fn agreements() -> Outcome<Tally> {
    let folder = run::root().join("agreements");
    let listed = std::fs::read_dir(&folder).map_err(|error| format!("agreements: {error}"))?;
    let mut files: Vec<_> = listed.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    if files.is_empty() {
        return Err("agreements/ holds no agreement".into());
    }
    let mut tally = Tally::default();
    for file in files {
        let program = run::target().join("debug/makegood");
        let checked = Step::new(program).arguments(["agreement", "check"]).arguments([file]).run();
        if let Err(message) = &checked {
            eprintln!("xtask: {message}");
        }
        tally += Tally::one(checked.is_ok());
    }
    Ok(tally)
}
