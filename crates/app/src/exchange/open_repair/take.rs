//! One batch: each record goes through the intake as of the day of its event, and on to where it ended.

use super::count::{OpenRepairReport, Undecided, Verdict};
use crate::request::{self, TakeRequest, TakenRequest};
use crate::{AppError, CommandKey, Desk};
use domain::Month;
use domain::catalogue::{Product, ProductProfile};
use domain::coverage::{Cause, SaleDate};
use domain::ids::{ProductId, ProviderId};
use domain::order::{Completion, Diagnosis, DispatchedBy, LabourPrice, Order, OrderFact, charges};
use domain::outcome::{Changed, Outcome as Changes};
use domain::party::{Provider, ProviderProfile};
use domain::request::Channel;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use papers::open_repair::{Flag, OpenRepairRecord, Outcome};
use std::collections::HashSet;
use store::idempotency::{self, DoneCommand};
use store::record::{catalogue, party, service};

/// The command under which a record is remembered.
const COMMAND: &str = "open_repair.take";
/// Before the code of everything this import makes.
const PREFIX: &str = "open-repair-";
/// Characters of a problem that a request keeps.
const PROBLEM_CHARACTERS: usize = 2_000;
/// What stands where nobody wrote down a problem; intake asks for one.
const NO_PROBLEM: &str = "未写明故障 / problem not written down";
const REPAIRABLE: &str = "可以修好，需另处维修或等待配件 / repairable, elsewhere or with a part";
const BY_HAND: &str = "活动当场受理 / taken at the event";

/// Takes in a batch of records.
pub async fn batch(desk: &mut Desk<'_>, records: &[OpenRepairRecord]) -> Result<OpenRepairReport, AppError> {
    let mut report = OpenRepairReport::default();
    let mut made = HashSet::new();
    for record in records {
        report.count(record);
        let verdict = one(desk, record, &mut made, &mut report).await?;
        report.judge(verdict);
    }
    Ok(report)
}

async fn one(
    desk: &mut Desk<'_>,
    record: &OpenRepairRecord,
    made: &mut HashSet<String>,
    report: &mut OpenRepairReport,
) -> Result<Verdict, AppError> {
    let tenant = desk.tenant();
    let key =
        CommandKey::new(format!("open-repair:{}", record.id), COMMAND, format!("{record:?}").as_bytes());
    if let Some(done) = idempotency::find(desk.tx(), tenant, &key.command_id).await? {
        report.known += 1;
        report.differing += u64::from(done.fingerprint != key.fingerprint);
        return verdict_of(desk, &done.result, record).await;
    }
    let code = code_of(&record.category);
    ensure_product(desk, record, &code, made).await?;
    let provider = ensure_provider(desk, record).await?;
    let happened_at = record.event_on.and_then(noon).filter(|at| *at <= desk.now());
    let happened_at = happened_at.unwrap_or_else(|| desk.now());
    let mut then = desk.at(happened_at);
    let command = command_of(record, &code, happened_at);
    report.shortened += u64::from(record.problem.chars().count() > PROBLEM_CHARACTERS);
    let taken = request::take_at(&mut then, Channel::Import, &command).await?;
    match record.outcome {
        Outcome::Fixed => finish(&mut then, &taken, &provider, "fixed", "").await?,
        Outcome::EndOfLife => finish(&mut then, &taken, &provider, "end-of-life", &record.barrier).await?,
        Outcome::Repairable => {
            let request = request::load(&mut then, &taken.number).await?;
            let answered = request.answer(REPAIRABLE.to_owned(), then.stamp())?;
            then.commit(&Changes::of(answered)).await?;
        }
        Outcome::Unknown => {}
    }
    let done = DoneCommand {
        command_id: key.command_id,
        command: COMMAND.to_owned(),
        fingerprint: key.fingerprint.to_vec(),
        result: taken.number.clone(),
        done_at: desk.now(),
    };
    idempotency::remember(desk.tx(), tenant, &done).await?;
    report.taken += 1;
    verdict_of(desk, &taken.number, record).await
}

/// How the stored request was judged.
async fn verdict_of(
    desk: &mut Desk<'_>,
    number: &str,
    record: &OpenRepairRecord,
) -> Result<Verdict, AppError> {
    let coverage = request::load(desk, number).await?.taken.coverage;
    Ok(match (coverage.category, sale_of(record)) {
        (Some(category), _) => Verdict::Decided(category),
        (None, SaleDate::InYear(year)) if record.event_on.is_some_and(|day| year > day.year()) => {
            Verdict::Undecided(Undecided::YearAfterEvent)
        }
        (None, SaleDate::InYear(_) | SaleDate::On(_)) => Verdict::Undecided(Undecided::YearNotEnough),
        (None, SaleDate::Unknown) => Verdict::Undecided(Undecided::SaleUnknown),
    })
}

