//! Callbacks: the queue of whom to call, and one callback with what to ask and what the papers say.

use super::reveal::{Look, looks};
use super::{Party, party, provider_of};
use crate::request::zone;
use crate::{App, AppError, Desk, callback};
use domain::Month;
use domain::callback::{Callback, CallbackKind, CallbackStage};
use domain::catalogue::Product;
use domain::coverage::Payer;
use domain::identifier::mask;
use domain::ids::CallbackId;
use domain::money::Fen;
use domain::order::{JudgementKind, Order};
use domain::outcome::{Subject, SubjectKind};
use domain::party::Customer;
use domain::people::{Action, Actor, Role};
use domain::settlement::Statement;
use domain::words;
use domain::words::Words;
use jiff::civil::Date;
use store::list::{self, CallbackFilter, Page};
use store::record::{self, service};

pub use store::list::{CallbackRow, Listed};

/// What a person asks of the queue; texts as they stand in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedQueue {
    /// A stage by code; empty for those that are due.
    pub stage: String,
    /// A month; empty for all.
    pub month: String,
    /// A statement by number; empty for all.
    pub statement: String,
    /// Where the page begins.
    pub after: Option<String>,
}

/// The queue of one's own kind of callbacks.
#[derive(Clone, Debug)]
pub struct Queue {
    /// First or second.
    pub kind: CallbackKind,
    /// The page.
    pub listed: Listed<CallbackRow>,
}

/// Which callbacks a role makes.
pub fn kind_of(role: Role) -> CallbackKind {
    if role.is_provider() { CallbackKind::First } else { CallbackKind::Second }
}

/// The callbacks a person makes: first ones at a provider, second ones in the centre. Names and phones come masked.
pub async fn queue(app: &App, who: &Actor, asked: AskedQueue) -> Result<Queue, AppError> {
    app.read(Some(who), async move |desk| {
        let kind = desk.who().map_or(CallbackKind::Second, |who| kind_of(who.role));
        let scope = desk.scope(action_of(kind))?;
        let tenant = desk.tenant();
        let stage = match asked.stage.as_str() {
            "" => Some("due"),
            "all" => None,
            stage => Some(stage),
        };
        let statement = match asked.statement.trim() {
            "" => None,
            number => match service::statement_by_number(desk.tx(), tenant, number).await? {
                Some(statement) => Some(statement.id),
                None => {
                    return Ok(Queue { kind, listed: Listed { rows: Vec::new(), next: None } });
                }
            },
        };
        let filter = CallbackFilter {
            kind: Some(kind),
            stage: stage.map(str::to_owned),
            provider: None,
            month: asked.month.parse::<Month>().ok(),
            statement,
        };
        let page = Page { after: asked.after.clone(), rows: None };
        let mut listed = list::callbacks(desk.tx(), tenant, scope, &filter, &page).await?;
        for row in &mut listed.rows {
            row.customer_name = mask::name(&row.customer_name);
            row.customer_phone = mask::phone(&row.customer_phone);
        }
        Ok(Queue { kind, listed })
    })
    .await
}

const fn action_of(kind: CallbackKind) -> Action {
    match kind {
        CallbackKind::First => Action::CallBackFirst,
        CallbackKind::Second => Action::CallBackSecond,
    }
}

/// One callback as its page shows it.
#[derive(Clone, Debug)]
pub struct CallbackView {
    /// The record.
    pub callback: Callback,
    /// The order it asks about.
    pub order: Order,
    /// The provider that did the work.
    pub provider: Party,
    /// The product's code and name, when it is known.
    pub product: Option<String>,
    /// Name, phone and address, masked.
    pub customer: MaskedCustomer,
    /// The statement it checks.
    pub statement: Option<String>,
    /// The day the work was done.
    pub done_on: Option<Date>,
    /// What the customer paid, as far as it is decided.
    pub charged_fen: Fen,
    /// What to ask, in order.
    pub script: Vec<Words>,
    /// The data the voucher must hold (A2.23).
    pub needed: Vec<Words>,
    /// What the answers speak for, when the order is not judged yet and this person may judge.
    pub judge: Vec<JudgementKind>,
    /// Whether this person may look behind the mask: while the call is still to be made.
    pub may_reveal: bool,
    /// Who has looked.
    pub looks: Vec<Look>,
}

/// A customer behind the mask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedCustomer {
    /// `张*`.
    pub name: String,
    /// `138****8000`.
    pub phone: String,
    /// The division, and stars.
    pub address: String,
}

