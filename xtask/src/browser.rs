//! The flows: the real program on a free port, driven through a real browser.

use crate::run::{self, Outcome, Step};
use crate::tally::Tally;
use crate::{assets, need};

/// Builds the program and runs every flow.
pub fn browser() -> Outcome<Tally> {
    need::for_tests()?;
    assets()?;
    Step::cargo(["build", "--locked", "--package", "makegood"]).run()?;
    flows()
}

/// Runs every flow with the program that was built.
pub fn flows() -> Outcome<Tally> {
    let folder = run::root().join("tests/browser");
    need::packages(&folder)?;
    let mut tally = Tally::default();
    let success = Step::new("node")
        .arguments(["--test", "--test-reporter=spec", "run.test.mjs"])
        .within(&folder)
        .variable("MAKEGOOD_PROGRAM", run::target().join("debug/makegood"))
        .read_lines(|line| tally.read(line))?;
    Ok(tally.ended(success))
}
