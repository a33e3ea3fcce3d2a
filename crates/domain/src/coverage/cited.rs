//! The decision as it is stored and shown: owned, with citations and words.

use super::{Category, Coverage, CoveredLine, Fact, Fallback, Verdict};
use crate::agreement::Agreement;
use crate::reason::CitedReason;
use crate::words;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// A coverage decision with its clauses named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageDecision {
    /// The category; none while it is undecided.
    pub category: Option<Category>,
    /// The category holds unless a missing fact turns out to say otherwise.
    pub provisional: bool,
    /// Labour.
    pub labour: CoveredLine,
    /// Parts.
    pub parts: CoveredLine,
    /// Travel.
    pub travel: CoveredLine,
    /// Why, each with its clause.
    pub reasons: Vec<CitedReason>,
    /// Facts that are missing.
    pub missing: Vec<Fact>,
    /// What would have changed it.
    pub would_change: Vec<Words>,
    /// What the agreement says to do until the missing facts are known.
    pub fallback: Option<Fallback>,
}

impl Coverage {
    /// The decision with its clauses named, by the agreement that made it.
    pub fn cited(&self, agreement: &Agreement) -> CoverageDecision {
        CoverageDecision {
            category: self.verdict.category(),
            provisional: matches!(self.verdict, Verdict::Provisional(_)),
            labour: self.labour,
            parts: self.parts,
            travel: self.travel,
            reasons: self
                .reasons
                .iter()
                .map(|reason| CitedReason {
                    citation: reason.clause.map(|clause| agreement.cite(clause)),
                    because: reason.because.words(),
                })
                .collect(),
            missing: self.missing.iter().copied().collect(),
            would_change: self.would_change.iter().map(|change| change.words()).collect(),
            fallback: self.fallback,
        }
    }
}

impl CoverageDecision {
    /// The decision in one line: `保修（待定）：人工 免费，配件 免费，路费 免费`.
    pub fn summary(&self) -> Words {
        let Words { zh, en } = self.category.map_or(Words::fixed("不能确定", "undecided"), Category::words);
        let (unsure_zh, unsure_en) = if self.provisional {
            ("（待查明原因）", " (until the cause is found)")
        } else {
            ("", "")
        };
        let price = |line: &CoveredLine| {
            line.price.map_or(Words::fixed("待定", "to be decided"), super::Price::words)
        };
        let (labour, parts, travel) = (price(&self.labour), price(&self.parts), price(&self.travel));
        let (labour_zh, parts_zh, travel_zh) = (labour.zh, parts.zh, travel.zh);
        let (labour_en, parts_en, travel_en) = (labour.en, parts.en, travel.en);
        words!(
            "{zh}{unsure_zh}：人工 {labour_zh}，配件 {parts_zh}，路费 {travel_zh}",
            "{en}{unsure_en}: labour {labour_en}, parts {parts_en}, travel {travel_en}"
        )
    }

    /// The whole explanation, one line for each reason, missing fact and counterfactual.
    pub fn explain(&self) -> Vec<Words> {
        let mut lines = vec![self.summary()];
        for reason in &self.reasons {
            let Words { zh, en } = &reason.because;
            lines.push(match &reason.citation {
                Some(citation) => {
                    let cited = citation.words();
                    let (cited_zh, cited_en) = (&cited.zh, &cited.en);
                    words!("因为{zh}（{cited_zh}）", "because {en} ({cited_en})")
                }
                None => words!("因为{zh}", "because {en}"),
            });
        }
        for fact in &self.missing {
            let Words { zh, en } = fact.words();
            lines.push(words!("尚缺：{zh}", "missing: {en}"));
        }
        if let Some(fallback) = self.fallback {
            let Words { zh, en } = fallback.words();
            lines.push(words!("在此之前：{zh}", "until then: {en}"));
        }
        lines.extend(self.would_change.iter().cloned());
        lines
    }
}
