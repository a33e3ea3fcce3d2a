//! What we build on: under which licences, and what must never come in by a side door.

use super::File;
use crate::run::Step;

/// Licences that ask for nothing but their own text.
const LICENCES: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates that may not be in the lock file, each with the reason.
const BANNED: [(&str, &str); 5] = [
    ("aws-lc-sys", "one cryptographic provider, ring; two panic at the first connection"),
    ("chrono", "dates are jiff's"),
    ("native-tls", "the executable carries its own TLS"),
    ("openssl-sys", "the executable carries its own TLS"),
    ("sqlx", "SQL runs through the store's own layer"),
];

/// Locked crates that are banned.
pub fn banned(files: &[File]) -> Vec<String> {
    let locks = files.iter().filter(|file| file.path == "Cargo.lock");
    locks
        .flat_map(|file| file.text.lines().enumerate().map(move |(index, line)| (file, index + 1, line)))
        .filter_map(|(file, number, line)| {
            let name = line.strip_prefix("name = \"")?.strip_suffix('"')?;
            let (_, why) = BANNED.iter().find(|(banned, _)| *banned == name)?;
            Some(file.at(number, &format!("`{name}` may not come in: {why}")))
        })
        .collect()
}

/// Crates whose licence is not on the list.
pub fn licences(_: &[File]) -> Vec<String> {
    let tree =
        Step::cargo(["tree", "--workspace", "--locked", "--edges", "normal,build,dev", "--prefix", "none"])
            .arguments(["--format", "{p}|{l}"])
            .output();
    let tree = match tree {
        Ok(tree) => tree,
        Err(message) => return vec![message],
    };
    let mut findings: Vec<String> = tree
        .lines()
        .filter_map(|line| line.trim_end_matches(" (*)").split_once('|'))
        .filter(|(_, licence)| !is_free(licence))
        .map(|(package, licence)| format!("{package} is under `{licence}`, which is not on the list"))
        .collect();
    findings.sort();
    findings.dedup();
    findings
}

/// Whether an SPDX expression can be met with licences on the list.
fn is_free(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let free = any(&mut rest);
    free && rest.is_empty()
}

/// `a OR b`
fn any(rest: &mut &[&str]) -> bool {
    let mut free = all(rest);
    while let ["OR", after @ ..] = *rest {
        *rest = after;
        free |= all(rest);
    }
    free
}

/// `a AND b`
fn all(rest: &mut &[&str]) -> bool {
    let mut free = one(rest);
    while let ["AND", after @ ..] = *rest {
        *rest = after;
        free &= one(rest);
    }
    free
}

/// `( a )`, `a WITH b`, `a`
fn one(rest: &mut &[&str]) -> bool {
    match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let free = any(rest);
            let closed = rest.first() == Some(&")");
            *rest = rest.get(1..).unwrap_or_default();
            free && closed
        }
        [name, "WITH", exception, after @ ..] => {
            *rest = after;
            LICENCES.contains(&format!("{name} WITH {exception}").as_str())
        }
        [name, after @ ..] => {
            *rest = after;
            LICENCES.contains(name)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_understood() {
        for (expression, free) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0 OR MIT", true),
            ("GPL-3.0 AND MIT", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND AGPL-3.0", false),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("Apache-2.0 WITH something", false),
            ("", false),
            ("(MIT", false),
        ] {
            assert_eq!(is_free(expression), free, "{expression}");
        }
    }

    #[test]
    fn a_banned_crate_is_found_in_the_lock() {
        let lock = [File { path: "Cargo.lock".into(), text: "[[package]]\nname = \"openssl-sys\"\n".into() }];
        assert_eq!(banned(&lock).len(), 1);
    }
}
