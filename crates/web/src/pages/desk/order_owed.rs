//! What is owed about an order: how each promise stands, by which clause, and why its clock reads as it does.

use super::parts::{clause_link, due, zone};
use crate::page::{self, ReasonLine, Tone, Why};
use crate::session::SignedIn;
use app::view::desk_order::OrderView;
use domain::obligation::{Obligation, ObligationState};
use domain::{Words, words};
use maud::{Markup, html};

/// What is owed about the order: the clock, the debtor and the clause.
pub(super) fn owed_card(signed_in: &SignedIn, view: &OrderView) -> Markup {
    let language = signed_in.language;
    let content = html! {
        @if view.obligations.is_empty() {
            p.quiet {
                (Words::fixed("没有约定时限：协议或地点不明。", "No deadline: the agreement or the place is unknown.").get(language))
            }
        }
        div.stack {
            @for (obligation, debtor) in &view.obligations { (owed(signed_in, obligation, debtor.as_deref())) }
        }
    };
    page::card(language, &Words::fixed("时限", "Promised"), &content)
}

fn owed(signed_in: &SignedIn, obligation: &Obligation, debtor: Option<&str>) -> Markup {
    let language = signed_in.language;
    let principal = Words::fixed("甲方", "the principal");
    let standing = match &obligation.state {
        ObligationState::Paused { .. } => {
            page::badge(language, Tone::Warn, &Words::fixed("计时暂停", "clock stopped"))
        }
        ObligationState::Met { .. } => page::badge(language, Tone::Good, &Words::fixed("按时完成", "kept")),
        ObligationState::Open { due_at, .. } | ObligationState::Breached { met_late_at: None, due_at } => {
            due(language, Some(*due_at), signed_in.now, false)
        }
        ObligationState::Breached { met_late_at: Some(met), due_at } => {
            let late = page::duration(met.as_second() - due_at.as_second());
            let (zh, en) = (&late.zh, &late.en);
            page::badge(language, Tone::Bad, &words!("超时 {zh} 完成", "kept {en} late"))
        }
        ObligationState::Lapsed { .. } => {
            page::badge(language, Tone::Quiet, &Words::fixed("不再要求", "lapsed"))
        }
    };
    html! {
        div {
            div.cluster {
                strong { (obligation.kind.words().get(language)) }
                (standing)
                (page::why(language, &clock_why(obligation)))
            }
            div.quiet.small {
                (debtor.unwrap_or_else(|| principal.get(language))) " · "
                (Words::fixed("自 ", "since ").get(language)) (page::instant(zone(), obligation.started_at))
            }
        }
    }
}

/// Why this deadline: the clause, the span, the stretches in which the clock stood.
fn clock_why(obligation: &Obligation) -> Why {
    let span = obligation.span.map_or_else(
        || Words::fixed("协议约定了日期", "the agreement names the day"),
        |span| {
            let Words { zh, en } = span.words();
            words!("约定时限为 {zh}", "{en} are promised")
        },
    );
    let mut reasons = vec![ReasonLine { because: span, clause: Some(clause_link(&obligation.citation)) }];
    if obligation.segments.len() > 1 {
        let stops = obligation.segments.len() - 1;
        let plural = if stops == 1 { "" } else { "s" };
        reasons.push(ReasonLine {
            because: words!(
                "按用户要求停表 {stops} 次，停表时间不计",
                "the clock stood {stops} time{plural} at the customer's wish; that time does not count"
            ),
            clause: None,
        });
    }
    if let ObligationState::Open { provisional: true, .. } = obligation.state {
        reasons.push(ReasonLine {
            because: Words::fixed(
                "该年度放假安排尚未公布，到期时间可能变动",
                "that year's holidays are not published yet, so it may move",
            ),
            clause: None,
        });
    }
    Why { reasons, missing: Vec::new(), otherwise: None }
}
