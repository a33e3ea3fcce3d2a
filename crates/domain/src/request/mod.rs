//! A request 报修: what came in, by any channel. None is lost (T1), and none is made to look more certain than it is.

use crate::coverage::{CoverageDecision, SaleDate};
use crate::ids::{CustomerId, OrderId, ProductId, RequestId, UnitId};
use crate::outcome::{Aggregate, Changed, Stamp, SubjectKind};
use crate::refusal::Refusal;
use crate::words::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How it came in (T1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A call to the hotline.
    Phone,
    /// The form on the web.
    Web,
    /// An import of past or outside records.
    Import,
    /// Another program, over the API.
    Program,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 4] = [Self::Phone, Self::Web, Self::Import, Self::Program];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Web => "web",
            Self::Import => "import",
            Self::Program => "program",
        }
    }

    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Phone => Words::fixed("电话", "phone"),
            Self::Web => Words::fixed("网页", "web form"),
            Self::Import => Words::fixed("导入", "import"),
            Self::Program => Words::fixed("接口", "API"),
        }
    }
}

/// Something in the request that a person should look at; never a reason to refuse it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The serial given is in no file.
    SerialUnknown,
    /// The phone number has no valid form.
    PhoneOdd,
    /// The date of sale is missing or contradicts the facts.
    SaleDateUnclear,
    /// The division is missing or unknown.
    DivisionUnknown,
    /// An open order of the same unit exists.
    PossibleDuplicate,
}

impl Flag {
    /// Its name, and what to do about it.
    pub const fn words(self) -> Words {
        match self {
            Self::SerialUnknown => {
                Words::fixed("机号不在档案中，请核对铭牌", "serial not on file: check the nameplate")
            }
            Self::PhoneOdd => Words::fixed("电话号码格式有误，请核对", "phone number looks wrong: check it"),
            Self::SaleDateUnclear => {
                Words::fixed("购买日期不明，请索取发票", "date of sale unclear: ask for the invoice")
            }
            Self::DivisionUnknown => {
                Words::fixed("所在区县不明，请补充地址", "district unknown: complete the address")
            }
            Self::PossibleDuplicate => {
                Words::fixed("该机器已有未完工单", "this unit already has an open order")
            }
        }
    }
}

/// Where a request stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum RequestStage {
    /// Recorded, nothing decided.
    Open,
    /// Work was given: an order exists.
    Ordered {
        /// The order.
        order_id: OrderId,
    },
    /// Answered without an order: advice was enough (A4.5), or it lies outside the plan (G3).
    Answered {
        /// What was said.
        answer: String,
    },
    /// Withdrawn or a duplicate.
    Cancelled {
        /// Why.
        reason: String,
    },
}

impl RequestStage {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ordered { .. } => "ordered",
            Self::Answered { .. } => "answered",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// Its name, from its code.
    pub fn words_of(code: &str) -> Words {
        match code {
            "open" => Words::fixed("待处理", "open"),
            "ordered" => Words::fixed("已派工", "ordered"),
            "answered" => Words::fixed("已答复", "answered"),
            "cancelled" => Words::fixed("已撤销", "cancelled"),
            other => Words::same(other.to_owned()),
        }
    }
}

/// What was recorded when the request came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The register number: `B26-0000001`.
    pub number: String,
    /// How it came in.
    pub channel: Channel,
    /// When the customer called; deadlines count from here.
    pub reported_at: Timestamp,
    /// The customer.
    pub customer_id: CustomerId,
    /// The unit, when it was found.
    pub unit_id: Option<UnitId>,
    /// The product, when it is known.
    pub product_id: Option<ProductId>,
    /// The product line, when it is known.
    pub product_line: Option<String>,
    /// The serial as given; empty when none was.
    pub serial: String,
    /// Division code of the place of service; empty when unknown.
    pub division: String,
    /// What was known of the day of sale.
    pub sale: SaleDate,
    /// The problem in the customer's words.
    pub problem: String,
    /// What a person should look at.
    pub flags: Vec<Flag>,
    /// Who pays what and why, as far as it can be said.
    pub coverage: CoverageDecision,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub id: RequestId,
    /// How many facts it has.
    pub version: u32,
    /// What was recorded.
    pub taken: Taken,
    /// Where it stands.
    pub stage: RequestStage,
}

