//! `warranty-term`: how long repair is free, which causes are charged at cost 工本费 all the same, and what is
//! done while the facts do not suffice (A1.10–A1.13, A2.4).

use super::{Clause, Fault, Findings, Kind, Question, Scope, choice};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Unit, Value};
use crate::coverage::{
    Category, Cause, CoverageFacts, Fact, Fallback, Price, SaleDate, Verdict, months_after,
};
use crate::words;
use crate::words::Words;

/// The warranty of one product line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarrantyTerm {
    /// Months from the day of sale; the last day is the same day of the month, included.
    pub months: i64,
    /// A fault caused by the user is charged at cost.
    pub user_at_cost: bool,
    /// A fault caused by force majeure is charged at cost too (A2.4); otherwise local regulation decides (A1.13).
    pub force_majeure_at_cost: bool,
    /// What is done while the facts do not suffice.
    pub fallback: Fallback,
}

const CAUSES_AT_COST: &[Choice] =
    &[Choice::new("user", "用户原因", "the user"), Choice::new("force-majeure", "不可抗力", "force majeure")];
const CAUSES: &[Choice] = &[
    Choice::new("product", "产品质量", "the product"),
    Choice::new("user", "用户原因", "the user"),
    Choice::new("force-majeure", "不可抗力", "force majeure"),
];
const FALLBACKS: &[Choice] = &[
    Choice::new(
        "serve-first",
        "先提供服务，资料补齐后再定费用",
        "serve first and settle the price when the facts are there",
    ),
    Choice::new(
        "charge-first",
        "先按公布标准收费，资料补齐后多退少补",
        "charge the published rates and refund when the facts are there",
    ),
    Choice::new("ask-first", "先补齐资料再派工", "ask for the facts before dispatch"),
];
const CATEGORIES: &[Choice] = &[
    Choice::new("paid", "收费", "paid"),
    Choice::new("contract", "合同", "contract"),
    Choice::new("warranty", "保修", "warranty"),
    Choice::new("internal", "内部", "internal"),
    Choice::new("undecided", "不能确定", "undecided"),
];
const PRICES: &[Choice] = &[
    Choice::new("free", "免费", "free"),
    Choice::new("at-cost", "工本费", "at cost"),
    Choice::new("published", "公布标准", "published rates"),
    Choice::new("undecided", "不能确定", "undecided"),
];
const FACTS: &[Choice] = &[
    Choice::new("product", "产品型号", "product"),
    Choice::new("sale-date", "购买日期", "date of sale"),
    Choice::new("cause", "故障原因", "cause of the fault"),
    Choice::new("division", "所在区县", "district or county"),
];

pub(super) static KIND: Kind = Kind {
    name: "warranty-term",
    title: Words::fixed("保修期", "warranty term"),
    about: Words::fixed(
        "自购买之日起免费维修多少个月；哪些原因仍收工本费；过期按公布标准收费；资料不足时怎样办（A1.10–A1.13、A2.4）。",
        "For how many months from sale repair is free, which causes are charged at cost, and what is done while facts are missing; after it the published rates hold (A1.10–A1.13, A2.4).",
    ),
    scope: Scope::ProductLines,
    parameters: &[
        Parameter::required("months", Shape::Number(Unit::Months, 1, 600), "保修月数", "months"),
        Parameter::required(
            "at_cost",
            Shape::Choices(CAUSES_AT_COST),
            "收工本费的原因",
            "causes charged at cost",
        ),
        Parameter::required("undecided", Shape::Choice(FALLBACKS), "资料不足时", "while facts are missing"),
    ],
    apart_by: &[],
    facts: &[
        Parameter::required("sold", Shape::Sale, "购买日期", "sold on"),
        Parameter::required("reported", Shape::Date, "报修日期", "reported on"),
        Parameter::optional("cause", Shape::Choice(CAUSES), "故障原因", "cause"),
        Parameter::optional("contract", Shape::Flag, "有服务合同", "under a service contract"),
        Parameter::optional("internal", Shape::Flag, "内部工作", "internal work"),
        Parameter::optional(
            "extension",
            Shape::Number(Unit::Months, 1, 600),
            "批准延长",
            "approved extension",
        ),
    ],
    answers: &[
        Parameter::optional("category", Shape::Choice(CATEGORIES), "类别", "category"),
        Parameter::optional("price", Shape::Choice(PRICES), "用户价格", "customer's price"),
        Parameter::optional("missing", Shape::Choices(FACTS), "尚缺", "missing"),
        Parameter::optional("ends", Shape::Date, "保修截止", "warranty ends"),
        Parameter::optional("until_known", Shape::Choice(FALLBACKS), "在此之前", "until known"),
    ],
    sample: r#"
### 3.1 保修期
自购买之日起 {{months}} 内免费维修；因{{at_cost}}损坏的收工本费。资料不足时，{{undecided}}。
```clause warranty-term
months = 12
at_cost = ["user"]
undecided = "serve-first"
```
```example
sold = "2024-02-29"
reported = "2025-02-28"
cause = "product"
category = "warranty"
price = "free"
ends = "2025-02-28"
```
```example
sold = "2024-02-29"
reported = "2025-03-01"
category = "paid"
price = "published"
```
```example
sold = "2025-06-01"
reported = "2026-01-10"
cause = "user"
category = "paid"
price = "at-cost"
```
```example
sold = "unknown"
reported = "2026-01-10"
category = "undecided"
missing = ["sale-date", "cause"]
until_known = "serve-first"
```
"#,
    check: None,
    enter,
    answer,
};

