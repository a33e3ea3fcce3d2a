//! Papers as they are signed: the service voucher 服务凭证 of an order (M2–M4), and a statement with its seals.

use super::reveal::{Look, looks};
use super::{Version, provider_of, subtotals, version_of};
use crate::statement::{self, month_input};
use crate::{App, AppError, Desk};
use domain::Month;
use domain::catalogue::{Product, Unit};
use domain::coverage::SaleDate;
use domain::identifier::mask;
use domain::ids::{OrderId, ProductId};
use domain::money::Fen;
use domain::obligation::{ObligationKind, ObligationState};
use domain::order::Order;
use domain::outcome::{Subject, SubjectKind};
use domain::party::{Contact, Customer, ProviderProfile, Technician};
use domain::people::{Action, Actor};
use domain::reason::Citation;
use domain::settlement::{StatementStage, total_of};
use domain::words::{Language, Words};
use jiff::civil::Date;
use papers::sheet::Month as SheetMonth;
use papers::statement as sheet;
use std::collections::HashMap;
use store::StoreError;
use store::record::{self, service};

/// A service voucher.
#[derive(Clone, Debug)]
pub struct Voucher {
    /// The order.
    pub order: Order,
    /// The customer; masked unless the work is open and this person's.
    pub customer: Contact,
    /// Whether the customer's data is shown whole.
    pub revealed: bool,
    /// The product, when it is known.
    pub product: Option<Product>,
    /// What is known of the day of sale.
    pub sale: SaleDate,
    /// The provider, once it has the order.
    pub provider: Option<ProviderProfile>,
    /// The technician, once named.
    pub technician: Option<String>,
    /// What is promised: what, until when, by which clause.
    pub promises: Vec<Promise>,
    /// The agreement version.
    pub version: Option<Version>,
    /// Who has had the customer's data for this order.
    pub looks: Vec<Look>,
}

/// Something promised on an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// What.
    pub kind: ObligationKind,
    /// How it stands.
    pub state: ObligationState,
    /// The clause.
    pub citation: Citation,
}

/// The voucher of an order. Whoever is to do the work gets the customer's data, and that is logged.
pub async fn voucher(app: &App, who: &Actor, number: String) -> Result<Voucher, AppError> {
    let asked = number.clone();
    let reveals = app
        .read(Some(who), async move |desk| {
            let order = desk.order(&asked, Action::SeeOrders).await?;
            let scope = desk.scope(Action::RevealCustomers);
            Ok(order.is_open()
                && scope.is_ok_and(|scope| scope.covers(order.provider_id(), order.technician_id())))
        })
        .await?;
    if reveals {
        app.write(Some(who), async move |desk| {
            let order = desk.order(&number, Action::RevealCustomers).await?;
            let subject = Subject { kind: SubjectKind::Order, id: order.id.0 };
            let customer = super::reveal::open(desk, order.opened.customer_id, subject).await?;
            read_voucher(desk, order, customer, true).await
        })
        .await
    } else {
        app.read(Some(who), async move |desk| {
            let order = desk.order(&number, Action::SeeOrders).await?;
            let tenant = desk.tenant();
            let customer =
                record::load::<Customer>(desk.tx(), tenant, order.opened.customer_id.0).await?.contact;
            let masked = Contact {
                name: mask::name(&customer.name),
                phone: mask::phone(&customer.phone),
                address: mask::address(&customer.address),
                division: customer.division,
            };
            read_voucher(desk, order, masked, false).await
        })
        .await
    }
}

async fn read_voucher(
    desk: &mut Desk<'_>,
    order: Order,
    customer: Contact,
    revealed: bool,
) -> Result<Voucher, AppError> {
    let tenant = desk.tenant();
    let product = product(desk, order.opened.product_id).await?;
    let sale = match order.opened.unit_id {
        Some(id) => {
            record::find::<Unit>(desk.tx(), tenant, id.0).await?.map_or(SaleDate::Unknown, |u| u.profile.sale)
        }
        None => SaleDate::Unknown,
    };
    let provider = match order.provider_id() {
        Some(id) => Some(provider_of(desk, id).await?.profile),
        None => None,
    };
    let technician = match order.technician_id() {
        Some(id) => {
            record::find::<Technician>(desk.tx(), tenant, id.0).await?.map(|found| found.profile.name)
        }
        None => None,
    };
    let subject = Subject { kind: SubjectKind::Order, id: order.id.0 };
    let promises = service::obligations_of(desk.tx(), tenant, subject)
        .await?
        .into_iter()
        .map(|owed| Promise { kind: owed.kind, state: owed.state, citation: owed.citation })
        .collect();
    let looks = looks(desk, subject).await?;
    let agreements = desk.agreements();
    let version = order.opened.agreement_id.and_then(|id| agreements.get(id)).map(Version::of);
    Ok(Voucher { order, customer, revealed, product, sale, provider, technician, promises, version, looks })
}

async fn product(desk: &mut Desk<'_>, id: Option<ProductId>) -> Result<Option<Product>, AppError> {
    let Some(id) = id else { return Ok(None) };
    let tenant = desk.tenant();
    Ok(record::find::<Product>(desk.tx(), tenant, id.0).await?)
}

