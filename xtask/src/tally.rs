//! Counting what ran, whichever runner ran it.

use crate::run::Outcome;
use std::ops::AddAssign;

/// How many passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
    /// Skipped.
    pub skipped: u64,
}

impl Tally {
    /// One check.
    pub fn one(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed), skipped: 0 }
    }

    /// A runner that says no failure but ends with one (a build that broke, a crash) counts as one failure.
    pub fn ended(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }

    /// One sentence, an error when something failed.
    pub fn into_result(self, of: &str) -> Outcome {
        println!("{of}: {self}");
        if self.failed == 0 { Ok(()) } else { Err(format!("{of}: {} failed", self.failed)) }
    }

    /// Reads a line of `cargo test`, `cargo nextest` or `node --test` and adds what it sums up, if it does.
    pub fn read(&mut self, line: &str) {
        let line = plain(line);
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("test result:") {
            *self += Self {
                passed: before(rest, "passed"),
                failed: before(rest, "failed"),
                skipped: before(rest, "ignored"),
            };
        } else if line.starts_with("Summary [") {
            *self += Self {
                passed: before(line, "passed"),
                failed: before(line, "failed") + before(line, "timed out"),
                skipped: before(line, "skipped"),
            };
        } else if let Some(rest) = line.strip_prefix(['ℹ', '#']) {
            let mut words = rest.split_whitespace();
            if let (Some(what), Some(Ok(count)), None) =
                (words.next(), words.next().map(str::parse::<u64>), words.next())
            {
                match what {
                    "pass" => self.passed += count,
                    "fail" | "cancelled" => self.failed += count,
                    "skipped" | "todo" => self.skipped += count,
                    _ => {}
                }
            }
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// The number before `word`, as in `3 passed`; none is zero.
fn before(text: &str, word: &str) -> u64 {
    let Some(end) = text.find(&format!(" {word}")) else {
        return 0;
    };
    let digits = text[..end].rsplit(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Without the escapes that colour a terminal.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c == '\u{1b}' {
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(lines: &str) -> String {
        let mut tally = Tally::default();
        lines.lines().for_each(|line| tally.read(line));
        tally.to_string()
    }

    #[test]
    fn every_runner_is_understood() {
        let cargo =
            "running 2 tests\ntest result: ok. 21 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out";
        assert_eq!(sum(cargo), "21 passed, 1 failed, 2 skipped");
        let nextest = "\u{1b}[32m     Summary\u{1b}[0m [   1.2s] 120 tests run: 117 passed (2 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(sum(nextest), "117 passed, 3 failed, 4 skipped");
        let node = "ℹ tests 5\nℹ pass 3\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ duration_ms 12.5";
        assert_eq!(sum(node), "3 passed, 1 failed, 1 skipped");
    }

    #[test]
    fn a_runner_that_breaks_is_a_failure() {
        assert_eq!(Tally::default().ended(false).failed, 1);
        assert_eq!(Tally::one(false).ended(false).failed, 1);
        assert_eq!(Tally::one(true).ended(true), Tally::one(true));
    }
}
