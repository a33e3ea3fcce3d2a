//! The Markdown side: a document has front matter and sections; a section has a heading, prose with blanks,
//! at most one clause block and any number of example blocks.

use super::diagnostic::{Problem, did_you_mean};
use crate::words;
use crate::words::Words;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The characters that stand for blanks while a document is rendered; an agreement cannot contain them.
pub(super) const BLANK_OPENS: char = '\u{e000}';
/// Ends what [`BLANK_OPENS`] begins.
pub(super) const BLANK_CLOSES: char = '\u{e001}';

/// A `{{name}}` in the prose.
#[derive(Clone, Debug)]
pub(super) struct Blank {
    pub name: String,
    pub range: Range<usize>,
}

/// What a fenced block is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Clause,
    Example,
}

/// A fenced block with TOML inside.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub purpose: Purpose,
    /// The word after `clause`: where the kind is named. Empty range at the line's end when it is missing.
    pub kind: Range<usize>,
    pub content: Range<usize>,
    pub whole: Range<usize>,
}

/// A heading and what stands under it, up to the next heading.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    pub number: Option<String>,
    /// The heading without its number; empty before the first heading.
    pub title: String,
    pub heading: Range<usize>,
    pub blanks: Vec<Blank>,
    pub blocks: Vec<Block>,
}

/// The file in parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    pub front: Range<usize>,
    pub sections: Vec<Section>,
}

/// The Markdown this language uses: plain `CommonMark` and tables.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
}

/// Splits `source` into its parts.
pub(super) fn read(source: &str, problems: &mut Vec<Problem>) -> Document {
    let (front, body) = front_matter(source, problems);
    for (at, letter) in source.match_indices([BLANK_OPENS, BLANK_CLOSES]) {
        problems.push(Problem::new(
            at..at + letter.len(),
            "document.private_character",
            Words::fixed("文中有不可见的私用字符。", "There is an invisible private character."),
            Words::fixed("删去这个字符。", "Take the character out."),
        ));
    }
    let mut reader = Reader {
        source,
        body,
        sections: vec![Section { heading: body..body, ..Section::default() }],
        code: Vec::new(),
        problems,
    };
    reader.walk();
    reader.find_blanks();
    Document { front, sections: reader.sections }
}

/// The range of the front matter's TOML and the start of the body.
fn front_matter(source: &str, problems: &mut Vec<Problem>) -> (Range<usize>, usize) {
    let begin = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let first_end = source[begin..].find('\n').map_or(source.len(), |at| begin + at + 1);
    if source[begin..first_end].trim_end() != "---" {
        problems.push(Problem::new(
            begin..first_end,
            "front.missing",
            Words::fixed("文件开头没有协议信息。", "The file does not begin with front matter."),
            Words::fixed(
                "第一行写 ---，然后写 agreement、title 等，再以 --- 结束。",
                "Begin with a line ---, then agreement, title and so on, and end with a line ---.",
            ),
        ));
        return (begin..begin, begin);
    }
    let mut line_start = first_end;
    for line in source[first_end..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return (first_end..line_start, line_start + line.len());
        }
        line_start += line.len();
    }
    problems.push(Problem::new(
        begin..first_end,
        "front.unclosed",
        Words::fixed("协议信息没有结束行。", "The front matter has no end."),
        Words::fixed("在协议信息之后另起一行写 ---。", "Write a line --- after the front matter."),
    ));
    (first_end..source.len(), source.len())
}

