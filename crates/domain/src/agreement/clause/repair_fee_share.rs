//! `repair-fee-share`: the repair fee as a share of actual settled sales (A1.17, A2.5).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Shape, Value};
use crate::money::Rounding;
use crate::words::Words;

pub(super) static KIND: Kind = Kind {
    name: "repair-fee-share",
    title: Words::fixed("按销售额计的维修费", "repair fee by share of sales"),
    about: Words::fixed(
        "维修费按实际结算销售额的比例计，每月按当月销售额结算，分以下四舍五入（A1.17、A2.5）。",
        "The repair fee is a share of actual settled sales, settled each month on that month's sales, rounded to the nearest fen (A1.17, A2.5).",
    ),
    scope: Scope::ProductLines,
    parameters: &[Parameter::required("share", Shape::Percent, "比例", "share")],
    apart_by: &[],
    facts: &[Parameter::required("sales", Shape::Money, "当月结算销售额", "the month's settled sales")],
    answers: &[Parameter::optional("fee", Shape::Money, "维修费", "fee")],
    sample: r#"
### 5.1 维修费
维修费按实际结算销售额的 {{share}} 计。
```clause repair-fee-share
share = "1%"
```
```example
sales = "123450.50"
fee = "1234.51"
```
"#,
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    clause.set(&mut terms.fee_share, &clause.values.percent("share"));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let share = found(question.terms.repair_fee_share(question.line), "product_line")?;
    let fee = question.facts.money("sales").share(share.value, Rounding::HalfUp);
    Ok(Findings::of(&share).with("fee", Value::Money(fee)))
}
