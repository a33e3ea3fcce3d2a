//! `earmarked`: the repair fee is only for repair: not paid in cash, not set off against goods (A2.17).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Value};
use crate::coverage::Short;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// A way to settle that a clause may forbid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settling {
    /// Paid in cash.
    Cash,
    /// Set off against payment for goods.
    SetOff,
}

/// The ways of settling that are forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earmarked {
    /// The forbidden ways.
    pub forbidden: Short<Settling, 2>,
}

impl Earmarked {
    /// Whether the fee may be settled in that way.
    pub fn allows(&self, way: Settling) -> bool {
        self.forbidden.iter().all(|forbidden| *forbidden != way)
    }
}

const WAYS: &[Choice] = &[
    Choice::new("cash", "支付现金", "payment in cash"),
    Choice::new("set-off", "抵扣货款", "set-off against payment for goods"),
];

pub(super) static KIND: Kind = Kind {
    name: "earmarked",
    title: Words::fixed("专款专用", "earmarked fee"),
    about: Words::fixed(
        "维修费专款专用，不得以这些方式结算（A2.17）。",
        "The repair fee is earmarked and may not be settled in these ways (A2.17).",
    ),
    scope: Scope::Agreement,
    parameters: &[Parameter::required("forbids", Shape::Choices(WAYS), "不得", "forbids")],
    apart_by: &[],
    facts: &[Parameter::required("way", Shape::Choice(WAYS), "方式", "way")],
    answers: &[Parameter::optional("allowed", Shape::Flag, "允许", "allowed")],
    sample: r#"
### 7.8 专款专用
维修费专款专用，不得{{forbids}}。
```clause earmarked
forbids = ["cash", "set-off"]
```
```example
way = "cash"
allowed = false
```
"#,
    check: None,
    enter,
    answer,
};

fn way(code: &str) -> Settling {
    if code == "cash" { Settling::Cash } else { Settling::SetOff }
}

fn enter(clause: &Clause, terms: &mut Terms) {
    let forbidden = clause.values.choices("forbids").into_iter().map(way).collect();
    terms.earmarked = Some(clause.says(Earmarked { forbidden }));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let rule = found(question.terms.earmarked(), "way")?;
    let allowed = rule.value.allows(way(question.facts.choice("way")));
    Ok(Findings::of(&rule).with("allowed", Value::Flag(allowed)))
}
