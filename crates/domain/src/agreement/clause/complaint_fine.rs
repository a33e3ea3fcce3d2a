//! `complaint-fine`: the fine for a complaint the provider's service caused, by severity (A2.7).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::{Parameter, Values};
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Value};
use crate::money::Fen;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// How grave a complaint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 一般.
    Minor,
    /// 较重.
    Serious,
    /// 严重.
    Grave,
}

/// The fines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComplaintFine {
    minor: Fen,
    serious: Fen,
    grave: Fen,
}

impl ComplaintFine {
    /// The fine for one complaint.
    pub const fn of(&self, severity: Severity) -> Fen {
        match severity {
            Severity::Minor => self.minor,
            Severity::Serious => self.serious,
            Severity::Grave => self.grave,
        }
    }
}

const SEVERITIES: &[Choice] = &[
    Choice::new("minor", "一般", "minor"),
    Choice::new("serious", "较重", "serious"),
    Choice::new("grave", "严重", "grave"),
];

pub(super) static KIND: Kind = Kind {
    name: "complaint-fine",
    title: Words::fixed("投诉扣款", "fine for complaints"),
    about: Words::fixed(
        "因乙方服务质量引起的投诉，按轻重从维修费中扣款（A2.7）。",
        "A complaint caused by the provider's service quality: a fine by severity, deducted from the repair fee (A2.7).",
    ),
    scope: Scope::Agreement,
    parameters: &[
        Parameter::required("minor", Shape::Money, "一般投诉", "minor complaint"),
        Parameter::required("serious", Shape::Money, "较重投诉", "serious complaint"),
        Parameter::required("grave", Shape::Money, "严重投诉", "grave complaint"),
    ],
    apart_by: &[],
    facts: &[Parameter::required("severity", Shape::Choice(SEVERITIES), "轻重", "severity")],
    answers: &[Parameter::optional("fine", Shape::Money, "扣款", "fine")],
    sample: r#"
### 5.3 投诉
每起投诉，一般的扣 {{minor}}，较重的扣 {{serious}}，严重的扣 {{grave}}。
```clause complaint-fine
minor = "50.00"
serious = "200.00"
grave = "500.00"
```
```example
severity = "serious"
fine = "200.00"
```
"#,
    check: Some(check),
    enter,
    answer,
};

fn check(values: &Values) -> Result<(), Fault> {
    let fine = read(values);
    if fine.minor <= fine.serious && fine.serious <= fine.grave {
        return Ok(());
    }
    Err(Fault::new(
        "grave",
        Words::fixed("较重的投诉扣得反而少。", "A graver complaint is fined less."),
        Words::fixed("一般 ≤ 较重 ≤ 严重。", "Keep minor ≤ serious ≤ grave."),
    ))
}

fn read(values: &Values) -> ComplaintFine {
    ComplaintFine {
        minor: values.money("minor"),
        serious: values.money("serious"),
        grave: values.money("grave"),
    }
}

fn enter(clause: &Clause, terms: &mut Terms) {
    terms.complaint_fine = Some(clause.says(read(&clause.values)));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let severity = match question.facts.choice("severity") {
        "minor" => Severity::Minor,
        "serious" => Severity::Serious,
        _ => Severity::Grave,
    };
    let fine = found(question.terms.complaint_fine(severity), "severity")?;
    Ok(Findings::of(&fine).with("fine", Value::Money(fine.value)))
}
