//! `callback-quota`: which share of the month's repairs the provider calls back (A1.9, A2.2).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found, least_of};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Shape, Unit, Value};
use crate::words;
use crate::words::Words;

pub(super) static KIND: Kind = Kind {
    name: "callback-quota",
    title: Words::fixed("回访比例", "callback quota"),
    about: Words::fixed(
        "乙方对当月维修用户的最低回访比例，件数不足一件的进一（A1.9、A2.2）。",
        "The least share of the month's repairs the provider calls back; a part of a call counts as one (A1.9, A2.2).",
    ),
    scope: Scope::Agreement,
    parameters: &[Parameter::required("at_least", Shape::Percent, "最低比例", "at least")],
    apart_by: &[],
    facts: &[
        Parameter::required("repairs", Shape::Number(Unit::Pieces, 0, 1_000_000), "当月维修数", "repairs"),
        Parameter::optional(
            "called_back",
            Shape::Number(Unit::Pieces, 0, 1_000_000),
            "已回访数",
            "called back",
        ),
    ],
    answers: &[
        Parameter::optional("needed", Shape::Number(Unit::Pieces, 0, 1_000_000), "应回访数", "needed"),
        Parameter::optional("met", Shape::Flag, "达标", "met"),
    ],
    sample: r#"
### 2.9 回访
乙方应回访当月维修用户的 {{at_least}} 以上。
```clause callback-quota
at_least = "25%"
```
```example
repairs = 10
called_back = 2
needed = 3
met = false
```
"#,
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    terms.callback_quota = Some(clause.says(clause.values.percent("at_least")));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let quota = found(question.terms.callback_quota(), "repairs")?;
    let repairs = question.facts.number("repairs");
    let needed = least_of(quota.value, repairs);
    let mut findings = Findings::of(&quota).with("needed", Value::Number(needed, Unit::Pieces));
    if let Some(called) = question.facts.maybe_number("called_back") {
        if called > repairs {
            return Err(Fault::new(
                "called_back",
                words!(
                    "回访 {called} 件多于维修 {repairs} 件。",
                    "{called} callbacks are more than {repairs} repairs."
                ),
                Words::fixed("核对两个数。", "Check the two numbers."),
            ));
        }
        findings = findings.with("met", Value::Flag(called >= needed));
    }
    Ok(findings)
}
