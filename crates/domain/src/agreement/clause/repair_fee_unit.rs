//! `repair-fee-unit`: a flat fee for each unit repaired in warranty and for each visit (A1.18).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Shape, Unit, Value};
use crate::money::Fen;
use crate::words::Words;

/// The flat fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitFee {
    /// For each unit repaired in warranty, whatever the size of the repair.
    pub repair: Fen,
    /// For each visit, whatever the distance.
    pub visit: Fen,
}

impl UnitFee {
    /// The fee for so many repaired units and visits.
    pub fn total(self, repairs: i64, visits: i64) -> Fen {
        self.repair.times(repairs) + self.visit.times(visits)
    }
}

const COUNT: Shape = Shape::Number(Unit::Pieces, 0, 1_000_000);

pub(super) static KIND: Kind = Kind {
    name: "repair-fee-unit",
    title: Words::fixed("按台计的维修费", "repair fee by unit"),
    about: Words::fixed(
        "保修期内每修一台、每上门一次的固定费用，不论工作大小和路程（A1.18）。",
        "A flat fee for each unit repaired in warranty and for each visit, whatever the size or distance (A1.18).",
    ),
    scope: Scope::ProductLines,
    parameters: &[
        Parameter::required("repair", Shape::Money, "每台维修费", "per repaired unit"),
        Parameter::required("visit", Shape::Money, "每次上门费", "per visit"),
    ],
    apart_by: &[],
    facts: &[
        Parameter::required("repairs", COUNT, "维修台数", "repaired units"),
        Parameter::required("visits", COUNT, "上门次数", "visits"),
    ],
    answers: &[Parameter::optional("fee", Shape::Money, "维修费", "fee")],
    sample: r#"
### 5.1 维修费
保修期内每修一台付 {{repair}}，每上门一次付 {{visit}}。
```clause repair-fee-unit
repair = "30.00"
visit = "15.00"
```
```example
repairs = 2
visits = 3
fee = "105.00"
```
"#,
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    let fee = UnitFee { repair: clause.values.money("repair"), visit: clause.values.money("visit") };
    clause.set(&mut terms.fee_unit, &fee);
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let fee = found(question.terms.repair_fee_unit(question.line), "product_line")?;
    let facts = question.facts;
    let total = fee.value.total(facts.number("repairs"), facts.number("visits"));
    Ok(Findings::of(&fee).with("fee", Value::Money(total)))
}
