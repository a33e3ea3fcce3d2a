//! `returned-goods-deduction`: the cost of goods the provider returns is deducted from the repair fee (A2.6).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Shape, Value};
use crate::money::{BasisPoints, Fen, Rounding};
use crate::words::Words;

/// How much of the repair cost of returned goods is deducted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnedGoods {
    /// The share of their repair cost, which the principal's service rates give.
    pub share: BasisPoints,
}

impl ReturnedGoods {
    /// The deduction for goods of that repair cost: an amount to take off the fee, to the nearest fen.
    pub fn deduction(self, cost: Fen) -> Fen {
        cost.share(self.share, Rounding::HalfUp)
    }
}

pub(super) static KIND: Kind = Kind {
    name: "returned-goods-deduction",
    title: Words::fixed("退货维修扣费", "deduction for returned goods"),
    about: Words::fixed(
        "乙方退回的产品，按服务收费标准计算的维修费用从维修费中扣除（A2.6）。",
        "The cost of goods the provider returns, by the service rates, is deducted from the repair fee (A2.6).",
    ),
    scope: Scope::Agreement,
    parameters: &[Parameter::required("share", Shape::Percent, "扣除比例", "share deducted")],
    apart_by: &[],
    facts: &[Parameter::required("cost", Shape::Money, "维修费用", "repair cost")],
    answers: &[Parameter::optional("deduction", Shape::Money, "扣除", "deduction")],
    sample: r#"
### 5.2 退货
乙方退回产品的维修费用，按 {{share}} 从维修费中扣除。
```clause returned-goods-deduction
share = "100%"
```
```example
cost = "86.50"
deduction = "86.50"
```
"#,
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    terms.returned_goods = Some(clause.says(ReturnedGoods { share: clause.values.percent("share") }));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let rule = found(question.terms.returned_goods(), "cost")?;
    let deduction = rule.value.deduction(question.facts.money("cost"));
    Ok(Findings::of(&rule).with("deduction", Value::Money(deduction)))
}
