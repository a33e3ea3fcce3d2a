//! `approval-chain`: who confirms, approves and pays a statement, in order, and how much is called back a second
//! time before (A2.11, A2.12).

use super::{Clause, Fault, Findings, Kind, Question, Scope, choice, found, least_of};
use crate::agreement::schema::{Parameter, Values};
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Unit, Value};
use crate::coverage::Short;
use crate::money::BasisPoints;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// One step of the approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalStep {
    /// The service centre confirms.
    ServiceCentre,
    /// The marketing manager approves.
    MarketingManager,
    /// Finance pays.
    Finance,
}

/// The steps in order and the second callback's sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApprovalChain {
    /// The steps, first to last; none comes twice.
    pub steps: Short<ApprovalStep, 3>,
    /// The share of the month's orders that is called back a second time.
    pub sample: BasisPoints,
    /// The least number of them, if the month has as many.
    pub sample_at_least: i64,
}

impl ApprovalChain {
    /// How many of `orders` are drawn for the second callback.
    pub fn sample_of(&self, orders: i64) -> i64 {
        least_of(self.sample, orders).max(self.sample_at_least).min(orders.max(0))
    }

    /// The step that follows `step`; the first step when nothing is done yet.
    pub fn after(&self, step: Option<ApprovalStep>) -> Option<ApprovalStep> {
        let Some(done) = step else {
            return self.steps.iter().next().copied();
        };
        self.steps.iter().skip_while(|known| **known != done).nth(1).copied()
    }
}

const STEPS: &[Choice] = &[
    Choice::new("service-centre", "服务中心确认", "confirmed by the service centre"),
    Choice::new("marketing-manager", "营销经理批准", "approved by the marketing manager"),
    Choice::new("finance", "财务付款", "paid by finance"),
];

pub(super) static KIND: Kind = Kind {
    name: "approval-chain",
    title: Words::fixed("复核与审批", "check and approval"),
    about: Words::fixed(
        "结算表先抽样二次回访，再依次由谁确认、批准、付款（A2.11、A2.12）。",
        "A statement is sampled for a second callback, then confirmed, approved and paid in this order (A2.11, A2.12).",
    ),
    scope: Scope::Agreement,
    parameters: &[
        Parameter::required("sample", Shape::Percent, "抽查比例", "sample"),
        Parameter::required(
            "sample_at_least",
            Shape::Number(Unit::Pieces, 0, 10_000),
            "最少抽查数",
            "least sample",
        ),
        Parameter::required("steps", Shape::Choices(STEPS), "审批顺序", "steps"),
    ],
    apart_by: &[],
    facts: &[
        Parameter::required("orders", Shape::Number(Unit::Pieces, 0, 1_000_000), "工单数", "orders"),
        Parameter::optional("done", Shape::Choice(STEPS), "已完成", "done"),
    ],
    answers: &[
        Parameter::optional("sample", Shape::Number(Unit::Pieces, 0, 1_000_000), "应抽查数", "sample"),
        Parameter::optional("next", Shape::Choice(STEPS), "下一步", "next"),
    ],
    sample: r#"
### 7.3 复核与审批
甲方按 {{sample}} 抽样二次回访，不少于 {{sample_at_least}} 件；然后依次经：{{steps}}。
```clause approval-chain
sample = "10%"
sample_at_least = 3
steps = ["service-centre", "marketing-manager", "finance"]
```
```example
orders = 41
sample = 5
next = "service-centre"
```
```example
orders = 2
done = "marketing-manager"
sample = 2
next = "finance"
```
"#,
    check: Some(check),
    enter,
    answer,
};

fn step(code: &str) -> ApprovalStep {
    match code {
        "service-centre" => ApprovalStep::ServiceCentre,
        "marketing-manager" => ApprovalStep::MarketingManager,
        _ => ApprovalStep::Finance,
    }
}

const fn code(step: ApprovalStep) -> &'static str {
    match step {
        ApprovalStep::ServiceCentre => "service-centre",
        ApprovalStep::MarketingManager => "marketing-manager",
        ApprovalStep::Finance => "finance",
    }
}

fn check(values: &Values) -> Result<(), Fault> {
    if values.choices("steps").last() == Some(&"finance") {
        return Ok(());
    }
    Err(Fault::new(
        "steps",
        Words::fixed("审批的最后一步不是财务付款。", "The last step is not payment by finance."),
        Words::fixed("以 \"finance\" 结束。", "End with \"finance\"."),
    ))
}

fn enter(clause: &Clause, terms: &mut Terms) {
    terms.approval_chain = Some(clause.says(ApprovalChain {
        steps: clause.values.choices("steps").into_iter().map(step).collect(),
        sample: clause.values.percent("sample"),
        sample_at_least: clause.values.number("sample_at_least"),
    }));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let chain = found(question.terms.approval_chain(), "orders")?;
    let sample = chain.value.sample_of(question.facts.number("orders"));
    let done = question.facts.maybe_choice("done").map(step);
    let mut findings = Findings::of(&chain).with("sample", Value::Number(sample, Unit::Pieces));
    if let Some(next) = chain.value.after(done) {
        findings = findings.with("next", choice(STEPS, code(next)));
    }
    Ok(findings)
}
