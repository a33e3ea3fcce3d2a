//! Stores filled for measuring: providers, products, customers, units, and as many orders as wanted.
//!
//! Orders are made by the rules (opened, dispatched, completed) and their rows written in bulk with the store's own
//! statements; only their journal is left out, which no list and no settlement reads.

use super::sentence;
use app::App;
use app::clock::Clock;
use domain::agreement::Agreement;
use domain::callback::{Callback, CallbackKind};
use domain::catalogue::{Product, ProductProfile};
use domain::coverage::{Cause, CoverageFacts, SaleDate};
use domain::ids::{AgreementId, CallbackId, CustomerId, OrderId, ProductId, ProviderId, RequestId};
use domain::order::{Completion, Diagnosis, DispatchedBy, Opened, Order, OrderFact};
use domain::outcome::{Changed, Outcome, Stamp};
use domain::party::{BankAccount, Contact, Customer, Provider, ProviderProfile, Territory};
use domain::{Fen, Month, RegionClass};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use store::db::{Tx, Value};
use store::record::Stored;
use store::{Settings, Store, StoreError, args};

/// What a filled store holds.
pub struct Stock {
    pub app: App,
    pub agreement: AgreementId,
    pub providers: Vec<ProviderId>,
    pub product: ProductId,
    pub customer: CustomerId,
}

/// The month all completed orders fall in.
pub const MONTH: &str = "2026-04";

/// Opens a store with one agreement in force, one product, one customer and `providers` providers.
pub async fn open(folder: &Path, providers: usize) -> Result<Stock, String> {
    let now: Timestamp = "2026-05-16T02:00:00Z".parse().map_err(sentence)?;
    let clock = Clock::fixed("2026-01-01T00:00:00Z".parse().map_err(sentence)?);
    let store = Store::open(Settings::file(folder.join("makegood.db")), now)
        .await
        .map_err(|e| e.words().en.to_string())?;
    let app = App::start(store, clock.clone(), [7; 32]).await.map_err(sentence)?;
    let source = include_str!("../../../../agreements/gas-provider.md");
    let agreement = app::agreements::put_in_force(&app, None, "gas-provider.md", source)
        .await
        .map_err(|unfit| format!("{unfit:?}"))?;
    let made = app
        .write(None, async move |desk| {
            let stamp = desk.stamp();
            let product = ProductId(desk.next_id());
            let profile = ProductProfile {
                code: "GS-1".into(),
                name: "燃气灶".into(),
                product_line: "gas-stove".into(),
                repair_price_fen: Fen::yuan(80),
                repair_cost_fen: Fen::yuan(40),
            };
            let mut outcome = Outcome::of(Product::record(product, profile, stamp));
            let customer = CustomerId(desk.next_id());
            let contact = Contact {
                name: "张三".into(),
                phone: "13800138000".into(),
                division: "330106".into(),
                address: "文三路 1 号".into(),
            };
            outcome = outcome.and(Customer::record(customer, contact, desk.random_text(), stamp));
            let mut ids = Vec::with_capacity(providers);
            for number in 0..providers {
                let id = ProviderId(desk.next_id());
                let profile = ProviderProfile {
                    code: format!("P{number:05}"),
                    name: format!("服务商 {number}"),
                    contact: "李四".into(),
                    phone: "057188888888".into(),
                    territories: territories(number),
                    account: BankAccount {
                        holder: "服务商".into(),
                        bank: "银行".into(),
                        number: "6222".into(),
                    },
                    active: true,
                };
                outcome = outcome.and(Provider::record(id, profile, stamp));
                ids.push(id);
            }
            desk.commit(&outcome).await?;
            Ok((product, customer, ids))
        })
        .await
        .map_err(sentence)?;
    clock.set(now);
    let (product, customer, providers) = made;
    Ok(Stock { app, agreement, providers, product, customer })
}

/// Three providers serve the county of the orders, the others serve elsewhere.
fn territories(number: usize) -> Vec<Territory> {
    let division = if number < 3 { "330106".to_owned() } else { format!("3302{:02}", number % 90) };
    vec![Territory { division, product_line: "gas-stove".into() }]
}

