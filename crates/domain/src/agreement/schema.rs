//! A schema lists the keys a TOML table may have; reading a table against it finds every unknown key, missing
//! value and wrong unit at its exact place.

use super::diagnostic::{Problem, did_you_mean, nearest};
use super::value::{Choice, ProductLine, Shape, Value};
use crate::coverage::SaleDate;
use crate::duration::Span;
use crate::money::{BasisPoints, Fen};
use crate::words;
use crate::words::Words;
use jiff::civil::{Date, DateTime};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// What happens when a key is left out.
#[derive(Clone, Copy, Debug)]
pub enum Absence {
    /// It is an error: a blank of the form has no default.
    Refused,
    /// Nothing: the key says something extra.
    Allowed,
    /// This choice is meant.
    Means(&'static str),
}

/// One key of a table: its name, what may stand there, and how it is called.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// As it is written.
    pub name: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// What happens when it is left out.
    pub absence: Absence,
    /// How it is called.
    pub words: Words,
}

impl Parameter {
    /// A key that must be given.
    pub const fn required(name: &'static str, shape: Shape, zh: &'static str, en: &'static str) -> Self {
        Self { name, shape, absence: Absence::Refused, words: Words::fixed(zh, en) }
    }

    /// A key that may be left out.
    pub const fn optional(name: &'static str, shape: Shape, zh: &'static str, en: &'static str) -> Self {
        Self { name, shape, absence: Absence::Allowed, words: Words::fixed(zh, en) }
    }

    /// A choice that means `default` when it is left out.
    pub const fn choice_or(
        name: &'static str,
        choices: &'static [Choice],
        default: &'static str,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self {
            name,
            shape: Shape::Choice(choices),
            absence: Absence::Means(default),
            words: Words::fixed(zh, en),
        }
    }
}

/// A value with its key and its place in the file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub name: &'static str,
    /// How the key is called.
    pub words: Words,
    /// The value.
    pub value: Value,
    /// Where the key stands; `None` for a default that is not written.
    pub(super) key_range: Option<Range<usize>>,
    /// Where the value stands.
    pub(super) value_range: Range<usize>,
}

/// The values of one table, in the order of its schema.
#[derive(Clone, Debug, Default)]
pub struct Values {
    entries: Vec<Entry>,
}

impl Values {
    /// All entries.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The entry of `name`, if it is given or has a default.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// Those whose name fits, and the others.
    pub(super) fn partition(self, fits: impl Fn(&str) -> bool) -> (Self, Self) {
        let (fitting, others) = self.entries.into_iter().partition(|entry| fits(entry.name));
        (Self { entries: fitting }, Self { entries: others })
    }

    /// The value of `name`, if it is given or has a default.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.entry(name).map(|entry| &entry.value)
    }
}

/// Gives each kind of value two readers: one for optional keys, one for keys the schema requires.
macro_rules! readers {
    ($($(#[$doc:meta])* $maybe:ident $required:ident: $type:ty = $pattern:pat => $result:expr;)+) => {
        impl Values {$(
            $(#[$doc])*
            pub fn $maybe(&self, name: &str) -> Option<$type> {
                match self.get(name) {
                    Some($pattern) => Some($result),
                    _ => None,
                }
            }

            $(#[$doc])*
            /// The schema requires it.
            pub fn $required(&self, name: &str) -> $type {
                self.$maybe(name).expect("the schema of the kind requires this key and its shape")
            }
        )+}
    };
}

readers! {
    /// A length of time.
    maybe_span span: Span = Value::Span(span) => *span;
    /// An amount.
    maybe_money money: Fen = Value::Money(amount) => *amount;
    /// A share.
    maybe_percent percent: BasisPoints = Value::Percent(share) => *share;
    /// A number.
    maybe_number number: i64 = Value::Number(number, _) => *number;
    /// The code of a choice.
    maybe_choice choice: &'static str = Value::Choice(choice) => choice.code;
    /// The codes of several choices.
    maybe_choices choices: Vec<&'static str> = Value::Choices(chosen) => chosen.iter().map(|c| c.code).collect();
    /// Yes or no.
    maybe_flag flag: bool = Value::Flag(flag) => *flag;
    /// A line of text.
    maybe_text text: &str = Value::Text(text) => text;
    /// A list of texts.
    maybe_texts texts: &[String] = Value::Texts(texts) => texts;
    /// A date.
    maybe_date date: Date = Value::Date(date) => *date;
    /// A date and time of day.
    maybe_moment moment: DateTime = Value::Moment(moment) => *moment;
    /// A day of sale.
    maybe_sale sale: SaleDate = Value::Sale(sale) => *sale;
    /// Product lines.
    maybe_lines lines: &[ProductLine] = Value::Lines(lines) => lines;
    /// A clause number.
    maybe_clause clause: &str = Value::Clause(number) => number;
}

/// A table as it stands in the file: its keys and values, and where they are.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub content: DeTable<'a>,
    text: &'a str,
    /// Where the text of the table begins in the file.
    pub base: usize,
    /// Some of it could not be read, so what is missing may only be unreadable.
    pub broken: bool,
}

impl<'a> Table<'a> {
    /// Parses `source[range]`; what can be read is read, the rest is reported.
    pub fn parse(source: &'a str, range: Range<usize>, problems: &mut Vec<Problem>) -> Self {
        let base = range.start;
        let text = &source[range];
        let (table, errors) = DeTable::parse_recoverable(text);
        let broken = !errors.is_empty();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let detail = error.message().lines().next().unwrap_or_default().to_owned();
            problems.push(Problem::new(
                base + span.start..base + span.end,
                "toml.syntax",
                words!("这里不是正确的 TOML：{detail}。", "This is no valid TOML: {detail}."),
                Words::fixed(
                    "每行写 名称 = 值；文字和带单位的数加引号。",
                    "Write name = value on each line; put texts and numbers with units in quotes.",
                ),
            ));
        }
        Self { content: table.into_inner(), text, base, broken }
    }

    /// The text of a value as it is written, cut when it is long.
    fn written(&self, span: &Range<usize>) -> String {
        let text = self.text.get(span.clone()).unwrap_or_default();
        let mut letters = text.chars();
        let start: String = letters.by_ref().take(WRITTEN_MAX).collect();
        if letters.next().is_some() { start + "…" } else { start }
    }

    fn place(&self, span: &Range<usize>) -> Range<usize> {
        self.base + span.start..self.base + span.end
    }
}

/// So many characters of a value are quoted in a message.
const WRITTEN_MAX: usize = 60;

/// What a table belongs to; it decides the first half of the codes and where missing keys are reported.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    /// `front`, `parameter` or `example`.
    pub code: Codes,
    /// Where to point when a key is missing.
    pub range: Range<usize>,
}

/// The codes of the four things that can be wrong with a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Codes {
    pub unknown: &'static str,
    pub missing: &'static str,
    pub wrong: &'static str,
    pub blank: &'static str,
}

