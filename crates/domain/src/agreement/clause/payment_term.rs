//! `payment-term`: within how many days after receipt finance pays, and by which means (A2.13, A2.14).

use super::{Clause, Fault, Findings, Kind, Question, Scope, choice, found};
use crate::agreement::schema::{Parameter, Values};
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Value};
use crate::duration::Span;
use crate::words;
use crate::words::Words;

/// The days, and the means as it is written.
#[derive(Clone, Copy, Debug)]
pub(in crate::agreement) struct PaymentTerm {
    pub days: i64,
    pub means: &'static str,
}

/// Nobody waits ten years for a repair fee; a longer term is a slip of the pen.
const DAYS_MAX: i64 = 3_660;

const MEANS: &[Choice] = &[Choice::new("bank-transfer", "银行转账", "bank transfer")];

pub(super) static KIND: Kind = Kind {
    name: "payment-term",
    title: Words::fixed("付款期限", "payment term"),
    about: Words::fixed(
        "实际收到用户资料和结算表后多少天内付款，以何种方式付到登记账户（A2.13、A2.14）。",
        "Within how many days after actual receipt the fee is paid, and by which means (A2.13, A2.14).",
    ),
    scope: Scope::Agreement,
    parameters: &[
        Parameter::required("within", Shape::Days, "期限", "within"),
        Parameter::required("means", Shape::Choice(MEANS), "方式", "means"),
    ],
    apart_by: &[],
    facts: &[Parameter::required("received", Shape::Date, "收到日期", "received on")],
    answers: &[
        Parameter::optional("due", Shape::Date, "最迟付款日", "due on"),
        Parameter::optional("means", Shape::Choice(MEANS), "方式", "means"),
    ],
    sample: r#"
### 7.5 付款
甲方在收到后 {{within}} 内以{{means}}付款。
```clause payment-term
within = "20d"
means = "bank-transfer"
```
```example
received = "2026-02-18"
due = "2026-03-10"
```
"#,
    check: Some(check),
    enter,
    answer,
};

/// The days of the term; the shape of `within` admits nothing but days.
fn days(values: &Values) -> i64 {
    match values.span("within") {
        Span::Days(days) => days,
        Span::Clock(_) | Span::Working(_) | Span::WorkingDays(_) => 0,
    }
}

fn check(values: &Values) -> Result<(), Fault> {
    if (1..=DAYS_MAX).contains(&days(values)) {
        return Ok(());
    }
    Err(Fault::new(
        "within",
        Words::fixed("付款期限超过十年。", "The payment term is longer than ten years."),
        words!("写 1 到 {DAYS_MAX} 天。", "Write 1 to {DAYS_MAX} days."),
    ))
}

fn enter(clause: &Clause, terms: &mut Terms) {
    terms.payment_term =
        Some(clause.says(PaymentTerm { days: days(&clause.values), means: clause.values.choice("means") }));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let term = found(question.terms.payment_term, "received")?;
    let received = question.facts.date("received");
    let due = received.saturating_add(jiff::Span::new().days(term.value.days));
    Ok(Findings::of(&term).with("due", Value::Date(due)).with("means", choice(MEANS, term.value.means)))
}