fn enter(clause: &Clause, terms: &mut Terms) {
    let at_cost = clause.values.choices("at_cost");
    let fallback = match clause.values.choice("undecided") {
        "serve-first" => Fallback::ServeFirst,
        "charge-first" => Fallback::ChargeFirst,
        _ => Fallback::AskFirst,
    };
    let term = WarrantyTerm {
        months: clause.values.number("months"),
        user_at_cost: at_cost.contains(&"user"),
        force_majeure_at_cost: at_cost.contains(&"force-majeure"),
        fallback,
    };
    clause.set(&mut terms.warranty, &term);
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let facts = question.facts;
    let (sold, reported) = (facts.sale("sold"), facts.date("reported"));
    if let SaleDate::On(sold_on) = sold
        && sold_on > reported
    {
        return Err(Fault::new(
            "sold",
            words!(
                "购买 {sold_on} 在报修 {reported} 之后。",
                "The sale of {sold_on} is after the report of {reported}."
            ),
            Words::fixed("核对两个日期。", "Check the two dates."),
        ));
    }
    let extension_months = facts.maybe_number("extension").unwrap_or(0);
    let coverage = question.terms.coverage(&CoverageFacts {
        product_line: Some(question.line),
        sale: sold,
        reported_on: reported,
        cause: facts.maybe_choice("cause").map(cause),
        contract: facts.maybe_flag("contract").unwrap_or(false),
        internal: facts.maybe_flag("internal").unwrap_or(false),
        extension_months: u32::try_from(extension_months).unwrap_or(0),
    });
    let mut findings = Findings {
        clause: coverage.reasons.iter().find_map(|reason| reason.clause),
        values: vec![
            ("category", choice(CATEGORIES, category_code(coverage.verdict))),
            ("price", choice(PRICES, price_code(coverage.labour.price))),
        ],
    };
    let missing: Vec<_> = coverage.missing.iter().filter_map(|fact| fact_choice(*fact)).collect();
    if !missing.is_empty() {
        findings = findings.with("missing", Value::Choices(missing));
    }
    if let (SaleDate::On(sold_on), Some(term)) = (sold, question.terms.warranty(question.line)) {
        let ends_on = months_after(sold_on, term.value.months + extension_months);
        findings = findings.with("ends", Value::Date(ends_on));
    }
    if let Some(fallback) = coverage.fallback {
        findings = findings.with("until_known", choice(FALLBACKS, fallback_code(fallback)));
    }
    Ok(findings)
}

fn cause(code: &str) -> Cause {
    match code {
        "user" => Cause::User,
        "force-majeure" => Cause::ForceMajeure,
        _ => Cause::Product,
    }
}

const fn category_code(verdict: Verdict) -> &'static str {
    match verdict.category() {
        Some(Category::Paid) => "paid",
        Some(Category::Contract) => "contract",
        Some(Category::Warranty) => "warranty",
        Some(Category::Internal) => "internal",
        None => "undecided",
    }
}

const fn price_code(price: Option<Price>) -> &'static str {
    match price {
        Some(Price::Free) => "free",
        Some(Price::AtCost) => "at-cost",
        Some(Price::Published) => "published",
        None => "undecided",
    }
}

const fn fallback_code(fallback: Fallback) -> &'static str {
    match fallback {
        Fallback::ServeFirst => "serve-first",
        Fallback::ChargeFirst => "charge-first",
        Fallback::AskFirst => "ask-first",
    }
}

fn fact_choice(fact: Fact) -> Option<&'static Choice> {
    let code = match fact {
        Fact::Product => "product",
        Fact::SaleDate => "sale-date",
        Fact::Cause => "cause",
        Fact::Division => "division",
    };
    FACTS.iter().find(|choice| choice.code == code)
}
