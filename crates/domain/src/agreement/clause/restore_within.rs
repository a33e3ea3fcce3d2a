//! `restore-within`: how soon after the call the technician is on site (A1.14) or the fault is removed (A2.3).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Value};
use crate::division::RegionClass;
use crate::duration::Span;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// What must have happened when the time is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The technician is there.
    OnSite,
    /// The fault is removed.
    Restored,
}

/// A promise of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Deadline {
    /// What must have happened.
    pub target: Target,
    /// How long it may take from the call.
    pub span: Span,
}

/// The lengths for each class of region.
#[derive(Clone, Copy, Debug)]
pub(in crate::agreement) struct RegionSpans {
    pub city: Span,
    pub county: Span,
}

impl RegionSpans {
    pub const fn of(&self, region: RegionClass) -> Span {
        match region {
            RegionClass::City => self.city,
            RegionClass::County => self.county,
        }
    }
}

const TARGETS: &[Choice] =
    &[Choice::new("on-site", "到达现场", "on site"), Choice::new("restored", "排除故障", "fault removed")];
const PLACES: &[Choice] = &[Choice::new("city", "市区", "city"), Choice::new("county", "县区", "county")];

pub(super) static KIND: Kind = Kind {
    name: "restore-within",
    title: Words::fixed("服务时限", "service deadline"),
    about: Words::fixed(
        "接到报修后多久到达现场或排除故障，市区、县区分别约定（A1.14、A2.3）。",
        "How soon after the call the technician is on site or the fault is removed, for city and county (A1.14, A2.3).",
    ),
    scope: Scope::ProductLines,
    parameters: &[
        Parameter::required("city", Shape::Span, "市区时限", "time in the city"),
        Parameter::required("county", Shape::Span, "县区时限", "time in the county"),
        Parameter::choice_or("target", TARGETS, "restored", "到时应达成", "to be reached"),
    ],
    apart_by: &["target"],
    facts: &[
        Parameter::required("reported", Shape::Moment, "报修时间", "reported at"),
        Parameter::required("place", Shape::Choice(PLACES), "地点", "place"),
        Parameter::optional("target", Shape::Choice(TARGETS), "应达成", "to be reached"),
    ],
    answers: &[Parameter::optional("due", Shape::Moment, "到期", "due at")],
    sample: r#"
### 4.1 排除故障的时限
接到报修后，市区 {{city}} 内、县区 {{county}} 内{{target}}。
```clause restore-within
city = "24h"
county = "48h"
target = "restored"
```
```example
reported = "2026-03-02 09:00"
place = "county"
due = "2026-03-04 09:00"
```
"#,
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    let spans = RegionSpans { city: clause.values.span("city"), county: clause.values.span("county") };
    let place = match target(clause.values.choice("target")) {
        Target::OnSite => &mut terms.on_site,
        Target::Restored => &mut terms.restored,
    };
    clause.set(place, &spans);
}

fn target(code: &str) -> Target {
    if code == "on-site" { Target::OnSite } else { Target::Restored }
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let facts = question.facts;
    let region = if facts.choice("place") == "city" { RegionClass::City } else { RegionClass::County };
    let deadline = match facts.maybe_choice("target") {
        Some(code) => question.terms.deadline(question.line, target(code), region),
        None => question.terms.restore_deadline(question.line, region),
    };
    let deadline = found(deadline, "target")?;
    let impossible = || {
        Fault::new(
            "reported",
            Words::fixed(
                "这个时刻在协议时区里不存在。",
                "That moment does not exist in the agreement's zone.",
            ),
            Words::fixed("改一个时刻。", "Choose another moment."),
        )
    };
    let reported = question
        .zone
        .to_ambiguous_timestamp(facts.moment("reported"))
        .unambiguous()
        .map_err(|_| impossible())?;
    let due = question.calendar.add(reported, deadline.value.span).at;
    let local = question.zone.to_datetime(due);
    Ok(Findings::of(&deadline).with("due", Value::Moment(local)))
}
