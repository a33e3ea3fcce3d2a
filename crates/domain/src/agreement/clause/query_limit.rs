//! `query-limit`: how long after a settlement a query 疑义 about it is accepted (A2.16).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Shape, Unit, Value};
use crate::coverage::months_after;
use crate::words;
use crate::words::Words;

pub(super) static KIND: Kind = Kind {
    name: "query-limit",
    title: Words::fixed("提出疑义的期限", "limit for queries"),
    about: Words::fixed(
        "对结算有疑义的，应在结算后多少个月内提出，末日在内（A2.16）。",
        "Within how many months after a settlement a query about it must be raised, the last day included (A2.16).",
    ),
    scope: Scope::Agreement,
    parameters: &[Parameter::required("months", Shape::Number(Unit::Months, 1, 36), "月数", "months")],
    apart_by: &[],
    facts: &[
        Parameter::required("settled", Shape::Date, "结算日期", "settled on"),
        Parameter::required("raised", Shape::Date, "提出日期", "raised on"),
    ],
    answers: &[
        Parameter::optional("accepted", Shape::Flag, "受理", "accepted"),
        Parameter::optional("last_day", Shape::Date, "最后一日", "last day"),
    ],
    sample: r#"
### 7.7 疑义
对结算有疑义的，应在 {{months}} 内提出。
```clause query-limit
months = 3
```
```example
settled = "2025-11-30"
raised = "2026-02-28"
accepted = true
last_day = "2026-02-28"
```
```example
settled = "2025-11-30"
raised = "2026-03-01"
accepted = false
```
"#,
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    terms.query_limit = Some(clause.says(clause.values.number("months")));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let limit = found(question.terms.query_limit(), "settled")?;
    let (settled, raised) = (question.facts.date("settled"), question.facts.date("raised"));
    if raised < settled {
        return Err(Fault::new(
            "raised",
            words!(
                "疑义 {raised} 在结算 {settled} 之前提出。",
                "The query of {raised} is before the settlement of {settled}."
            ),
            Words::fixed("核对两个日期。", "Check the two dates."),
        ));
    }
    let last_day = months_after(settled, limit.value);
    Ok(Findings::of(&limit)
        .with("accepted", Value::Flag(raised <= last_day))
        .with("last_day", Value::Date(last_day)))
}
