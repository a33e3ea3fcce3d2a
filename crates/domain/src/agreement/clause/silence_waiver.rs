//! `silence-waiver`: after how many months in a row without originals and form their fee is waived (A2.15).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Shape, Unit, Value};
use crate::words::Words;

pub(super) static KIND: Kind = Kind {
    name: "silence-waiver",
    title: Words::fixed("逾期不报视为放弃", "waiver by silence"),
    about: Words::fixed(
        "连续多少个月不报送原始单据和结算表，即放弃这些月的维修费（A2.15）。",
        "After how many months in a row without originals and form the fee of those months is waived (A2.15).",
    ),
    scope: Scope::Agreement,
    parameters: &[Parameter::required(
        "months",
        Shape::Number(Unit::Months, 1, 36),
        "连续月数",
        "months in a row",
    )],
    apart_by: &[],
    facts: &[Parameter::required(
        "silent_months",
        Shape::Number(Unit::Months, 0, 600),
        "连续未报送",
        "months without settlement",
    )],
    answers: &[Parameter::optional("waived", Shape::Flag, "视为放弃", "waived")],
    sample: r"
### 7.6 逾期
连续 {{months}} 不报送的，视为放弃这些月的维修费。
```clause silence-waiver
months = 3
```
```example
silent_months = 2
waived = false
```
```example
silent_months = 3
waived = true
```
",
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    terms.silence_waiver = Some(clause.says(clause.values.number("months")));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let months = found(question.terms.silence_waiver(), "silent_months")?;
    let waived = question.facts.number("silent_months") >= months.value;
    Ok(Findings::of(&months).with("waived", Value::Flag(waived)))
}
