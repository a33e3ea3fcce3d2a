//! `consignment`: the first stock of parts 铺底, as a share of some months' sales (A1.20, A2.8).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Shape, Unit, Value};
use crate::money::{BasisPoints, Fen, Rounding};
use crate::words::Words;

/// How much stock the principal lays in with the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consignment {
    /// The share of sales.
    pub share: BasisPoints,
    /// Over how many months the sales are counted.
    pub months: i64,
}

impl Consignment {
    /// The value of the stock for the sales of those months, to the nearest fen.
    pub fn stock(self, sales: Fen) -> Fen {
        sales.share(self.share, Rounding::HalfUp)
    }
}

pub(super) static KIND: Kind = Kind {
    name: "consignment",
    title: Words::fixed("配件铺底", "consignment of parts"),
    about: Words::fixed(
        "甲方按若干个月销售额的比例向乙方提供铺底配件（A1.20、A2.8）。",
        "The principal lays in parts with the provider for a share of some months' sales (A1.20, A2.8).",
    ),
    scope: Scope::ProductLines,
    parameters: &[
        Parameter::required("share", Shape::Percent, "比例", "share"),
        Parameter::required("months", Shape::Number(Unit::Months, 1, 36), "销售月数", "months of sales"),
    ],
    apart_by: &[],
    facts: &[Parameter::required("sales", Shape::Money, "这些月的销售额", "sales of those months")],
    answers: &[Parameter::optional("stock", Shape::Money, "铺底金额", "stock")],
    sample: r#"
### 6.1 铺底
甲方按乙方 {{months}} 销售额的 {{share}} 提供铺底配件。
```clause consignment
share = "1%"
months = 3
```
```example
sales = "300000.00"
stock = "3000.00"
```
"#,
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    let consignment =
        Consignment { share: clause.values.percent("share"), months: clause.values.number("months") };
    clause.set(&mut terms.consignment, &consignment);
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let consignment = found(question.terms.consignment(question.line), "product_line")?;
    let stock = consignment.value.stock(question.facts.money("sales"));
    Ok(Findings::of(&consignment).with("stock", Value::Money(stock)))
}
