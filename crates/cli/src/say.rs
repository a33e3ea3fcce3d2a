//! What a command prints: answers to stdout, problems to stderr. A reader that went away is no error.

use domain::words::Words;
use std::fmt::Display;
use std::io::{self, Write};

/// Prints a line to stdout.
pub fn line(text: impl Display) {
    drop(writeln!(io::stdout(), "{text}"));
}

/// Prints both languages to stdout, a line each.
pub fn both(words: &Words) {
    line(&words.zh);
    line(&words.en);
}

/// Prints both languages to stderr, a line each.
pub fn problem(words: &Words) {
    let mut stderr = io::stderr().lock();
    drop(writeln!(stderr, "makegood: {}", words.zh));
    drop(writeln!(stderr, "makegood: {}", words.en));
}

/// Prints a longer text to stderr as it is.
pub fn problem_text(text: &str) {
    drop(writeln!(io::stderr(), "{text}"));
}
