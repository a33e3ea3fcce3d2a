//! Rendering: the prose with its blanks fills in words, as safe HTML and as plain text.

use super::Agreement;
use super::clause::{Clause, Example};
use super::document::{BLANK_CLOSES, BLANK_OPENS, Section, options};
use super::value::Value;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd, html};
use std::fmt::Write as _;
use std::ops::Range;

/// The clause of a section, if it has one.
fn clause_of(agreement: &Agreement, place: usize) -> Option<&Clause> {
    agreement.clauses().find(|clause| clause.section == place)
}

/// What stands in the place of a mark: the words of a blank, or an example as a sentence.
struct Fill {
    class: &'static str,
    words: String,
}

/// The Markdown of a section in which blanks and examples are replaced by numbered marks, and the clause is left
/// out.
fn marked(
    agreement: &Agreement,
    section: &Section,
    end: usize,
    clause: Option<&Clause>,
) -> (String, Vec<Fill>) {
    let source = agreement.source();
    let mut cuts: Vec<(Range<usize>, Option<Fill>)> = Vec::new();
    for block in &section.blocks {
        let example = clause
            .iter()
            .flat_map(|clause| &clause.examples)
            .find(|example| block.whole.contains(&example.range.start));
        let fill = example.map(|example| Fill { class: "example", words: example_words(example) });
        cuts.push((block.whole.clone(), fill));
    }
    for blank in &section.blanks {
        let value: Option<&Value> = clause
            .and_then(|clause| clause.values.get(&blank.name))
            .or_else(|| agreement.front_value(&blank.name));
        let fill = Fill {
            class: "blank",
            words: value.map_or_else(String::new, |value| value.words().zh.into_owned()),
        };
        cuts.push((blank.range.clone(), Some(fill)));
    }
    cuts.sort_by_key(|(range, _)| range.start);
    let mut text = String::new();
    let mut fills = Vec::new();
    let mut from = section.heading.start;
    for (range, fill) in cuts {
        if range.start < from || range.end > end {
            continue;
        }
        text.push_str(&source[from..range.start]);
        from = range.end;
        let Some(fill) = fill else {
            text.push('\n');
            continue;
        };
        let number = fills.len();
        // An example stands as a paragraph of its own.
        let around = if fill.class == "example" { "\n\n" } else { "" };
        let _ = write!(text, "{around}{BLANK_OPENS}{number}{BLANK_CLOSES}{around}");
        fills.push(fill);
    }
    text.push_str(&source[from..end.max(from)]);
    (text, fills)
}

/// The text in pieces: plain text, and what stands in the place of a mark with its class.
fn pieces<'a>(text: &'a str, fills: &'a [Fill]) -> impl Iterator<Item = (Option<&'static str>, &'a str)> {
    text.split_inclusive([BLANK_OPENS, BLANK_CLOSES]).map(move |piece| {
        let number = piece.strip_suffix(BLANK_CLOSES).and_then(|n| n.parse::<usize>().ok());
        match number.and_then(|number| fills.get(number)) {
            Some(fill) => (Some(fill.class), fill.words.as_str()),
            None => (None, piece.trim_end_matches([BLANK_OPENS, BLANK_CLOSES])),
        }
    })
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(letter),
        }
    }
    safe
}

/// Whether a link may be followed from a page.
fn is_safe_link(target: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:", "#"].iter().any(|scheme| target.starts_with(scheme))
}

/// One section of an agreement as it is read on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedSection {
    /// Its number; none for the words before the first numbered heading.
    pub number: Option<String>,
    /// Its prose with the blanks filled, as safe HTML.
    pub html: String,
}

/// The whole agreement as safe HTML: no raw HTML, no images, links of known schemes only.
pub(super) fn to_html(agreement: &Agreement) -> String {
    let mut page = String::from("<article class=\"agreement\">\n");
    let _ = writeln!(page, "<h1>{}</h1>", escape(agreement.title()));
    for section in to_sections(agreement) {
        match &section.number {
            Some(number) => {
                let _ = writeln!(page, "<section id=\"clause-{}\">", escape(number));
            }
            None => page.push_str("<section>\n"),
        }
        page.push_str(&section.html);
        page.push_str("</section>\n");
    }
    page.push_str("</article>\n");
    page
}

/// Section by section, so that something can stand beside each.
pub(super) fn to_sections(agreement: &Agreement) -> Vec<RenderedSection> {
    sections(agreement)
        .map(|(place, section, end)| {
            let clause = clause_of(agreement, place);
            let (text, fills) = marked(agreement, section, end, clause);
            let mut open_links = Vec::new();
            let events =
                Parser::new_ext(&text, options()).flat_map(|event| safe(event, &fills, &mut open_links));
            let mut html = String::new();
            html::push_html(&mut html, events);
            RenderedSection { number: section.number.clone(), html }
        })
        .collect()
}

