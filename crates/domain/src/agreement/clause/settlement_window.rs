//! `settlement-window`: between which days of the month originals and form are sent (A2.9, A2.10).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::{Parameter, Values};
use crate::agreement::terms::Terms;
use crate::agreement::value::{Shape, Unit, Value};
use crate::words;
use crate::words::Words;
use jiff::civil::Date;

/// The days of the month on which a settlement is taken in, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettlementWindow {
    /// The first day.
    pub first_day: i64,
    /// The last day.
    pub last_day: i64,
}

impl SettlementWindow {
    /// Whether a settlement sent on that day is in time; a day the month does not have is its last day.
    pub fn admits(self, sent_on: Date) -> bool {
        let length = i64::from(sent_on.days_in_month());
        let day = i64::from(sent_on.day());
        (self.first_day.min(length)..=self.last_day.min(length)).contains(&day)
    }
}

const DAY: Shape = Shape::Number(Unit::DayOfMonth, 1, 31);

pub(super) static KIND: Kind = Kind {
    name: "settlement-window",
    title: Words::fixed("报送期间", "settlement window"),
    about: Words::fixed(
        "每月几日到几日报送原始单据和结算表，首尾两日在内（A2.9、A2.10）。",
        "Between which days of the month originals and form are sent, both days included (A2.9, A2.10).",
    ),
    scope: Scope::Agreement,
    parameters: &[
        Parameter::required("first_day", DAY, "首日", "first day"),
        Parameter::required("last_day", DAY, "末日", "last day"),
    ],
    apart_by: &[],
    facts: &[Parameter::required("sent", Shape::Date, "报送日期", "sent on")],
    answers: &[Parameter::optional("in_time", Shape::Flag, "按时", "in time")],
    sample: r#"
### 7.2 报送
乙方于每月 {{first_day}}至 {{last_day}}报送原始单据和结算表。
```clause settlement-window
first_day = 15
last_day = 20
```
```example
sent = "2026-03-20"
in_time = true
```
```example
sent = "2026-03-21"
in_time = false
```
"#,
    check: Some(check),
    enter,
    answer,
};

fn check(values: &Values) -> Result<(), Fault> {
    let (first, last) = (values.number("first_day"), values.number("last_day"));
    if first <= last {
        return Ok(());
    }
    Err(Fault::new(
        "last_day",
        words!("末日 {last} 在首日 {first} 之前。", "The last day {last} is before the first day {first}."),
        Words::fixed("首日不晚于末日。", "Let the first day be no later than the last."),
    ))
}

fn enter(clause: &Clause, terms: &mut Terms) {
    terms.settlement_window = Some(clause.says(SettlementWindow {
        first_day: clause.values.number("first_day"),
        last_day: clause.values.number("last_day"),
    }));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let window = found(question.terms.settlement_window(), "sent")?;
    let in_time = window.value.admits(question.facts.date("sent"));
    Ok(Findings::of(&window).with("in_time", Value::Flag(in_time)))
}
