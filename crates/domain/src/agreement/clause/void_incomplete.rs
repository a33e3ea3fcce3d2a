//! `void-incomplete`: which customer data an order must have, or else it is void and unpaid (A2.23).

use super::{Clause, Fault, Findings, Kind, Question, Scope, found};
use crate::agreement::schema::Parameter;
use crate::agreement::terms::Terms;
use crate::agreement::value::{Choice, Shape, Value};
use crate::coverage::Short;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// A piece of customer data on an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerField {
    /// The customer's name.
    Name,
    /// The telephone number.
    Phone,
    /// The address.
    Address,
    /// The model.
    Model,
    /// The serial number.
    Serial,
    /// The day of sale.
    SaleDate,
    /// The customer's signature.
    Signature,
}

impl CustomerField {
    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Name => Words::fixed("用户姓名", "customer's name"),
            Self::Phone => Words::fixed("电话", "telephone"),
            Self::Address => Words::fixed("地址", "address"),
            Self::Model => Words::fixed("型号", "model"),
            Self::Serial => Words::fixed("机号", "serial number"),
            Self::SaleDate => Words::fixed("购买日期", "date of sale"),
            Self::Signature => Words::fixed("用户签名", "customer's signature"),
        }
    }
}

/// The fields that must be there.
#[derive(Clone, Copy, Debug)]
pub(in crate::agreement) struct VoidIncomplete {
    pub fields: Short<CustomerField, 7>,
}

const FIELDS: &[Choice] = &[
    Choice::new("name", "用户姓名", "customer's name"),
    Choice::new("phone", "电话", "telephone"),
    Choice::new("address", "地址", "address"),
    Choice::new("model", "型号", "model"),
    Choice::new("serial", "机号", "serial number"),
    Choice::new("sale-date", "购买日期", "date of sale"),
    Choice::new("signature", "用户签名", "customer's signature"),
];

pub(super) static KIND: Kind = Kind {
    name: "void-incomplete",
    title: Words::fixed("资料不全作废", "void when incomplete"),
    about: Words::fixed(
        "回访发现工单的用户资料缺少这些项之一的，工单作废，不付维修费（A2.23）。",
        "An order found at callback to lack one of these customer data is void and unpaid (A2.23).",
    ),
    scope: Scope::Agreement,
    parameters: &[Parameter::required("needs", Shape::Choices(FIELDS), "必备资料", "needed data")],
    apart_by: &[],
    facts: &[Parameter::required("present", Shape::Choices(FIELDS), "已有资料", "data present")],
    answers: &[Parameter::optional("void", Shape::Flag, "作废", "void")],
    sample: r#"
### 9.1 资料不全
工单缺少{{needs}}之一的作废。
```clause void-incomplete
needs = ["name", "phone", "address"]
```
```example
present = ["name", "phone"]
void = true
```
"#,
    check: None,
    enter,
    answer,
};

fn field(code: &str) -> CustomerField {
    match code {
        "name" => CustomerField::Name,
        "phone" => CustomerField::Phone,
        "address" => CustomerField::Address,
        "model" => CustomerField::Model,
        "serial" => CustomerField::Serial,
        "sale-date" => CustomerField::SaleDate,
        _ => CustomerField::Signature,
    }
}

fn enter(clause: &Clause, terms: &mut Terms) {
    let fields = clause.values.choices("needs").into_iter().map(field).collect();
    terms.void_incomplete = Some(clause.says(VoidIncomplete { fields }));
}

fn answer(question: &Question<'_>) -> Result<Findings, Fault> {
    let clause = found(question.terms.void_incomplete(), "present")?;
    let present: Vec<_> = question.facts.choices("present").into_iter().map(field).collect();
    let void = question.terms.needed_customer_fields().any(|needed| !present.contains(&needed));
    Ok(Findings::by(clause).with("void", Value::Flag(void)))
}