/// What can happen to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum RequestFact {
    /// It was entered in the register (M2).
    Taken {
        /// What was recorded.
        taken: Box<Taken>,
        /// The order that was opened in the same breath.
        order_id: Option<OrderId>,
    },
    /// An order was opened for it.
    Ordered {
        /// The order.
        order_id: OrderId,
    },
    /// It was answered without an order.
    Answered {
        /// What was said.
        answer: String,
    },
    /// It was withdrawn.
    Cancelled {
        /// Why.
        reason: String,
    },
}

impl Aggregate for Request {
    type Fact = RequestFact;
    const KIND: SubjectKind = SubjectKind::Request;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn fact_name(fact: &RequestFact) -> &'static str {
        match fact {
            RequestFact::Taken { .. } => "request.taken",
            RequestFact::Ordered { .. } => "request.ordered",
            RequestFact::Answered { .. } => "request.answered",
            RequestFact::Cancelled { .. } => "request.cancelled",
        }
    }

    fn fold(before: Option<Self>, id: i64, fact: &RequestFact, _: Stamp) -> Option<Self> {
        let (mut request, stage) = match (before, fact) {
            (None, RequestFact::Taken { taken, order_id }) => {
                let stage =
                    order_id.map_or(RequestStage::Open, |order_id| RequestStage::Ordered { order_id });
                let taken = (**taken).clone();
                (Self { id: RequestId(id), version: 0, taken, stage: RequestStage::Open }, stage)
            }
            (Some(request), RequestFact::Ordered { order_id }) => {
                (request, RequestStage::Ordered { order_id: *order_id })
            }
            (Some(request), RequestFact::Answered { answer }) => {
                (request, RequestStage::Answered { answer: answer.clone() })
            }
            (Some(request), RequestFact::Cancelled { reason }) => {
                (request, RequestStage::Cancelled { reason: reason.clone() })
            }
            (None, _) | (Some(_), RequestFact::Taken { .. }) => return None,
        };
        request.version += 1;
        request.stage = stage;
        Some(request)
    }
}

impl Request {
    /// Answers it without an order.
    pub fn answer(&self, answer: String, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        self.open_only()?;
        let answer = required(answer, "answer", &Words::fixed("答复内容", "what was said"))?;
        Ok(Changed::of(self, RequestFact::Answered { answer }, stamp))
    }

    /// Withdraws it.
    pub fn cancel(&self, reason: String, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        self.open_only()?;
        let reason = required(reason, "reason", &Words::fixed("撤销原因", "the reason"))?;
        Ok(Changed::of(self, RequestFact::Cancelled { reason }, stamp))
    }

    /// Its order was opened.
    pub fn ordered(&self, order_id: OrderId, stamp: Stamp) -> Result<Changed<Self>, Refusal> {
        self.open_only()?;
        Ok(Changed::of(self, RequestFact::Ordered { order_id }, stamp))
    }

    fn open_only(&self) -> Result<(), Refusal> {
        if self.stage == RequestStage::Open {
            return Ok(());
        }
        let number = &self.taken.number;
        let stage = RequestStage::words_of(self.stage.code());
        let (zh, en) = (&stage.zh, &stage.en);
        Err(Refusal::conflict(
            "request.not_open",
            crate::words!(
                "报修 {number} 当前为“{zh}”，不能再处理。请刷新页面查看最新情况。",
                "Request {number} is “{en}” and cannot be handled again. Reload the page to see what happened."
            ),
        ))
    }
}

/// A text that must not be blank, at most 2 000 characters.
pub fn required(text: String, field: &str, name: &Words) -> Result<String, Refusal> {
    let trimmed = text.trim();
    let (zh, en) = (&name.zh, &name.en);
    if trimmed.is_empty() {
        return Err(Refusal::invalid(
            "text.missing",
            field,
            crate::words!("缺少{zh}，请填写。", "Missing: {en}. Please fill it in."),
        ));
    }
    let length = trimmed.chars().count();
    if length > 2_000 {
        return Err(Refusal::invalid(
            "text.too_long",
            field,
            crate::words!(
                "{zh}有 {length} 个字，最多 2000 个，请缩短。",
                "{en} has {length} characters; at most 2000 are kept. Please shorten it."
            ),
        ));
    }
    if trimmed.len() == text.len() { Ok(text) } else { Ok(trimmed.to_owned()) }
}
