//! The repository's own rules, checked by reading its files: no rule is secret, every finding names file and line.

mod dependencies;
mod documents;
mod edges;
mod text;

use crate::run::{self, Outcome, Step};
use crate::tally::Tally;
use std::fs;

/// A file that Git knows, as text.
#[derive(Debug)]
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

impl File {
    /// Whether the name ends so.
    fn is(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| found == extension)
    }

    /// A finding at a line of it, counted from 1.
    fn at(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// One rule: what it demands, and what offends it.
type Rule = (&'static str, fn(&[File]) -> Vec<String>);

const RULES: [Rule; 12] = [
    ("crates depend only on crates to their left", edges::crate_edges),
    ("the domain has nothing to do I/O with", edges::domain_dependencies),
    ("SQL stands in the store only", text::sql_outside_store),
    ("a file has at most 500 lines", text::long_files),
    ("a lint is expected with a reason, never allowed", text::allowed_lints),
    ("nothing is left for later", text::left_for_later),
    ("no path or host of one machine", text::machine_words),
    ("rules that are cited exist", text::unknown_rules),
    ("the documents exist and name what exists", documents::names_what_exists),
    ("every licence asks for nothing but its text", dependencies::licences),
    ("no crate comes in by a side door", dependencies::banned),
    ("locked packages name no download host", documents::lock_hosts),
];

/// Checks every rule and prints what offends.
pub fn tidy() -> Outcome<Tally> {
    let files = files()?;
    let mut tally = Tally::default();
    println!();
    for (demand, findings) in RULES {
        let found = findings(&files);
        println!("tidy: {} {demand}", if found.is_empty() { "✓" } else { "✗" });
        for finding in &found {
            println!("      {finding}");
        }
        tally += Tally::one(found.is_empty());
    }
    Ok(tally)
}

/// Every text file that is, or is about to be, in the repository.
fn files() -> Outcome<Vec<File>> {
    let listed =
        Step::new("git").arguments(["ls-files", "--cached", "--others", "--exclude-standard"]).output()?;
    let read = |path: &str| {
        let text = fs::read_to_string(run::root().join(path)).ok()?;
        Some(File { path: path.to_owned(), text })
    };
    Ok(listed.lines().filter_map(read).collect())
}
