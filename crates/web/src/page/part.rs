//! Parts that say where a piece of work stands: badges, stages, facts, events, numbers.

use super::form::csrf_field;
use super::icon::{Icon, icon};
use domain::{Fen, Language, Words};
use maud::{Markup, html};

/// What a colour means here; no part uses a colour for anything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Quiet,
    /// In hand, now.
    Accent,
    /// Done, met, free of charge.
    Good,
    /// Soon, undecided, needs a look.
    Warn,
    /// Late, refused, void.
    Bad,
}

impl Tone {
    /// The value of `data-tone`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Accent => "accent",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// A status in a word or two.
pub fn badge(language: Language, tone: Tone, label: &Words) -> Markup {
    html! { span.mark data-tone=(tone.name()) { (label.get(language)) } }
}

/// A message that belongs to the page: what happened, and what to do.
pub fn alert(language: Language, tone: Tone, title: Option<&Words>, message: &Words) -> Markup {
    let sign = match tone {
        Tone::Good => Icon::Check,
        Tone::Warn | Tone::Bad => Icon::Alert,
        Tone::Quiet | Tone::Accent => Icon::Info,
    };
    let role = if matches!(tone, Tone::Bad) { "alert" } else { "status" };
    html! {
        div.note data-tone=(tone.name()) role=(role) {
            (icon(sign))
            div {
                @if let Some(title) = title { strong { (title.get(language)) } }
                p { (message.get(language)) }
            }
        }
    }
}

/// A titled box.
pub fn card(language: Language, title: &Words, content: &Markup) -> Markup {
    card_with(language, title, &html! {}, content)
}

/// A titled box with buttons or links at the right of its title.
pub fn card_with(language: Language, title: &Words, actions: &Markup, content: &Markup) -> Markup {
    html! {
        section.card {
            div.card-header { h2 { (title.get(language)) } div.cluster { (actions) } }
            div.card-body { (content) }
        }
    }
}

/// Where a stage lies on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    /// Behind.
    Done,
    /// Here.
    Current,
    /// Ahead.
    Next,
}

/// One stage of a way through.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name.
    pub name: Words,
    /// Where it lies.
    pub state: StageState,
    /// A few words under it, such as when it was reached.
    pub note: Option<Words>,
}

/// The whole way, with what is done, what is now and what comes.
pub fn stage_bar(language: Language, stages: &[Stage]) -> Markup {
    let label = Words::fixed("进度", "Progress");
    let done = Words::fixed("已完成", "done");
    html! {
        ol.stages aria-label=(label.get(language)) {
            @for stage in stages {
                li data-state=[(stage.state == StageState::Done).then_some("done")]
                    aria-current=[(stage.state == StageState::Current).then_some("step")] {
                    span.stage {
                        @if stage.state == StageState::Done {
                            (icon(Icon::Check)) span.offscreen { (done.get(language)) " " }
                        }
                        (stage.name.get(language))
                    }
                    @if let Some(note) = &stage.note { small { (note.get(language)) } }
                }
            }
        }
    }
}

/// What is known, name by name; a missing value is a dash, so that it reads as unknown and not as forgotten.
pub fn facts(language: Language, facts: &[(Words, Option<Markup>)]) -> Markup {
    html! {
        dl.facts {
            @for (name, value) in facts {
                div {
                    dt { (name.get(language)) }
                    dd { @if let Some(value) = value { (value) } @else { span.quiet { "—" } } }
                }
            }
        }
    }
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// When, as text of the page (see [`super::instant`]).
    pub at: Markup,
    /// Who.
    pub by: Option<String>,
    /// What, in the past tense.
    pub what: Words,
    /// More about it: values, reasons.
    pub detail: Option<Markup>,
    /// Its colour.
    pub tone: Tone,
}

/// What happened, newest first as the caller orders it.
pub fn timeline(language: Language, events: &[Event]) -> Markup {
    html! {
        ol.timeline {
            @for event in events {
                li data-tone=(event.tone.name()) {
                    div.when {
                        (event.at)
                        @if let Some(by) = &event.by { " · " (by) }
                    }
                    div.what { (event.what.get(language)) }
                    @if let Some(detail) = &event.detail { div { (detail) } }
                }
            }
        }
    }
}