/// The `index`-th order: one in ten still open, the others completed in the month; with its first callback made.
fn order(stock: &Stock, index: usize, coverage: &domain::coverage::CoverageDecision, open: bool) -> Order {
    let number = i64::try_from(index).unwrap_or(i64::MAX);
    let at =
        |hours: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 20_544 + hours + number % 600);
    let stamp = |hours| Stamp { at: at(hours), by: None };
    let provider = stock.providers[index % stock.providers.len()];
    let opened = Opened {
        number: format!("W26-{index:07}"),
        request_id: RequestId(number + 1),
        reported_at: at(0),
        customer_id: stock.customer,
        unit_id: None,
        product_id: Some(stock.product),
        product_line: "gas-stove".into(),
        serial: format!("SN{index:09}"),
        division: "330106".into(),
        region: Some(RegionClass::City),
        agreement_id: Some(stock.agreement),
        sale: SaleDate::On(jiff::civil::date(2025, 12, 1)),
        problem: "点不着火，打火时有火花但没有火焰".into(),
    };
    let by = DispatchedBy::Territory { division: "33".into() };
    let order = Order::open(OrderId(number + 1), opened, coverage.clone(), Some(at(24)), stamp(0))
        .then(OrderFact::Dispatched { provider_id: provider, by }, stamp(0));
    if open {
        return order.after;
    }
    let completion = Completion {
        completed_at: at(6),
        month: MONTH.parse().unwrap_or_else(|_| Month::of(jiff::civil::date(2026, 4, 1))),
        diagnosis: Diagnosis {
            symptom: "S01".into(),
            cause: Cause::Product,
            remedy: "R01".into(),
            note: String::new(),
        },
        labour_minutes: 45,
        parts: Vec::new(),
        signed_by: "张三".into(),
    };
    order
        .then(OrderFact::Accepted { technician_id: None }, stamp(1))
        .then(OrderFact::Arrived { due_at: None }, stamp(5))
        .then(
            OrderFact::Completed {
                completion: Box::new(completion),
                coverage: Box::new(coverage.clone()),
                charges: Vec::new(),
            },
            stamp(6),
        )
        .after
}

/// Writes `count` orders; `open_every` of them one is still open (0: none).
pub async fn fill(stock: &Stock, count: usize, open_every: usize) -> Result<(), String> {
    let agreements = stock.app.agreements();
    let version = agreements.get(stock.agreement).ok_or("the agreement is not in force")?;
    let agreement: &Agreement = &version.agreement;
    let facts = CoverageFacts {
        product_line: Some("gas-stove"),
        sale: SaleDate::On(jiff::civil::date(2025, 12, 1)),
        reported_on: jiff::civil::date(2026, 4, 1),
        cause: Some(Cause::Product),
        contract: false,
        internal: false,
        extension_months: 0,
    };
    let coverage = agreement.terms().coverage(&facts).cited(agreement);
    let batch = 5_000;
    for from in (0..count).step_by(batch) {
        let orders: Vec<Order> = (from..(from + batch).min(count))
            .map(|index| order(stock, index, &coverage, open_every > 0 && index % open_every == 0))
            .collect();
        stock
            .app
            .write(None, async move |desk| {
                let tenant = desk.tenant();
                insert(desk.tx(), tenant, &orders).await?;
                let mut callbacks = Vec::new();
                for order in orders.iter().filter(|order| !order.is_open()) {
                    let Some((provider, completion)) = order.provider_id().zip(order.completion()) else {
                        continue;
                    };
                    let asked = (order.id, provider, completion.month);
                    let stamp = Stamp { at: completion.completed_at, by: None };
                    let planned: Changed<Callback> =
                        Callback::plan(CallbackId(order.id.0), CallbackKind::First, asked, None, stamp);
                    let answers = domain::callback::Answers {
                        satisfaction: 5,
                        data_complete: true,
                        data_true: true,
                        original_found: None,
                        comment: String::new(),
                    };
                    callbacks
                        .push(planned.then(domain::callback::CallbackFact::Done { answers }, stamp).after);
                }
                insert(desk.tx(), tenant, &callbacks).await?;
                Ok(())
            })
            .await
            .map_err(sentence)?;
    }
    Ok(())
}

async fn insert<R: Stored>(
    tx: &mut Tx,
    tenant: domain::ids::TenantId,
    records: &[R],
) -> Result<(), StoreError> {
    let mut sets: Vec<Vec<Value<'_>>> = Vec::with_capacity(records.len());
    for record in records {
        let body = serde_json::to_string(record)
            .map_err(|error| StoreError::Corrupt { detail: error.to_string() })?;
        let mut values: Vec<Value<'_>> = args![tenant, record.id(), record.version(), body].into();
        values.extend(record.columns());
        sets.push(values);
    }
    tx.exec_many(R::INSERT, sets).await.map(drop)
}
