//! `tenfold-fine`: the fine for an order whose data are false 假一罚十 (A2.24).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Unit, Value};
use crate::money::{Fen, Rounding};
use crate::words;
use crate::words::Words;

/// What counts as the claimed amount of an order that carries none of its own, because the fee is a share of sales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareBasis {
    /// The month's share fee divided evenly over the month's valid orders, so that the parts sum to the whole: the
    /// first orders by number carry the fen that remain.
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
    /// What the order at `place`, counted from 1 by order number, is taken to have claimed of the month's share fee.
    pub fn claimed_of_share(self, month_fee: Fen, valid_orders: i64, place: i64) -> Fen {
        match self.share_basis {
            ShareBasis::Even if valid_orders > 0 => {
                let base = month_fee.ratio(1, valid_orders, Rounding::Down);
                let remainder = month_fee - base.times(valid_orders);
                if Fen(place) <= remainder { base + Fen(1) } else { base }
            }
            ShareBasis::Even | ShareBasis::Nothing => Fen::ZERO,
        }
    }

    /// The fine for an order that claimed this amount.
    pub fn fine(self, claimed: Fen) -> Fen {
        claimed.times(self.times)
    }
}

const BASES: &[Choice] = &[Choice::new("claimed-amount", "该单申报金额", "claimed amount of the order")];
const SHARE_BASES: &[Choice] = &[
    Choice::new(
        "even",
        "当月维修费按有效工单数平均（余下的分依工单号次序归前面的工单）",
        "the month's fee divided evenly over its valid orders (the fen that remain go to the first by number)",
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
        Parameter::optional(
            "place",
            Shape::Number(Unit::Pieces, 1, 1_000_000),
            "工单次序",
            "place by order number",
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
place = 1
fine = "3333.40"
```
```example
month_fee = "1000.00"
valid_orders = 3
place = 2
fine = "3333.30"
```
"#,
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    let share_basis =
        if clause.values.choice("share_basis") == "even" { ShareBasis::Even } else { ShareBasis::Nothing };
    terms.tenfold_fine = Some(clause.says(TenfoldFine { times: clause.values.number("times"), share_basis }));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let rule = found(question.terms.tenfold_fine(), "claimed")?;
    let facts = question.facts;
    let of_share = match (facts.maybe_money("month_fee"), facts.maybe_number("valid_orders")) {
        (Some(fee), Some(orders)) => {
            let place = facts.maybe_number("place").unwrap_or(1);
            if place > orders {
                return Err(Fault::new(
                    "place",
                    words!(
                        "第 {place} 单多于有效工单 {orders} 件。",
                        "Place {place} is beyond {orders} valid orders."
                    ),
                    Words::fixed("核对两个数。", "Check the two numbers."),
                ));
            }
            Some(rule.value.claimed_of_share(fee, orders, place))
        }
        _ => None,
    };
    let claimed = match (facts.maybe_money("claimed"), of_share) {
        (Some(claimed), None) => claimed,
        (None, Some(share)) => share,
        (Some(_), Some(_)) | (None, None) => {
            return Err(Fault::new(
                "claimed",
                Words::fixed("例子没有恰好写一种金额。", "The example does not state exactly one amount."),
                Words::fixed(
                    "写 claimed，或写 month_fee 和 valid_orders。",
                    "Write claimed, or month_fee and valid_orders.",
                ),
            ));
        }
    };
    Ok(Findings::of(&rule).with("fine", Value::Money(rule.value.fine(claimed))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn even_shares_are_those_of_a_split(fee in 0i64..1_000_000, orders in 1i64..60) {
            let fine = TenfoldFine { times: 10, share_basis: ShareBasis::Even };
            let shares: Vec<Fen> = (1..=orders).map(|place| fine.claimed_of_share(Fen(fee), orders, place)).collect();
            prop_assert_eq!(shares, Fen(fee).split(usize::try_from(orders).unwrap()));
        }
    }
}