/// One event made safe; a text with blanks becomes several.
fn safe<'a>(event: Event<'a>, fills: &[Fill], open_links: &mut Vec<bool>) -> Vec<Event<'a>> {
    match event {
        Event::Text(text) => pieces(&text, fills)
            .map(|(class, piece)| match class {
                Some(class) => {
                    let span = format!("<span class=\"{class}\">{}</span>", escape(piece));
                    Event::InlineHtml(span.into())
                }
                None => Event::Text(piece.to_owned().into()),
            })
            .collect(),
        Event::Html(text) | Event::InlineHtml(text) => vec![Event::Text(plain(&text, fills))],
        Event::Code(text) => vec![Event::Code(plain(&text, fills))],
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            let follow = is_safe_link(dest_url);
            open_links.push(follow);
            if follow { vec![event] } else { Vec::new() }
        }
        Event::End(TagEnd::Link) => {
            if open_links.pop() == Some(true) {
                vec![event]
            } else {
                Vec::new()
            }
        }
        Event::Start(Tag::Image { .. } | Tag::HtmlBlock) | Event::End(TagEnd::Image | TagEnd::HtmlBlock) => {
            Vec::new()
        }
        // The words after a fence name a language; here they would be text of the file in an attribute.
        Event::Start(Tag::CodeBlock(_)) => vec![Event::Start(Tag::CodeBlock(CodeBlockKind::Indented))],
        other => vec![other],
    }
}

fn plain(text: &str, fills: &[Fill]) -> CowStr<'static> {
    let words: String = pieces(text, fills).map(|(_, piece)| piece).collect();
    words.into()
}

fn sections(agreement: &Agreement) -> impl Iterator<Item = (usize, &Section, usize)> {
    let all = &agreement.document().sections;
    let end_of_file = agreement.source().len();
    all.iter().enumerate().map(move |(place, section)| {
        let end = all.get(place + 1).map_or(end_of_file, |next| next.heading.start);
        (place, section, end)
    })
}

/// `例：报修时间 2026-03-02 09:00，地点 县区 → 到期 2026-03-04 09:00`.
fn example_words(example: &Example) -> String {
    let list = |values: &super::schema::Values| {
        let items: Vec<String> = values
            .iter()
            .filter(|entry| entry.key_range.is_some())
            .map(|entry| format!("{} {}", entry.words.zh, entry.value.words().zh))
            .collect();
        items.join("，")
    };
    format!("例：{} → {}", list(&example.facts), list(&example.expected))
}

/// The whole agreement as plain text.
pub(super) fn to_text(agreement: &Agreement) -> String {
    let mut page = format!("{}\n\n", agreement.title());
    for (place, section, end) in sections(agreement) {
        let clause = clause_of(agreement, place);
        let (text, fills) = marked(agreement, section, end, clause);
        let mut writer = TextWriter { page: &mut page, fills: &fills, numbers: Vec::new() };
        for event in Parser::new_ext(&text, options()) {
            writer.write(event);
        }
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

struct TextWriter<'a> {
    page: &'a mut String,
    fills: &'a [Fill],
    /// The next number of each open list; `None` for a list without numbers.
    numbers: Vec<Option<u64>>,
}

impl TextWriter<'_> {
    fn write(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                let words = plain(&text, self.fills);
                self.page.push_str(&words);
            }
            Event::SoftBreak | Event::HardBreak => self.page.push('\n'),
            Event::Rule => self.page.push_str("----\n\n"),
            Event::Start(Tag::List(first)) => self.numbers.push(first),
            Event::Start(Tag::Item) => self.open_item(),
            Event::End(TagEnd::List(_)) => {
                self.numbers.pop();
                if self.numbers.is_empty() {
                    self.page.push('\n');
                }
            }
            Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => self.end_line(),
            Event::End(TagEnd::TableCell) => self.page.push_str(" | "),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Table) => {
                self.end_line();
                if self.numbers.is_empty() {
                    self.page.push('\n');
                }
            }
            _ => {}
        }
    }

    fn open_item(&mut self) {
        self.end_line();
        let indent = "  ".repeat(self.numbers.len().saturating_sub(1).min(8));
        self.page.push_str(&indent);
        match self.numbers.last_mut() {
            Some(Some(number)) => {
                let _ = write!(self.page, "{number}. ");
                *number += 1;
            }
            _ => self.page.push_str("- "),
        }
    }

    fn end_line(&mut self) {
        if !self.page.ends_with('\n') {
            self.page.push('\n');
        }
    }
}