fn command_of(record: &OpenRepairRecord, product: &str, happened_at: Timestamp) -> TakeRequest {
    let problem: String = record.problem.chars().take(PROBLEM_CHARACTERS).collect();
    TakeRequest {
        product: product.to_owned(),
        sold_on: match sale_of(record) {
            SaleDate::InYear(year) => year.to_string(),
            SaleDate::On(_) | SaleDate::Unknown => String::new(),
        },
        problem: if problem.is_empty() { NO_PROBLEM.to_owned() } else { problem },
        reported_at: Some(happened_at),
        record_only: matches!(record.outcome, Outcome::Repairable | Outcome::Unknown),
        dispatch_by_hand: true,
        ..TakeRequest::default()
    }
}

/// What is known of the sale: the year it was made, else the year of the event less its age.
fn sale_of(record: &OpenRepairRecord) -> SaleDate {
    if let Some(year) = record.year_of_manufacture {
        return SaleDate::InYear(year);
    }
    let believed = !record.flags.contains(&Flag::AgeImplausible);
    let age = record.product_age.filter(|_| believed).and_then(|age| i16::try_from(age.tenths / 10).ok());
    match (age, record.event_on) {
        (Some(age), Some(day)) => SaleDate::InYear(day.year() - age),
        _ => SaleDate::Unknown,
    }
}

/// Noon in UTC: the same civil day from California to China.
fn noon(day: Date) -> Option<Timestamp> {
    day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
}

/// The order was worked and closed on the day. What the record does not say is left empty, so the facts are stated
/// without the checks a technician's report goes through.
async fn finish(
    desk: &mut Desk<'_>,
    taken: &TakenRequest,
    provider: &Provider,
    remedy: &str,
    note: &str,
) -> Result<(), AppError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    let number = taken.order_number.as_deref().unwrap_or_default();
    let order: Order = service::order_by_number(desk.tx(), tenant, number)
        .await?
        .ok_or_else(|| crate::not_found("该工单", "order"))?;
    let completion = Completion {
        completed_at: stamp.at,
        month: Month::at(stamp.at, &request::zone()),
        diagnosis: Diagnosis {
            symptom: String::new(),
            cause: Cause::Product,
            remedy: remedy.to_owned(),
            note: note.to_owned(),
        },
        labour_minutes: 0,
        parts: Vec::new(),
        signed_by: String::new(),
    };
    let completed = OrderFact::Completed {
        completion: Box::new(completion),
        coverage: Box::new(order.coverage.clone()),
        charges: charges(&order.coverage, LabourPrice::default(), &[]),
    };
    let by = DispatchedBy::Hand { reason: BY_HAND.to_owned() };
    let changed = Changed::of(&order, OrderFact::Dispatched { provider_id: provider.id, by }, stamp)
        .then(OrderFact::Accepted { technician_id: None }, stamp)
        .then(OrderFact::Arrived { due_at: None }, stamp)
        .then(completed, stamp);
    desk.commit(&Changes::of(changed)).await
}

/// The product of a category.
async fn ensure_product(
    desk: &mut Desk<'_>,
    record: &OpenRepairRecord,
    code: &str,
    made: &mut HashSet<String>,
) -> Result<(), AppError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    if !made.insert(code.to_owned()) || catalogue::product_by_code(desk.tx(), tenant, code).await?.is_some() {
        return Ok(());
    }
    let profile = ProductProfile {
        code: code.to_owned(),
        name: record.category.clone(),
        product_line: code.to_owned(),
        ..ProductProfile::default()
    };
    desk.commit(&Changes::of(Product::record(ProductId(desk.next_id()), profile, stamp))).await
}

/// The organisation that shared the record, as a provider without a territory: nothing is dispatched to it.
async fn ensure_provider(desk: &mut Desk<'_>, record: &OpenRepairRecord) -> Result<Provider, AppError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    let code = code_of(&record.provider);
    if let Some(known) = party::provider_by_code(desk.tx(), tenant, &code).await? {
        return Ok(known);
    }
    let profile =
        ProviderProfile { code, name: record.provider.clone(), active: true, ..ProviderProfile::default() };
    let changed = Provider::record(ProviderId(desk.next_id()), profile, stamp);
    let provider = changed.after.clone();
    desk.commit(&Changes::of(changed)).await?;
    Ok(provider)
}

/// `Watch/clock` as `open-repair-watch-clock`.
fn code_of(name: &str) -> String {
    let mut code = PREFIX.to_owned();
    for letter in name.to_lowercase().chars() {
        if letter.is_alphanumeric() {
            code.push(letter);
        } else if !code.ends_with('-') {
            code.push('-');
        }
    }
    code.trim_end_matches('-').to_owned()
}
