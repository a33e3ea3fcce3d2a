//! `monthly-report`: by which day of the month the provider reports to the service centre (A1.7, A2.1, A2.18).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Unit, Value};
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// What is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// The repairs of the month (A1.7, A2.1).
    RepairQuality,
    /// Quality information and repair statistics of all products (A2.18).
    QualityInformation,
}

const REPORTS: &[Choice] = &[
    Choice::new("repair-quality", "维修质量报告", "repair-quality report"),
    Choice::new("quality-information", "质量信息和维修统计", "quality information and repair statistics"),
];
const DAY: Shape = Shape::Number(Unit::DayOfMonth, 1, 31);

pub(super) static KIND: Kind = Kind {
    name: "monthly-report",
    title: Words::fixed("月报", "monthly report"),
    about: Words::fixed(
        "乙方每月几日前向甲方服务中心报送哪种报告，当日在内（A1.7、A2.1、A2.18）。",
        "By which day of the month, that day included, the provider sends which report (A1.7, A2.1, A2.18).",
    ),
    scope: Scope::Agreement,
    parameters: &[
        Parameter::required("report", Shape::Choice(REPORTS), "报告", "report"),
        Parameter::required("day", DAY, "最迟日", "latest day"),
    ],
    apart_by: &["report"],
    facts: &[
        Parameter::required("report", Shape::Choice(REPORTS), "报告", "report"),
        Parameter::required("sent", Shape::Date, "报送日期", "sent on"),
    ],
    answers: &[Parameter::optional("in_time", Shape::Flag, "按时", "in time")],
    sample: r#"
### 2.7 月报
乙方于每月 {{day}}前报送{{report}}。
```clause monthly-report
report = "repair-quality"
day = 15
```
```example
report = "repair-quality"
sent = "2026-03-16"
in_time = false
```
"#,
    check: None,
    enter,
    answer,
};

fn report(code: &str) -> Report {
    if code == "repair-quality" { Report::RepairQuality } else { Report::QualityInformation }
}

fn enter(clause: &Clause, terms: &mut Terms) {
    let day = Some(clause.says(clause.values.number("day")));
    match report(clause.values.choice("report")) {
        Report::RepairQuality => terms.repair_quality_report = day,
        Report::QualityInformation => terms.quality_information_report = day,
    }
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let asked = report(question.facts.choice("report"));
    let day = found(question.terms.monthly_report(asked), "report")?;
    let sent = question.facts.date("sent");
    let latest = day.value.min(i64::from(sent.days_in_month()));
    Ok(Findings::of(&day).with("in_time", Value::Flag(i64::from(sent.day()) <= latest)))
}
