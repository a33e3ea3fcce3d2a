//! The chores of this repository: `cargo xtask` lists them. Standard library only, so that it builds in a moment.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person at the terminal")]

mod browser;
mod need;
mod run;
mod tally;
mod test;
mod tidy;

use run::{Outcome, Step};
use std::env;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask assets          bundle what the browser loads into crates/web/assets/dist
cargo xtask demo [ARG …]    assets, release build, then `makegood demo ARG …`: builds a network and serves it
cargo xtask test            install what is missing, run every check and every test, print the sum
cargo xtask tidy            the repository's own rules: crate edges, where SQL stands, sizes, words, documents
cargo xtask browser         build, then the flows through the real program in a real browser
cargo xtask ci              the same as test
";

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let chore = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let done = match (chore.as_str(), rest.is_empty()) {
        ("assets", true) => assets(),
        ("demo", _) => demo(&rest),
        ("test" | "ci", true) => test::test(),
        ("tidy", true) => tidy::tidy().and_then(|tally| tally.into_result("tidy")),
        ("browser", true) => browser::browser().and_then(|tally| tally.into_result("browser")),
        ("" | "help" | "--help", true) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => Err(format!("no chore `{chore} {}`; there are:\n{HELP}", rest.join(" "))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Installs the locked packages and bundles them; no package's own script runs.
fn assets() -> Outcome {
    need::node()?;
    let folder = run::root().join("crates/web/assets");
    need::packages(&folder)?;
    Step::new("node").arguments(["build.mjs"]).within(&folder).run()
}

/// Builds the program as it is shipped and lets it build and serve the demo network.
fn demo(arguments: &[String]) -> Outcome {
    assets()?;
    Step::cargo(["build", "--release", "--locked", "--package", "makegood"]).run()?;
    let program = run::target().join("release/makegood");
    Step::new(program).arguments(["demo"]).arguments(arguments).run()
}