struct Reader<'a> {
    source: &'a str,
    body: usize,
    sections: Vec<Section>,
    /// Ranges of fenced and inline code, where no blanks are looked for.
    code: Vec<Range<usize>>,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn walk(&mut self) {
        let mut depth = 0_usize;
        let mut heading: Option<(Range<usize>, String)> = None;
        let mut content: Option<Range<usize>> = None;
        let parser = Parser::new_ext(&self.source[self.body..], options());
        for (event, range) in parser.into_offset_iter() {
            let range = self.body + range.start..self.body + range.end;
            match event {
                Event::Start(tag) => {
                    match tag {
                        Tag::Heading { .. } if depth == 0 => heading = Some((range, String::new())),
                        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                            content = None;
                            self.open_block(&info, &range, depth);
                        }
                        _ => {}
                    }
                    depth += 1;
                }
                Event::End(tag) => {
                    depth = depth.saturating_sub(1);
                    match tag {
                        TagEnd::Heading(_) if depth == 0 => {
                            if let Some((range, text)) = heading.take() {
                                self.open_section(range, &text);
                            }
                        }
                        TagEnd::CodeBlock => self.close_block(range, content.take()),
                        _ => {}
                    }
                }
                Event::Text(text) => {
                    if let Some((_, title)) = &mut heading {
                        title.push_str(&text);
                    } else {
                        let start = content.as_ref().map_or(range.start, |known| known.start);
                        content = Some(start..range.end);
                    }
                }
                Event::Code(text) => {
                    if let Some((_, title)) = &mut heading {
                        title.push_str(&text);
                    }
                    self.code.push(range);
                }
                _ => {}
            }
        }
    }

    fn open_section(&mut self, range: Range<usize>, text: &str) {
        let (number, title) = split_number(text);
        self.sections.push(Section { number, title, heading: range, ..Section::default() });
    }

    /// Notes a fenced block by its info string; its content is known when it closes.
    fn open_block(&mut self, info: &str, whole: &Range<usize>, depth: usize) {
        let mut words = info.split_whitespace();
        let Some(word) = words.next() else { return };
        let line_end = self.source[whole.clone()].find('\n').map_or(whole.end, |at| whole.start + at);
        let line = &self.source[whole.start..line_end];
        let word_at = whole.start + line.find(word).unwrap_or(0);
        let purpose = match word {
            "clause" => Purpose::Clause,
            "example" => Purpose::Example,
            _ => {
                self.problems.push(Problem::new(
                    word_at..(word_at + word.len()).min(line_end.max(word_at)),
                    "block.unknown",
                    words!("不认识的代码块 {word}。", "Unknown block {word}."),
                    did_you_mean(word, &["clause", "example"]),
                ));
                return;
            }
        };
        if depth > 0 {
            self.problems.push(Problem::new(
                whole.start..line_end,
                "block.nested",
                words!(
                    "{word} 块写在了列表或引用里。",
                    "The {word} block stands inside a list or a quotation."
                ),
                Words::fixed(
                    "把它移到列表或引用之外，顶格书写。",
                    "Move it out of the list or quotation, to the start of the line.",
                ),
            ));
            return;
        }
        let after = (word_at + word.len()).min(line_end);
        let kind = words.next().map_or(line_end..line_end, |kind| {
            let at = after + self.source[after..line_end].find(kind).unwrap_or(0);
            at..(at + kind.len()).min(line_end)
        });
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(Block { purpose, kind, content: line_end..line_end, whole: whole.clone() });
        }
    }

    fn close_block(&mut self, whole: Range<usize>, content: Option<Range<usize>>) {
        if let (Some(block), Some(content)) = (
            self.sections
                .last_mut()
                .and_then(|section| section.blocks.last_mut())
                .filter(|block| block.whole.start == whole.start),
            content,
        ) {
            block.content = content;
        }
        self.code.push(whole);
    }

    /// Finds `{{name}}` in everything that is not code.
    fn find_blanks(&mut self) {
        let mut from = self.body;
        while let Some(at) = self.source[from..].find("{{").map(|at| from + at) {
            from = at + 2;
            let next_code = self.code.partition_point(|code| code.end <= at);
            if let Some(code) = self.code.get(next_code).filter(|code| code.contains(&at)) {
                from = code.end.max(from);
                continue;
            }
            let line_end = self.source[at..].find('\n').map_or(self.source.len(), |n| at + n);
            let next = self.source[from..line_end].find("{{").map_or(line_end, |n| from + n);
            let Some(close) = self.source[from..next].find("}}").map(|n| from + n) else {
                self.problems.push(Problem::new(
                    at..at + self.source[at..next].trim_end().len(),
                    "blank.unclosed",
                    Words::fixed("空格 {{ 没有以 }} 结束。", "The blank {{ is not closed by }}."),
                    Words::fixed("写成 {{名称}}。", "Write {{name}}."),
                ));
                from = next;
                continue;
            };
            let blank = Blank { name: self.source[from..close].trim().to_owned(), range: at..close + 2 };
            from = close + 2;
            let after = self.sections.partition_point(|section| section.heading.start <= at);
            if let Some(section) = self.sections[..after].last_mut() {
                section.blanks.push(blank);
            }
        }
    }
}

/// `4.1 排除故障的时限` → `4.1`; `四、服务要求` → `四`; `第十二条 仲裁` → `十二`.
fn split_number(text: &str) -> (Option<String>, String) {
    let text = text.trim();
    let arabic = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = text[..arabic].trim_end_matches('.');
    let well_formed = number.split('.').all(|part| !part.is_empty() && part.len() <= 6);
    if well_formed && number.starts_with(|c: char| c.is_ascii_digit()) {
        let rest = text[arabic..].trim_start_matches(['、', '．', ' ', '\u{3000}']);
        return (Some(number.to_owned()), rest.to_owned());
    }
    let ordinal = text.strip_prefix('第').unwrap_or(text);
    let chinese = ordinal.find(|c: char| !"〇零一二三四五六七八九十百".contains(c)).unwrap_or(ordinal.len());
    let mut rest = ordinal[chinese..].chars();
    let closed = matches!(rest.next(), Some('、' | '．' | '条' | '章'));
    if chinese > 0 && closed {
        let title = rest.as_str().trim_start().to_owned();
        return (Some(ordinal[..chinese].to_owned()), title);
    }
    (None, text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_give_their_number() {
        for (text, number, title) in [
            ("4.1 排除故障的时限", Some("4.1"), "排除故障的时限"),
            ("四、服务要求", Some("四"), "服务要求"),
            ("第十二条 争议", Some("十二"), "争议"),
            ("附则", None, "附则"),
            ("3. 付款", Some("3"), "付款"),
            ("一般规定", None, "一般规定"),
            ("", None, ""),
        ] {
            assert_eq!(split_number(text), (number.map(str::to_owned), title.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_document_falls_into_its_parts() {
        let source =
            "---\na = 1\n---\n## 1 标题\n内 {{x}} `{{no}}`\n```clause restore-within\ncity = 1\n```\n";
        let mut problems = Vec::new();
        let document = read(source, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(&source[document.front.clone()], "a = 1\n");
        let section = &document.sections[1];
        assert_eq!(section.number.as_deref(), Some("1"));
        assert_eq!(section.blanks.len(), 1);
        assert_eq!(&source[section.blanks[0].range.clone()], "{{x}}");
        assert_eq!(&source[section.blocks[0].kind.clone()], "restore-within");
        assert_eq!(&source[section.blocks[0].content.clone()], "city = 1\n");
    }
}
