//! `tenfold-fine`: the fine for an order whose data are false 假一罚十 (A2.24).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Unit, Value};
use crate::money::{Fen, Rounding};
use crate::words::Words;

/// What counts as the claimed amount of an order that carries none of its own, because the fee is a share of sales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareBasis {
    /// The month's share fee divided evenly over the month's valid orders, to the nearest fen.
    Even,
    /// Nothing: such an order is only void.
    Nothing,
}

/// How a false order is fined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TenfoldFine {
    /// How many times the claimed amount.
    pub times: i64,
    /// What a share-of-sales order is taken to have claimed.
    pub share_basis: ShareBasis,
}

impl TenfoldFine {
    /// What an order paid from the month's share fee is taken to have claimed.
    pub fn claimed_of_share(self, month_fee: Fen, valid_orders: i64) -> Fen {
        match self.share_basis {
            ShareBasis::Even if valid_orders > 0 => month_fee.ratio(1, valid_orders, Rounding::HalfUp),
            ShareBasis::Even | ShareBasis::Nothing => Fen::ZERO,
        }
    }

    /// The fine for an order that claimed this amount.
    pub fn fine(self, claimed: Fen) -> Fen {
        claimed.times(self.times)
    }
}

const BASES: &[Choice] = &[Choice::new(
    "claimed-amount",
    "该单申报金额",
    "claimed amount of the order",
)];
const SHARE_BASES: &[Choice] = &[
    Choice::new(
        "even",
        "当月维修费按有效工单数平均",
        "the month's fee divided evenly over its valid orders",
    ),
    Choice::new("nothing", "不计金额", "nothing"),
];

pub(super) static KIND: Kind = Kind {
    name: "tenfold-fine",
    title: Words::fixed("假一罚十", "fine for false data"),
    about: Words::fixed(
        "资料虚假或与事实严重不符的工单，按申报金额的若干倍罚款；按销售额计费的工单没有自己的金额，另定其金额（A2.24）。",
        "An order whose data are false is fined several times its claimed amount; orders paid by share of sales carry none, so it is defined here (A2.24).",
    ),
    scope: Scope::Agreement,
    parameters: &[
        Parameter::required("times", Shape::Number(Unit::Times, 1, 100), "倍数", "times"),
        Parameter::required("basis", Shape::Choice(BASES), "基数", "basis"),
        Parameter::required(
            "share_basis",
            Shape::Choice(SHARE_BASES),
            "按销售额计费时的基数",
            "basis under a share fee",
        ),
    ],
    apart_by: &[],
    facts: &[
        Parameter::optional("claimed", Shape::Money, "申报金额", "claimed amount"),
        Parameter::optional("month_fee", Shape::Money, "当月维修费", "the month's fee"),
        Parameter::optional(
            "valid_orders",
            Shape::Number(Unit::Pieces, 1, 1_000_000),
            "有效工单数",
            "valid orders",
        ),
    ],
    answers: &[Parameter::optional("fine", Shape::Money, "罚款", "fine")],
    sample: r#"
### 9.2 假一罚十
资料虚假的，按{{basis}}的 {{times}} 罚款；按销售额计费的，以{{share_basis}}为一单的金额。
```clause tenfold-fine
times = 10
basis = "claimed-amount"
share_basis = "even"
```
```example
claimed = "45.00"
fine = "450.00"
```
```example
month_fee = "1000.00"
valid_orders = 3
fine = "3333.30"
```
"#,
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    let share_basis = if clause.values.choice("share_basis") == "even" {
        ShareBasis::Even
    } else {
        ShareBasis::Nothing
    };
    terms.tenfold_fine = Some(clause.says(TenfoldFine {
        times: clause.values.number("times"),
        share_basis,
    }));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let rule = found(question.terms.tenfold_fine(), "claimed")?;
    let facts = question.facts;
    let of_share = facts
        .maybe_money("month_fee")
        .zip(facts.maybe_number("valid_orders"))
        .map(|(fee, orders)| rule.value.claimed_of_share(fee, orders));
    let claimed = match (facts.maybe_money("claimed"), of_share) {
        (Some(claimed), None) => claimed,
        (None, Some(share)) => share,
        (Some(_), Some(_)) | (None, None) => {
            return Err(Fault::new(
                "claimed",
                Words::fixed(
                    "例子没有恰好写一种金额。",
                    "The example does not state exactly one amount.",
                ),
                Words::fixed(
                    "写 claimed，或写 month_fee 和 valid_orders。",
                    "Write claimed, or month_fee and valid_orders.",
                ),
            ));
        }
    };
    Ok(Findings::of(&rule).with("fine", Value::Money(rule.value.fine(claimed))))
}
