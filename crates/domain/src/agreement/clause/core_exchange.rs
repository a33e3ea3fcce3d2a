//! `core-exchange`: on which terms a part is issued to the provider: bought, or new for old 以旧换新
//! (A1.19–A1.22, A2.8).

use super::{Clause, Fault, Findings, Kind, Question, Scope, choice, found};
use crate::agreement::schema::{Parameter, Values};
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Value};
use crate::money::Fen;
use crate::reason::ClauseIndex;
use crate::words::Words;

/// The terms on which one part is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartRule {
    /// The provider buys it, without exchange (A1.19).
    ProviderBuys,
    /// New for old; without the old part the provider buys at cost price (A1.20, A2.8).
    Exchange,
    /// New for old, and not otherwise (A1.21).
    ExchangeOnly,
    /// Free when it costs less than this; else the clause this one is an exception to holds (A1.22).
    FreeUnder(Fen),
}

/// What issuing one part comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartIssue {
    /// The principal bears it.
    Free,
    /// The provider buys it at this price.
    Bought(Fen),
    /// It is not issued until the old part is there.
    Refused,
}

impl PartRule {
    /// What one part at `price` comes to; `None` when the rule does not reach so dear a part.
    pub fn issue(self, price: Fen, old_returned: bool) -> Option<PartIssue> {
        match self {
            Self::Exchange | Self::ExchangeOnly if old_returned => Some(PartIssue::Free),
            Self::ProviderBuys | Self::Exchange => Some(PartIssue::Bought(price)),
            Self::ExchangeOnly => Some(PartIssue::Refused),
            Self::FreeUnder(limit) => (price < limit).then_some(PartIssue::Free),
        }
    }
}

/// A rule and the parts it names; no list means every part.
#[derive(Clone, Debug)]
pub(in crate::agreement) struct PartEntry {
    pub parts: Option<Vec<String>>,
    pub rule: PartRule,
    pub clause: ClauseIndex,
}

impl PartEntry {
    pub fn names(&self, part: &str) -> bool {
        self.parts.as_ref().is_none_or(|parts| parts.iter().any(|named| named == part))
    }
}

const RULES: &[Choice] = &[
    Choice::new("provider-buys", "由乙方购买，不以旧换新", "bought by the provider without exchange"),
    Choice::new(
        "exchange",
        "以旧换新，无旧件的按成本价购买",
        "new for old; without the old part bought at cost price",
    ),
    Choice::new(
        "exchange-only",
        "只以旧换新，无旧件的不发",
        "new for old only; not issued without the old part",
    ),
    Choice::new("free-under", "免费发给，不收旧件", "free, without the old part"),
];
const OUTCOMES: &[Choice] = &[
    Choice::new("free", "免费", "free"),
    Choice::new("bought", "乙方购买", "bought by the provider"),
    Choice::new("refused", "不发", "not issued"),
];

pub(super) static KIND: Kind = Kind {
    name: "core-exchange",
    title: Words::fixed("配件供应", "supply of parts"),
    about: Words::fixed(
        "配件由乙方购买、以旧换新、只以旧换新，或单价低于某数的免费；可只对点名的配件约定（A1.19–A1.22、A2.8）。",
        "Parts are bought, exchanged new for old, exchanged only, or free under a price; for all parts or for named ones (A1.19–A1.22, A2.8).",
    ),
    scope: Scope::ProductLines,
    parameters: &[
        Parameter::required("rule", Shape::Choice(RULES), "供应方式", "terms"),
        Parameter::optional("parts", Shape::Texts, "配件", "parts"),
        Parameter::optional("under", Shape::Money, "单价低于", "priced under"),
    ],
    apart_by: &["parts"],
    facts: &[
        Parameter::required("part", Shape::Text, "配件", "part"),
        Parameter::required("price", Shape::Money, "成本价", "cost price"),
        Parameter::required("old_returned", Shape::Flag, "交回旧件", "old part returned"),
    ],
    answers: &[
        Parameter::optional("outcome", Shape::Choice(OUTCOMES), "结果", "outcome"),
        Parameter::optional("charge", Shape::Money, "乙方应付", "charge to the provider"),
    ],
    sample: r#"
### 6.2 配件
配件{{rule}}。
```clause core-exchange
rule = "exchange"
```
```example
part = "VALVE-1"
price = "12.00"
old_returned = false
outcome = "bought"
charge = "12.00"
```
### 6.3 小件
{{exception_to}}的例外：{{parts}} 单价低于 {{under}} 的，{{rule}}。
```clause core-exchange
rule = "free-under"
parts = ["SEAL-1"]
under = "5.00"
exception_to = "6.2"
```
```example
part = "SEAL-1"
price = "4.99"
old_returned = false
outcome = "free"
```
```example
part = "SEAL-1"
price = "5.00"
old_returned = false
outcome = "bought"
clause = "6.2"
```
"#,
    check: Some(check),
    enter,
    answer,
};

fn check(values: &Values) -> Result<(), Fault> {
    let is_free_under = values.choice("rule") == "free-under";
    match (is_free_under, values.maybe_money("under")) {
        (true, None) => Err(Fault::new(
            "rule",
            Words::fixed("供应方式 free-under 没有写明单价。", "The terms free-under name no price."),
            Words::fixed("补上 under = \"5.00\"。", "Add under = \"5.00\"."),
        )),
        (false, Some(_)) => Err(Fault::new(
            "under",
            Words::fixed("只有 free-under 才写单价 under。", "Only free-under has a price under."),
            Words::fixed("删去 under，或改 rule。", "Take out under, or change rule."),
        )),
        (true, Some(_)) | (false, None) => Ok(()),
    }
}

fn enter(clause: &Clause, terms: &mut Terms) {
    let rule = match clause.values.choice("rule") {
        "provider-buys" => PartRule::ProviderBuys,
        "exchange-only" => PartRule::ExchangeOnly,
        "free-under" => PartRule::FreeUnder(clause.values.money("under")),
        _ => PartRule::Exchange,
    };
    let parts = clause.values.maybe_texts("parts").map(<[String]>::to_vec);
    for line in &clause.lines {
        terms.parts[*line].push(PartEntry { parts: parts.clone(), rule, clause: clause.index });
    }
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let facts = question.facts;
    let (part, price) = (facts.text("part"), facts.money("price"));
    let issue = question.terms.part_issue(question.line, part, price, facts.flag("old_returned"));
    let issue = found(issue, "part")?;
    let (outcome, charge) = match issue.value {
        PartIssue::Free => ("free", Fen::ZERO),
        PartIssue::Bought(price) => ("bought", price),
        PartIssue::Refused => ("refused", Fen::ZERO),
    };
    Ok(Findings::of(&issue).with("outcome", choice(OUTCOMES, outcome)).with("charge", Value::Money(charge)))
}
