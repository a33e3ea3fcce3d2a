//! Rules about lines of text. Words that must not occur are put together from halves, so that this file may exist.

use super::File;

/// Lines a source file may have.
const LINES_MAX: usize = 500;

/// Files that may be longer, each with the reason; keep it short.
const LONG_FILES: [(&str, &str); 0] = [];

/// Where SQL may stand outside the store, each with the reason.
const SQL_OUTSIDE: [(&str, &str); 3] = [
    ("crates/testkit/", "it starts and drops the databases of the tests"),
    ("crates/cli/src/bench", "the floor we measure against is the bare database"),
    ("crates/cli/tests/", "a black-box test looks into the file it had made"),
];

/// Paths and hosts of one machine: nothing here may depend on where it was written.
const MACHINE_WORDS: [&str; 5] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("registry.npm", "js.org"),
    concat!("index.cra", "tes.io"),
];

/// The sections of the rule book and the number of the last rule in each.
const RULE_BOOK: [(&str, u32); 9] =
    [("A1.", 22), ("A2.", 28), ("A3.", 23), ("A4.", 6), ("G", 3), ("M", 9), ("S", 15), ("T", 4), ("W", 14)];

/// Each line of each file with its number.
fn lines<'a>(files: impl Iterator<Item = &'a File>) -> impl Iterator<Item = (&'a File, usize, &'a str)> {
    files.flat_map(|file| file.text.lines().enumerate().map(move |(index, line)| (file, index + 1, line)))
}

fn rust(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.is("rs"))
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// Statements in other crates: `select … from`, `insert into`, `update … set`, `delete from`.
pub fn sql_outside_store(files: &[File]) -> Vec<String> {
    let elsewhere = rust(files).filter(|file| {
        !file.path.starts_with("crates/store/")
            && !file.path.starts_with("xtask/")
            && !SQL_OUTSIDE.iter().any(|(place, _)| file.path.starts_with(place))
    });
    lines(elsewhere)
        .filter(|(_, _, line)| line.contains('"') && !is_comment(line) && is_statement(line))
        .map(|(file, line, _)| file.at(line, "a statement belongs in crates/store"))
        .collect()
}

fn is_statement(line: &str) -> bool {
    let line = line.to_lowercase();
    let starts = |word: &str| {
        line.contains(&format!("\"{word} ")) || line.trim_start().starts_with(&format!("{word} "))
    };
    starts("insert into")
        || starts("delete from")
        || (starts("select") && line.contains(" from "))
        || (starts("update") && line.contains(" set "))
}

/// Files that are too long to be read at once.
pub fn long_files(files: &[File]) -> Vec<String> {
    rust(files)
        .map(|file| (file, file.text.lines().count()))
        .filter(|(file, count)| *count > LINES_MAX && !LONG_FILES.iter().any(|(long, _)| *long == file.path))
        .map(|(file, count)| {
            file.at(count, &format!("{count} lines; at most {LINES_MAX}, split it by what it is about"))
        })
        .collect()
}

/// `allow` attributes: they stay when their reason is gone, `expect` does not.
pub fn allowed_lints(files: &[File]) -> Vec<String> {
    let allow = [concat!("#[all", "ow("), concat!("#![all", "ow(")];
    lines(rust(files))
        .filter(|(_, _, line)| allow.iter().any(|attribute| line.contains(attribute)))
        .map(|(file, line, _)| file.at(line, "write #[expect(…, reason = \"…\")]"))
        .collect()
}

/// Marks of unfinished work and tests that do not run.
pub fn left_for_later(files: &[File]) -> Vec<String> {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("#[ign", "ore")];
    let ours = files.iter().filter(|file| !file.path.ends_with("package-lock.json"));
    lines(ours)
        .filter_map(|(file, line, text)| {
            let mark = marks.iter().find(|mark| text.contains(*mark))?;
            Some(file.at(line, &format!("`{mark}`: do it, or write down in DECISIONS.md why not")))
        })
        .collect()
}

/// Words that only one machine understands. Cargo.lock names its registry by design.
pub fn machine_words(files: &[File]) -> Vec<String> {
    lines(files.iter().filter(|file| file.path != "Cargo.lock"))
        .filter_map(|(file, line, text)| {
            let word = MACHINE_WORDS.iter().find(|word| text.contains(*word))?;
            Some(file.at(line, &format!("`{word}` is true on one machine only")))
        })
        .collect()
}

/// Citations such as A2.10 in comments, of rules that do not exist; what stands between backquotes is a value.
pub fn unknown_rules(files: &[File]) -> Vec<String> {
    lines(rust(files).filter(|file| !file.path.starts_with("xtask/")))
        .filter(|(_, _, text)| is_comment(text))
        .flat_map(|(file, line, text)| {
            let prose = text.split('`').step_by(2);
            let words = prose.flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric() && c != '.'));
            words
                .filter(|word| !exists(word))
                .map(move |word| file.at(line, &format!("there is no rule {word}")))
        })
        .collect()
}

/// False for a word that looks like a rule (`A2.10`, `M4`) and is none; any other word is fine.
fn exists(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    RULE_BOOK.iter().all(|(section, last)| {
        let number = word.strip_prefix(section).and_then(|number| number.parse::<u32>().ok());
        number.is_none_or(|number| (1..=*last).contains(&number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> [File; 1] {
        [File { path: path.into(), text: text.into() }]
    }

    #[test]
    fn statements_are_told_from_prose() {
        let app = |text| sql_outside_store(&file("crates/app/src/x.rs", text)).len();
        assert_eq!(app("let sql = \"select id from unit where serial = $1\";"), 1);
        assert_eq!(app("tx.exec(\"INSERT INTO unit values ($1)\", args![])"), 1);
        assert_eq!(
            app("\"select a part, or choose one from the list\""),
            1,
            "prose that reads like SQL is worded anew"
        );
        assert_eq!(app("words!(\"…\", \"Choose a part from the list\")"), 0);
        assert_eq!(app("// update \"state\" and set it"), 0);
        assert!(sql_outside_store(&file("crates/store/src/x.rs", "\"delete from unit\"")).is_empty());
    }

    #[test]
    fn rules_are_looked_up() {
        for (word, known) in [
            ("A2.28", true),
            ("A2.29", false),
            ("A1.0", false),
            ("A4.6.", true),
            ("A4", true),
            ("M9", true),
            ("M10", false),
            ("B", true),
        ] {
            assert_eq!(exists(word), known, "{word}");
        }
    }

    #[test]
    fn long_files_and_marks_are_found() {
        assert_eq!(long_files(&file("crates/a.rs", &"x\n".repeat(501))).len(), 1);
        assert!(long_files(&file("crates/a.rs", &"x\n".repeat(500))).is_empty());
        assert_eq!(left_for_later(&file("a.md", concat!("TO", "DO: later"))).len(), 1);
        assert_eq!(machine_words(&file("a.md", concat!("see /wo", "rk/x"))).len(), 1);
        assert_eq!(allowed_lints(&file("a.rs", concat!("#[all", "ow(dead_code)]"))).len(), 1);
    }
}