/// Reads a table against a schema and reports everything that does not fit.
pub(super) fn read_table<'s>(
    table: &Table<'_>,
    schema: impl Iterator<Item = &'s Parameter> + Clone,
    lines: &[ProductLine],
    owner: &Owner,
    problems: &mut Vec<Problem>,
) -> Values {
    let names: Vec<&str> = schema.clone().map(|parameter| parameter.name).collect();
    for key in table.content.keys() {
        if !names.contains(&key.get_ref().as_ref()) {
            let name = key.get_ref();
            problems.push(Problem::new(
                table.place(&key.span()),
                owner.code.unknown,
                words!("没有名为 {name} 的参数。", "There is no parameter {name}."),
                did_you_mean(name, &names),
            ));
        }
    }
    let mut values = Values::default();
    for parameter in schema {
        let found = table.content.iter().find(|(key, _)| key.get_ref() == parameter.name);
        let Some((key, value)) = found else {
            if !table.broken {
                absent(parameter, lines, owner, problems, &mut values);
            }
            continue;
        };
        let value_range = table.place(&value.span());
        let read = if lines.is_empty() && matches!(parameter.shape, Shape::Line | Shape::Lines) {
            // The front matter names no product lines, which is reported there.
            Some(Value::Lines(Vec::new()))
        } else {
            parameter.shape.read(value.get_ref(), lines)
        };
        match read {
            Some(read) if !is_blank(value.get_ref()) => values.entries.push(Entry {
                name: parameter.name,
                words: parameter.words.clone(),
                value: read,
                key_range: Some(table.place(&key.span())),
                value_range,
            }),
            _ => {
                let written = table.written(&value.span());
                problems.push(misfit(parameter, value.get_ref(), &written, value_range, lines, owner));
            }
        }
    }
    values
}

fn absent(
    parameter: &Parameter,
    lines: &[ProductLine],
    owner: &Owner,
    problems: &mut Vec<Problem>,
    values: &mut Values,
) {
    match parameter.absence {
        Absence::Allowed => {}
        Absence::Means(default) => {
            if let Some(value) = parameter.shape.read(&DeValue::String(default.into()), lines) {
                values.entries.push(Entry {
                    name: parameter.name,
                    words: parameter.words.clone(),
                    value,
                    key_range: None,
                    value_range: owner.range.clone(),
                });
            }
        }
        Absence::Refused => {
            let (name, zh, en) = (parameter.name, &parameter.words.zh, &parameter.words.en);
            let expects = parameter.shape.expects(lines);
            let (expects_zh, expects_en) = (&expects.zh, &expects.en);
            problems.push(Problem::new(
                owner.range.clone(),
                owner.code.missing,
                words!("缺少 {name}（{zh}）。", "{name} ({en}) is missing."),
                words!(
                    "补上 {name} = …，它没有默认值。{expects_zh}",
                    "Add {name} = …; it has no default. {expects_en}"
                ),
            ));
        }
    }
}

/// A value that is still the `__` of the form.
fn is_blank(value: &DeValue<'_>) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty() || text.trim().chars().all(|c| c == '_'))
}

fn misfit(
    parameter: &Parameter,
    value: &DeValue<'_>,
    written: &str,
    range: Range<usize>,
    lines: &[ProductLine],
    owner: &Owner,
) -> Problem {
    let (name, zh, en) = (parameter.name, &parameter.words.zh, &parameter.words.en);
    let expects = parameter.shape.expects(lines);
    if is_blank(value) {
        return Problem::new(
            range,
            owner.code.blank,
            words!("{name}（{zh}）还是空格。", "{name} ({en}) is still blank."),
            expects,
        );
    }
    let offending = value.as_str().unwrap_or_default();
    let guess = parameter.shape.meant(value).or_else(|| {
        nearest(offending, parameter.shape.codes(lines)).map(|code| Value::Text(code.to_owned()).code())
    });
    let hint = match guess {
        Some(guess) => {
            let (zh, en) = (expects.zh, expects.en);
            words!("是不是想写 {guess}？{zh}", "Did you mean {guess}? {en}")
        }
        None => expects,
    };
    Problem::new(
        range,
        owner.code.wrong,
        words!("{name}（{zh}）的值 {written} 不合要求。", "{written} does not fit as {name} ({en})."),
        hint,
    )
}