/// A statement as it is sealed, with the digest of the agreement it rests on.
#[derive(Clone, Debug)]
pub struct StatementPaper {
    /// What it says, also written as a workbook.
    pub sheet: sheet::StatementView,
    /// The agreement version, with its digest.
    pub version: Version,
    /// When a bank transfer settled it.
    pub paid_on: Option<Date>,
    /// Whether the amounts still move: a draft.
    pub draft: bool,
}

/// A statement with all its lines, ready to be printed or written as a workbook. `None` is the product itself: the command
/// line.
pub async fn statement(app: &App, who: Option<&Actor>, number: String) -> Result<StatementPaper, AppError> {
    app.read(who, async move |desk| {
        let statement = desk.statement(&number, Action::SeeStatements).await?;
        let version = version_of(desk, statement.agreement_id)?;
        let provider = provider_of(desk, statement.provider_id).await?.profile;
        let lines = statement::lines(desk, &statement).await?;
        let (_, orders) = month_input(desk, statement.provider_id, statement.month, &version).await?;
        let orders: HashMap<OrderId, Order> = orders.into_iter().map(|order| (order.id, order)).collect();
        let mut products: HashMap<ProductId, String> = HashMap::new();
        let mut written = Vec::with_capacity(lines.len());
        for line in &lines {
            let order = line.order_id.and_then(|id| orders.get(&id));
            let product = match order.and_then(|order| order.opened.product_id) {
                Some(id) => product_name(desk, id, &mut products).await?,
                None => String::new(),
            };
            written.push(sheet::StatementLine {
                number: line.number,
                order_number: line.order_id.map_or_else(String::new, |_| line.item.clone()),
                done_on: order
                    .and_then(Order::completion)
                    .map(|done| version.zone().to_datetime(done.completed_at).date()),
                product: if line.order_id.is_none() {
                    desk.agreements().line_name(&line.item)
                } else {
                    product
                },
                serial: order.map_or_else(String::new, |order| order.opened.serial.clone()),
                description: line.kind.words(),
                citation: Some(line.citation.clone()),
                quantity: line.quantity,
                amount: line.amount_fen,
                reason: line.because.clone(),
            });
        }
        let total = total_of(&lines);
        let sums = subtotals(&lines).into_iter().map(|sum| sheet::Subtotal {
            kind: sum.kind.words(),
            lines: u32::try_from(sum.lines).unwrap_or(u32::MAX),
            amount: sum.amount_fen,
        });
        Ok(StatementPaper {
            sheet: sheet::StatementView {
                principal: version.agreement.principal(),
                provider: provider.name,
                provider_code: provider.code,
                month: sheet_month(statement.month),
                number: statement.number.clone(),
                stage: statement.stage.words(),
                agreement: version.signed.text.title.clone(),
                agreement_version: version.signed.text.number,
                lines: written,
                subtotals: sums.collect(),
                total,
                total_in_capitals: in_capitals(total),
                account: sheet::BankAccount {
                    name: provider.account.holder,
                    number: provider.account.number,
                    bank: provider.account.bank,
                },
                signatures: SIGNATURES.to_vec(),
            },
            paid_on: match &statement.stage {
                StatementStage::Paid { payment } => Some(payment.paid_on),
                _ => None,
            },
            draft: statement.stage == StatementStage::Collecting,
            version: Version::of(&version),
        })
    })
    .await
}

/// A statement as an Excel workbook; writing it is work of its own and keeps no lane waiting.
pub async fn workbook(
    app: &App,
    who: Option<&Actor>,
    number: String,
    language: Language,
) -> Result<Vec<u8>, AppError> {
    let paper = statement(app, who, number).await?;
    let other = |detail| AppError::Store(StoreError::Other { detail });
    let written = tokio::task::spawn_blocking(move || sheet::statement_xlsx(&paper.sheet, language));
    let written = written.await.map_err(|error| other(error.to_string()))?;
    written.map_err(|error| other(error.to_string()))
}

/// Who seals a statement, in the order of the approval (A2.12).
const SIGNATURES: [Words; 4] = [
    Words::fixed("乙方（服务商）", "Provider"),
    Words::fixed("甲方服务中心", "Principal's service centre"),
    Words::fixed("甲方营销经理", "Principal's marketing manager"),
    Words::fixed("甲方财务", "Principal's finance"),
];

/// `人民币…整`; a deduction begins with 负.
fn in_capitals(total: Fen) -> String {
    format!("人民币{}", total.capital())
}

fn sheet_month(month: Month) -> SheetMonth {
    let day = month.first_day();
    SheetMonth { year: day.year(), month: day.month() }
}

/// A product's code and name; each is read once.
async fn product_name(
    desk: &mut Desk<'_>,
    id: ProductId,
    names: &mut HashMap<ProductId, String>,
) -> Result<String, AppError> {
    if let Some(name) = names.get(&id) {
        return Ok(name.clone());
    }
    let found = product(desk, Some(id)).await?;
    let name =
        found.map_or_else(String::new, |found| format!("{} {}", found.profile.code, found.profile.name));
    names.insert(id, name.clone());
    Ok(name)
}
