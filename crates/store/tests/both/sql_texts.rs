//! Finds every SQL text of the crate by reading its source files.

use std::fs;
use std::path::Path;

/// A text that is SQL, and where it stands.
pub struct SqlText {
    pub place: String,
    /// With single blanks between words.
    pub text: String,
    /// A whole statement, or a piece that a query builder adds.
    pub whole: bool,
}

/// First words of whole statements.
const STATEMENTS: [&str; 5] = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
/// First words of a query builder's further pieces.
const PIECES: [&str; 8] = ["AND", "OR", "ORDER", "GROUP", "LIMIT", "JOIN", "LEFT", "ON"];

/// Every SQL text under `src`, without the texts of unit tests.
pub fn all() -> Vec<SqlText> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

fn collect(folder: &Path, found: &mut Vec<SqlText>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
            let source = fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
            found.extend(literals(&source).into_iter().filter_map(|(line, text)| as_sql(&name, line, &text)));
        }
    }
}

fn as_sql(file: &str, line: usize, text: &str) -> Option<SqlText> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let first = words.first()?;
    let whole = STATEMENTS.contains(first) && words.len() > 2;
    let piece = PIECES.contains(first) && text.starts_with(' ');
    (whole || piece).then(|| SqlText { place: format!("{file}:{line}"), text: words.join(" "), whole })
}

/// The string literals of a Rust source with their lines; comments and characters are stepped over.
pub fn literals(source: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = source.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(&char) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        let start = at;
        match char {
            '/' if next == Some('/') => at += length_until(&chars[at..], &['\n']),
            '/' if next == Some('*') => at += length_until(&chars[at..], &['*', '/']) + 2,
            '\'' if next == Some('\\') => at += 2 + length_until(&chars[at + 2..], &['\'']) + 1,
            '\'' if chars.get(at + 2) == Some(&'\'') => at += 3,
            'r' if matches!(next, Some('"' | '#')) && !is_word(&chars, at) => {
                let hashes = chars[at + 1..].iter().take_while(|it| **it == '#').count();
                let mut end = vec!['"'];
                end.resize(hashes + 1, '#');
                let from = (at + hashes + 2).min(chars.len());
                let length = length_until(&chars[from..], &end);
                found.push((line, chars[from..from + length].iter().collect()));
                at = from + length + end.len();
            }
            '"' => {
                let (text, length) = quoted(&chars[at + 1..]);
                found.push((line, text));
                at += length + 2;
            }
            _ => at += 1,
        }
        at = at.min(chars.len());
        line += chars[start..at].iter().filter(|it| **it == '\n').count();
    }
    found
}

/// Whether the character before is part of a name, so that `for"` is no raw string.
fn is_word(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_')
}

fn length_until(chars: &[char], end: &[char]) -> usize {
    chars.windows(end.len()).position(|window| window == end).unwrap_or(chars.len())
}

/// The text of a literal after its quote, and how many characters it takes in the source.
fn quoted(chars: &[char]) -> (String, usize) {
    let mut text = String::new();
    let mut at = 0;
    while let Some(&char) = chars.get(at) {
        match (char, chars.get(at + 1)) {
            ('"', _) => break,
            ('\\', Some('\n')) => {
                at += 1 + chars[at + 1..].iter().take_while(|it| it.is_whitespace()).count();
                continue;
            }
            ('\\', Some('n' | 't')) => text.push(' '),
            ('\\', Some(escaped)) => text.push(*escaped),
            _ => {
                text.push(char);
                at += 1;
                continue;
            }
        }
        at += 2;
    }
    (text, at)
}

#[test]
fn literals_are_found_and_comments_are_not() {
    let source = "// \"no\"\n/* \"no\" */ let a = '\"'; fn f<'a>(x: &'a str) {}\nlet b = \"a \\\"b\\\" \\\n   c\";\nr#\"raw \"x\"\"#";
    assert_eq!(literals(source), [(3, "a \"b\" c".to_owned()), (5, "raw \"x\"".to_owned())]);
}

#[test]
fn the_statements_of_this_crate_are_found() {
    let found = all();
    let counter = found.iter().find(|it| it.text.starts_with("INSERT INTO counter")).unwrap();
    assert!(counter.whole && counter.text.ends_with("RETURNING next - 1"), "{}", counter.text);
    assert!(found.len() >= 10);
}