/// One callback, as far as the person may make it.
pub async fn callback(app: &App, who: &Actor, id: CallbackId) -> Result<CallbackView, AppError> {
    app.read(Some(who), async move |desk| {
        let callback = callback::load(desk, id).await?;
        let tenant = desk.tenant();
        let order = record::load::<Order>(desk.tx(), tenant, callback.order_id.0).await?;
        let provider = provider_of(desk, callback.provider_id).await?;
        let customer = record::load::<Customer>(desk.tx(), tenant, order.opened.customer_id.0).await?.contact;
        let product = match order.opened.product_id {
            Some(id) => record::find::<Product>(desk.tx(), tenant, id.0).await?,
            None => None,
        };
        let statement = match callback.statement_id {
            Some(id) => record::find::<Statement>(desk.tx(), tenant, id.0).await?.map(|found| found.number),
            None => None,
        };
        let scope = desk.scope(Action::RevealCustomers);
        let own = scope.is_ok_and(|scope| scope.covers(order.provider_id(), order.technician_id()));
        let may_reveal = own && callback.stage == CallbackStage::Due;
        let done_on = order.completion().map(|done| zone().to_datetime(done.completed_at).date());
        let charged_fen = order
            .charges
            .iter()
            .filter(|charge| charge.payer == Some(Payer::Customer))
            .map(|charge| charge.amount_fen)
            .sum();
        Ok(CallbackView {
            customer: MaskedCustomer {
                name: mask::name(&customer.name),
                phone: mask::phone(&customer.phone),
                address: mask::address(&customer.address),
            },
            script: script(&callback, &order, done_on, charged_fen, &provider.profile.name),
            needed: needed(desk, &order),
            judge: judgements(desk, &callback, &order),
            provider: party(&provider),
            product: product.map(|product| format!("{} {}", product.profile.code, product.profile.name)),
            statement,
            done_on,
            charged_fen,
            may_reveal,
            looks: looks(desk, Subject { kind: SubjectKind::Callback, id: id.0 }).await?,
            order,
            callback,
        })
    })
    .await
}

/// The data the order's agreement wants on the voucher (A2.23).
fn needed(desk: &Desk<'_>, order: &Order) -> Vec<Words> {
    let agreements = desk.agreements();
    let Some(version) = order.opened.agreement_id.and_then(|id| agreements.get(id)) else {
        return Vec::new();
    };
    version.agreement.terms().needed_customer_fields().map(domain::agreement::CustomerField::words).collect()
}

/// What the answers speak for: incomplete data voids the order, false data or a missing original is the tenfold fine.
fn judgements(desk: &Desk<'_>, callback: &Callback, order: &Order) -> Vec<JudgementKind> {
    let may = desk.who().is_some_and(|who| who.may(Action::JudgeOrders));
    let CallbackStage::Done { answers, .. } = &callback.stage else {
        return Vec::new();
    };
    if !may || order.judgement.is_some() {
        return Vec::new();
    }
    let void = !answers.data_complete || answers.original_found == Some(false);
    let tenfold = !answers.data_true;
    void.then_some(JudgementKind::Void).into_iter().chain(tenfold.then_some(JudgementKind::Tenfold)).collect()
}

/// What to ask, with what the papers say, so that the caller hears at once where the two differ.
fn script(
    callback: &Callback,
    order: &Order,
    done_on: Option<Date>,
    charged: Fen,
    provider: &str,
) -> Vec<Words> {
    let day = done_on.map_or_else(String::new, |day| day.to_string());
    let problem = &order.opened.problem;
    let visits = order.visits.len();
    let mut questions = vec![
        words!(
            "您好，{day} {provider} 的师傅上门处理过“{problem}”，是这样吗？",
            "Hello. On {day} a technician of {provider} came about “{problem}”: is that right?"
        ),
        words!(
            "师傅一共上门几次？（记录为 {visits} 次）",
            "How many visits were there? (on record: {visits})"
        ),
        Words::fixed("故障解决了吗？之后又出现过吗？", "Is the fault gone? Has it come back since?"),
        words!("有没有收费？（记录为 {charged}）", "Did you pay anything? (on record: {charged})"),
        Words::fixed("对这次服务，从 1 到 5 分您打几分？", "From 1 to 5, how satisfied are you?"),
        Words::fixed(
            "与您核对姓名、电话、地址、型号和机号。",
            "May I check your name, phone, address, the model and the serial number?",
        ),
    ];
    if callback.kind == CallbackKind::Second {
        questions.push(Words::fixed(
            "服务商之后有没有给您打过回访电话？维修单是您本人签字吗？",
            "Did the provider call you back afterwards? Is the signature on the voucher yours?",
        ));
    }
    questions
}
