//! "Why?": every answer opens into the facts it used and the clauses that make them matter.

use domain::{Language, Words};
use maud::{Markup, html};

/// One reason: what was found, and where it is written.
#[derive(Clone, Debug)]
pub struct ReasonLine {
    /// What was found, with the values.
    pub because: Words,
    /// The clause's name and its address on the agreement's page.
    pub clause: Option<(Words, String)>,
}

/// The reasons behind one answer.
#[derive(Clone, Debug, Default)]
pub struct Why {
    /// In the order they decided.
    pub reasons: Vec<ReasonLine>,
    /// Facts that would have been needed: unknown is not zero.
    pub missing: Vec<Words>,
    /// What would have changed the answer.
    pub otherwise: Option<Words>,
}

/// A disclosure of two words that opens into the reasons; nothing at all when there are none.
pub fn why(language: Language, why: &Why) -> Markup {
    if why.reasons.is_empty() && why.missing.is_empty() {
        return html! {};
    }
    let label = Words::fixed("为什么", "Why");
    let missing = Words::fixed("还不知道：", "Not known yet: ");
    html! {
        details.why {
            summary { (label.get(language)) }
            div {
                ul {
                    @for reason in &why.reasons {
                        li {
                            (reason.because.get(language))
                            @if let Some((name, address)) = &reason.clause {
                                " " a.own-link.nowrap href=(address) { (name.get(language)) }
                            }
                        }
                    }
                    @for fact in &why.missing {
                        li.missing { (missing.get(language)) (fact.get(language)) }
                    }
                }
                @if let Some(otherwise) = &why.otherwise {
                    p.quiet { (otherwise.get(language)) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_reasons_show_nothing() {
        assert_eq!(why(Language::English, &Why::default()).into_string(), "");
    }

    #[test]
    fn missing_facts_are_named() {
        let shown = why(
            Language::English,
            &Why { missing: vec![Words::fixed("购买日期", "date of sale")], ..Why::default() },
        );
        assert!(shown.into_string().contains("Not known yet: date of sale"));
    }
}
