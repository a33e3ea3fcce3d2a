//! Documents age; these checks keep what they name true.

use super::File;
use crate::run;

/// What a newcomer reads, each answering one question.
const DOCUMENTS: [&str; 6] =
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "DECISIONS.md", "CHANGELOG.md"];

/// Folders whose names in a document are promises.
const PLACES: [&str; 6] = ["crates/", "xtask/", "agreements/", "params/", "tests/", ".ci/"];

/// Documents that are missing, and places they name that are not there.
pub fn names_what_exists(files: &[File]) -> Vec<String> {
    let missing = DOCUMENTS.iter().filter(|name| !files.iter().any(|file| file.path == **name));
    let mut findings: Vec<String> = missing.map(|name| format!("{name} is missing")).collect();
    for document in files.iter().filter(|file| DOCUMENTS.contains(&file.path.as_str())) {
        for (index, line) in document.text.lines().enumerate() {
            let gone = named_places(line).filter(|place| !run::root().join(place).exists());
            findings.extend(gone.map(|place| document.at(index + 1, &format!("{place} does not exist"))));
        }
    }
    findings
}

/// Paths of ours in a line; one with a placeholder in it (`KIND.rs`, `*.md`) is cut before it.
fn named_places(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || "`()[]|,;:<>\"".contains(c))
        .filter(|word| PLACES.iter().any(|place| word.starts_with(place)))
        .map(|word| before_placeholder(word).trim_end_matches(['.', '/']))
}

fn before_placeholder(path: &str) -> &str {
    let is_placeholder = |part: &str| {
        let stem = part.split('.').next().unwrap_or(part);
        part.contains(['*', '…']) || (!stem.is_empty() && stem.chars().all(|c| c.is_ascii_uppercase()))
    };
    let kept = path.split_inclusive('/').take_while(|part| !is_placeholder(part.trim_end_matches('/')));
    &path[..kept.map(str::len).sum()]
}

/// Lock files that say where a package was downloaded: that is for each machine to know.
pub fn lock_hosts(files: &[File]) -> Vec<String> {
    let locks = files.iter().filter(|file| file.path.ends_with("package-lock.json"));
    locks
        .filter_map(|file| {
            let index = file.text.lines().position(|line| line.contains("\"resolved\""))?;
            Some(file.at(index + 1, "lock again with the .npmrc beside it: omit-lockfile-registry-resolved"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_up_to_a_placeholder() {
        let read = |line| named_places(line).collect::<Vec<_>>();
        assert_eq!(
            read("see `crates/web/src/page/mod.rs`, and xtask/."),
            ["crates/web/src/page/mod.rs", "xtask"]
        );
        assert_eq!(
            read("`crates/domain/src/agreement/clause/KIND.rs`"),
            ["crates/domain/src/agreement/clause"]
        );
        assert_eq!(read("`agreements/*.md` and `.ci/run`"), ["agreements", ".ci/run"]);
        assert_eq!(read("crates are small"), Vec::<&str>::new());
    }

    #[test]
    fn a_download_address_is_found() {
        let lock = |text: &str| [File { path: "a/package-lock.json".into(), text: text.into() }];
        assert_eq!(
            lock_hosts(&lock("{\n\"resolved\": \"x\"}")),
            ["a/package-lock.json:2: lock again with the .npmrc beside it: omit-lockfile-registry-resolved"]
        );
        assert!(lock_hosts(&lock("{}")).is_empty());
    }
}
