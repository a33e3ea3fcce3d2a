//! A diagnostic: what is wrong with an agreement, exactly where, and what to write instead.

use crate::words::Words;
use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// More problems than a person will read at once; the rest show after these are mended.
pub(super) const PROBLEMS_MAX: usize = 200;

/// One problem of an agreement file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The file as it was named to the reader.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, counted in characters.
    pub column: usize,
    /// How many characters of that line are at fault; at least 1.
    pub length: usize,
    /// A stable code for programs, such as `parameter.unknown`.
    pub code: &'static str,
    /// What is wrong, with the offending text.
    pub message: Words,
    /// What to do next.
    pub hint: Words,
    /// The whole line.
    pub excerpt: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, .. } = self;
        write!(f, "{file}:{line}:{column}: {}: {}", self.code, self.message.zh)?;
        write!(f, "\n  {}\n  {}", self.message.en, self.excerpt)?;
        write!(f, "\n  {} / {}", self.hint.zh, self.hint.en)
    }
}

/// A problem before it is located: a range of bytes instead of line and column.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub range: Range<usize>,
    pub code: &'static str,
    pub message: Words,
    pub hint: Words,
}

impl Problem {
    pub fn new(range: Range<usize>, code: &'static str, message: Words, hint: Words) -> Self {
        Self { range, code, message, hint }
    }

    /// Finds the line and column of the range in `source`.
    fn locate(self, file: &str, source: &str) -> Diagnostic {
        let start = source.floor_char_boundary(self.range.start.min(source.len()));
        let end = source.floor_char_boundary(self.range.end.clamp(start, source.len()));
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
        let excerpt = source[line_start..line_end].trim_end_matches('\r');
        let shown_start = if line_start == 0 && excerpt.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            line_start
        };
        Diagnostic {
            file: file.to_owned(),
            line: source[..start].matches('\n').count() + 1,
            column: source[shown_start.min(start)..start].chars().count() + 1,
            length: source[start..end.min(line_end)].chars().count().max(1),
            code: self.code,
            message: self.message,
            hint: self.hint,
            excerpt: excerpt.trim_start_matches('\u{feff}').to_owned(),
        }
    }
}

/// Locates all problems, in the order of the file.
pub(super) fn locate(mut problems: Vec<Problem>, file: &str, source: &str) -> Vec<Diagnostic> {
    problems.sort_by_key(|problem| problem.range.start);
    problems.truncate(PROBLEMS_MAX);
    problems.into_iter().map(|problem| problem.locate(file, source)).collect()
}

/// The candidate most like `word`, when it is like enough to be a slip of the pen.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().take(64).collect();
    candidates
        .into_iter()
        .map(|candidate| (edits(&letters, candidate), candidate))
        .filter(|(distance, _)| *distance <= (letters.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be put in, taken out or changed to make `candidate` of `letters`.
fn edits(letters: &[char], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=letters.len()).collect();
    for (line, other) in candidate.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, letter) in letters.iter().enumerate() {
            let change = diagonal + usize::from(*letter != other);
            diagonal = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[letters.len()]
}

/// "Did you mean …?", or else the list of what may stand there.
pub fn did_you_mean(word: &str, candidates: &[&str]) -> Words {
    if let Some(near) = nearest(word, candidates.iter().copied()) {
        return crate::words!("是不是想写 {near}？", "Did you mean {near}?");
    }
    if candidates.is_empty() {
        return Words::fixed("删去这一项。", "Take it out.");
    }
    let (zh, en) = (candidates.join("、"), candidates.join(", "));
    crate::words!("可以写：{zh}。", "It can be one of: {en}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = "第一行\n甲方 {{x}} 乙方\n";
        let start = source.find("{{").unwrap();
        let problem = Problem::new(start..start + 5, "t", Words::fixed("a", "a"), Words::fixed("b", "b"));
        let found = locate(vec![problem], "f.md", source).remove(0);
        assert_eq!((found.line, found.column, found.length), (2, 4, 5));
        assert_eq!(found.excerpt, "甲方 {{x}} 乙方");
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let source = "\u{feff}x";
        let problem = Problem::new(3..4, "t", Words::fixed("a", "a"), Words::fixed("b", "b"));
        assert_eq!(locate(vec![problem], "f.md", source)[0].column, 1);
    }

    #[test]
    fn slips_of_the_pen_are_recognised() {
        let kinds = ["warranty-term", "restore-within"];
        assert_eq!(nearest("restor-within", kinds), Some("restore-within"));
        assert_eq!(nearest("zzz", kinds), None);
        assert_eq!(edits(&['a', 'b', 'c'], "abd"), 1);
        assert_eq!(edits(&[], "ab"), 2);
    }
}