/// A number worth a glance.
#[derive(Clone, Debug)]
pub struct Tile {
    /// What is counted.
    pub label: Words,
    /// The number, written out.
    pub value: String,
    /// What it compares with, or what it hides.
    pub note: Option<Words>,
    /// Where its rows are listed.
    pub address: Option<String>,
    /// Its colour.
    pub tone: Tone,
}

/// Numbers side by side; each leads to the rows behind it.
pub fn tiles(language: Language, tiles: &[Tile]) -> Markup {
    let inside = |tile: &Tile| {
        html! {
            span.label { (tile.label.get(language)) }
            span.value { (tile.value) }
            @if let Some(note) = &tile.note { span.note-line { (note.get(language)) } }
        }
    };
    html! {
        div.tiles {
            @for tile in tiles {
                @if let Some(address) = &tile.address {
                    a.tile href=(address) data-tone=(tile.tone.name()) { (inside(tile)) }
                } @else {
                    div.tile data-tone=(tile.tone.name()) { (inside(tile)) }
                }
            }
        }
    }
}

/// One of several views of the same thing.
#[derive(Clone, Debug)]
pub struct Tab {
    /// Its name.
    pub label: Words,
    /// Its address.
    pub address: String,
    /// How many things it holds, when that helps to choose.
    pub count: Option<u64>,
}

/// Views of the same thing; each is an address of its own, so that it can be sent to a colleague.
pub fn tabs(language: Language, tabs: &[Tab], current: usize) -> Markup {
    let label = Words::fixed("视图", "Views");
    html! {
        nav.tabs aria-label=(label.get(language)) {
            @for (index, tab) in tabs.iter().enumerate() {
                a href=(tab.address) aria-current=[(index == current).then_some("page")] {
                    (tab.label.get(language))
                    @if let Some(count) = tab.count { " " span.count { (count) } }
                }
            }
        }
    }
}

/// An amount; deductions are red and carry their sign.
pub fn money(amount: Fen) -> Markup {
    html! { span.money data-sign=[(amount < Fen::ZERO).then_some("minus")] { (amount) } }
}

/// A text of which the reader sees a part.
#[derive(Clone, Copy, Debug)]
pub struct Masked<'a> {
    /// What everyone may see: `138****5678`.
    pub shown: &'a str,
    /// Where the whole is asked for with `POST`; that answers with the text and writes who asked.
    pub reveal: Option<&'a str>,
    /// The session's token.
    pub csrf: &'a str,
}

/// A masked text and, for those who may, a button that reveals it in place; each reveal is logged.
pub fn masked(language: Language, text: Masked<'_>) -> Markup {
    let label = Words::fixed("显示", "Show");
    let hint = Words::fixed("显示完整内容，将记入日志", "Show it in full; this is logged");
    html! {
        span.masked {
            span.number { (text.shown) }
            @if let Some(address) = text.reveal {
                form method="post" action=(address) hx-post=(address) hx-target="closest .masked" hx-swap="outerHTML" {
                    (csrf_field(text.csrf))
                    button.plain-button type="submit" title=(hint.get(language)) { (label.get(language)) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deductions_are_marked() {
        assert!(money(Fen(-3000)).into_string().contains("data-sign=\"minus\">-¥30.00"));
        assert!(!money(Fen::ZERO).into_string().contains("data-sign"));
    }

    #[test]
    fn unknown_facts_are_dashes() {
        let shown = facts(Language::English, &[(Words::fixed("购买日期", "Sold on"), None)]);
        assert!(shown.into_string().contains('—'));
    }

    #[test]
    fn one_stage_is_current() {
        let stage = |state| Stage { name: Words::same("x"), state, note: None };
        let stages = [StageState::Done, StageState::Current, StageState::Next].map(stage);
        let shown = stage_bar(Language::English, &stages).into_string();
        assert_eq!(shown.matches("aria-current=\"step\"").count(), 1);
        assert_eq!(shown.matches("data-state=\"done\"").count(), 1);
    }

    #[test]
    fn who_may_not_reveal_gets_no_button() {
        let text = Masked { shown: "138****5678", reveal: None, csrf: "t" };
        assert!(!masked(Language::Chinese, text).into_string().contains("form"));
    }
}
