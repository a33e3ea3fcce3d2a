//! Past orders, by number: what was reported and done before is stated as of then, so that a machine's history and the
//! month's settlement see it.
//!
//! Nothing is decided again: no deadline of the past begins, no callback is planned, and what nobody wrote down (labour,
//! codes, a signature) stays unknown. Who pays is judged by the agreement in force on the day of the report.

use super::customers::Named;
use super::{Effect, RowError, Staging, cell, text};
use crate::Desk;
use crate::agreements::InForce;
use crate::request::{judge, zone};
use domain::Month;
use domain::catalogue::{Product, Unit};
use domain::coverage::{Cause, CoverageDecision, CoverageFacts, Fact, SaleDate};
use domain::division::Division;
use domain::identifier::phone;
use domain::ids::{CustomerId, OrderId, RequestId};
use domain::order::{
    Completion, Diagnosis, DispatchedBy, LabourPrice, Opened, Order, OrderFact, PartUsed, charges,
};
use domain::outcome::{Changed, Outcome, Stamp};
use domain::party::{Contact, Customer};
use domain::request::{Channel, Flag, Request, RequestFact, Taken};
use domain::words;
use domain::words::Words;
use jiff::Timestamp;
use jiff::civil::DateTime;
use papers::sheet::{ORDERS, Value, Values};
use store::record::{self, catalogue, service};

/// Why the provider of a past order had it.
const TAKEN_OVER: &str = "历史工单导入 / past order taken over";

pub async fn order(staging: &mut Staging, desk: &mut Desk<'_>, row: &Values) -> Result<Effect, RowError> {
    let tenant = desk.tenant();
    let provider = staging.provider(desk, text(row, "provider_code")).await?;
    let number = text(row, "number");
    if let Some(known) = service::order_by_number(desk.tx(), tenant, number).await? {
        return compare(desk, row, &known, &provider.profile.code).await;
    }
    let past = Past::read(staging, desk, row).await?;
    let report_stamp = Stamp { at: past.reported_at, by: desk.by() };
    let (customer_id, customer) = past.caller(staging, desk, row, report_stamp).await?;
    let taken = past.taken(staging, desk, row, customer_id).await?;
    let (request_id, order_id) = (RequestId(desk.next_id()), OrderId(desk.next_id()));
    let request = RequestFact::Taken { taken: Box::new(taken.clone()), order_id: Some(order_id) };
    let opened = opened(number, request_id, &taken, past.agreement.as_ref());
    let order = Order::open(order_id, opened, taken.coverage.clone(), None, report_stamp);
    let by = DispatchedBy::Hand { reason: TAKEN_OVER.to_owned() };
    let order = order.then(OrderFact::Dispatched { provider_id: provider.id, by }, report_stamp);
    let mut begun = Outcome::default();
    if let Some(customer) = customer {
        begun = begun.and(customer);
    }
    begun = begun.and(Changed::<Request>::new(request_id.0, request, report_stamp));
    let Some(done) = &past.done else {
        staging.take_past(past.reported_at, begun.and(order));
        return Ok(Effect::New);
    };
    let order = order.then(OrderFact::Accepted { technician_id: None }, report_stamp);
    let done_stamp = Stamp { at: done.at, by: desk.by() };
    let finished = Changed::of(&order.after, OrderFact::Arrived { due_at: None }, done_stamp)
        .then(past.completed(row, done, &order.after), done_stamp);
    staging.take_past(past.reported_at, begun.and(order));
    staging.take_past(done.at, Outcome::of(finished));
    Ok(Effect::New)
}

/// What a row says, looked up.
struct Past {
    reported_at: Timestamp,
    done: Option<Done>,
    unit: Option<Unit>,
    product: Option<Product>,
    caller: Named,
    agreement: Option<InForce>,
}

/// What was done in the end.
struct Done {
    at: Timestamp,
    cause: Cause,
    parts: Vec<PartUsed>,
}

impl Past {
    async fn read(staging: &mut Staging, desk: &mut Desk<'_>, row: &Values) -> Result<Self, RowError> {
        let tenant = desk.tenant();
        let reported_at = instant(desk, row, "reported_at")?.ok_or_else(|| {
            RowError::cell("reported_at", Words::fixed("必填，但是空白。", "It is required but blank."))
        })?;
        let serial = text(row, "serial");
        let unit = match serial {
            "" => None,
            serial => catalogue::unit_by_serial(desk.tx(), tenant, serial).await?,
        };
        let product = match (&unit, text(row, "product_code")) {
            (Some(unit), _) => record::find::<Product>(desk.tx(), tenant, unit.profile.product_id.0).await?,
            (None, "") => None,
            (None, code) => Some(staging.product(desk, "product_code", code).await?),
        };
        let done = Done::read(staging, desk, row, reported_at).await?;
        let day = zone().to_datetime(reported_at).date();
        let agreements = desk.agreements();
        let line = product.as_ref().map(|product| product.profile.product_line.as_str());
        let agreement = line.and_then(|line| agreements.for_line(line, day)).cloned();
        Ok(Self { reported_at, done, unit, product, caller: Named::of(row), agreement })
    }

    /// The customer: as the row says, else the machine's owner, else somebody nobody wrote down.
    async fn caller(
        &self,
        staging: &mut Staging,
        desk: &mut Desk<'_>,
        row: &Values,
        stamp: Stamp,
    ) -> Result<(CustomerId, Option<Changed<Customer>>), RowError> {
        let tenant = desk.tenant();
        let owner = self.unit.as_ref().and_then(|unit| unit.profile.customer_id);
        if let Some(owner) = owner.filter(|_| !Named::of(row).is_someone()) {
            return Ok((owner, None));
        }
        let on_record = match owner {
            Some(owner) => record::find::<Customer>(desk.tx(), tenant, owner.0).await?,
            None => None,
        };
        self.caller.find_or_record(staging, desk, on_record, stamp).await
    }

    fn sale(&self) -> SaleDate {
        self.unit.as_ref().map_or(SaleDate::Unknown, |unit| unit.profile.sale)
    }

    /// What the register says of the call.
    async fn taken(
        &self,
        staging: &Staging,
        desk: &mut Desk<'_>,
        row: &Values,
        customer_id: CustomerId,
    ) -> Result<Taken, RowError> {
        let line = self.product.as_ref().map(|product| product.profile.product_line.clone());
        let coverage = judge(self.agreement.as_ref(), line.as_deref(), self.sale(), self.reported_at);
        let serial = text(row, "serial").to_owned();
        let division = place(row);
        let given = phone::normalise(text(row, "customer_phone"));
        let flags = [
            (Flag::PhoneOdd, !given.is_empty() && !phone::check(&given).is_right()),
            (Flag::SerialUnknown, !serial.is_empty() && self.unit.is_none()),
            (Flag::DivisionUnknown, division.is_empty()),
            (Flag::SaleDateUnclear, coverage.missing.contains(&Fact::SaleDate)),
        ];
        let number = staging.register_number(desk, zone().to_datetime(self.reported_at).year()).await?;
        Ok(Taken {
            number,
            channel: Channel::Import,
            reported_at: self.reported_at,
            customer_id,
            unit_id: self.unit.as_ref().map(|unit| unit.id),
            product_id: self.product.as_ref().map(|product| product.id),
            product_line: line,
            serial,
            division,
            problem: text(row, "fault").to_owned(),
            flags: flags.into_iter().filter_map(|(flag, raised)| raised.then_some(flag)).collect(),
            sale: self.sale(),
            coverage,
        })
    }

    /// The completion, with the coverage judged by the cause that was found, and its priced lines.
    fn completed(&self, row: &Values, done: &Done, order: &Order) -> OrderFact {
        let coverage = self.judged(done.cause).unwrap_or_else(|| order.coverage.clone());
        let labour = self.product.as_ref().map_or_else(LabourPrice::default, |product| LabourPrice {
            published_fen: product.profile.repair_price_fen,
            cost_fen: product.profile.repair_cost_fen,
        });
        let charges = charges(&coverage, labour, &done.parts);
        let given = |column| text(row, column).to_owned();
        let completion = Completion {
            completed_at: done.at,
            month: Month::at(done.at, &zone()),
            diagnosis: Diagnosis {
                symptom: given("symptom_code"),
                cause: done.cause,
                remedy: given("remedy_code"),
                note: given("note"),
            },
            labour_minutes: row.integer("labour_minutes").unwrap_or_default(),
            parts: done.parts.clone(),
            signed_by: given("signed_by"),
        };
        OrderFact::Completed { completion: Box::new(completion), coverage: Box::new(coverage), charges }
    }

    fn judged(&self, cause: Cause) -> Option<CoverageDecision> {
        let agreement = self.agreement.as_ref()?;
        let product = self.product.as_ref()?;
        let facts = CoverageFacts {
            product_line: Some(&product.profile.product_line),
            sale: self.sale(),
            reported_on: agreement.zone().to_datetime(self.reported_at).date(),
            cause: Some(cause),
            contract: false,
            internal: false,
            extension_months: 0,
        };
        Some(agreement.agreement.terms().coverage(&facts).cited(&agreement.agreement))
    }
}

impl Done {
    async fn read(
        staging: &mut Staging,
        desk: &mut Desk<'_>,
        row: &Values,
        reported_at: Timestamp,
    ) -> Result<Option<Self>, RowError> {
        let Some(at) = instant(desk, row, "completed_at")? else {
            return Ok(None);
        };
        if at < reported_at {
            return Err(RowError::cell(
                "completed_at",
                Words::fixed(
                    "完工时间早于报修时间。请核对两个时间。",
                    "It was completed before it was reported. Check the two times.",
                ),
            ));
        }
        let cause = cause_of(row).ok_or_else(|| {
            RowError::cell(
                "cause",
                Words::fixed(
                    "已完工的工单必须填写故障责任，由它决定谁付费。",
                    "A completed order must say the cause, because the cause decides who pays.",
                ),
            )
        })?;
        let mut parts = Vec::with_capacity(row.parts("parts").len());
        for used in row.parts("parts") {
            let part = staging.part(desk, "parts", &used.code).await?;
            parts.push(PartUsed {
                part_id: part.id,
                code: part.profile.code,
                name: part.profile.name,
                quantity: i64::from(used.quantity),
                old_returned: used.old_returned,
                cost_price_fen: part.profile.cost_price_fen,
                retail_price_fen: part.profile.retail_price_fen,
            });
        }
        Ok(Some(Self { at, cause, parts }))
    }
}

fn opened(number: &str, request_id: RequestId, taken: &Taken, agreement: Option<&InForce>) -> Opened {
    Opened {
        number: number.to_owned(),
        request_id,
        reported_at: taken.reported_at,
        customer_id: taken.customer_id,
        unit_id: taken.unit_id,
        product_id: taken.product_id,
        product_line: taken.product_line.clone().unwrap_or_default(),
        serial: taken.serial.clone(),
        division: taken.division.clone(),
        region: Division::find(&taken.division).and_then(Division::class),
        agreement_id: agreement.map(|agreement| agreement.signed.id),
        sale: taken.sale,
        problem: taken.problem.clone(),
    }
}

/// The county of the row, as given or found in the address.
fn place(row: &Values) -> String {
    match text(row, "division") {
        "" => Division::in_address(text(row, "address"))
            .map(|place| place.division)
            .filter(|division| division.class().is_some())
            .map_or_else(String::new, |division| division.code.to_owned()),
        given => given.to_owned(),
    }
}

/// A time of the row as an instant, which must not lie in the future.
fn instant(desk: &Desk<'_>, row: &Values, column: &'static str) -> Result<Option<Timestamp>, RowError> {
    let Some(local) = row.date_time(column) else {
        return Ok(None);
    };
    let at = zone().to_ambiguous_timestamp(local).compatible().ok().filter(|at| *at <= desk.now());
    match at {
        Some(at) => Ok(Some(at)),
        None => Err(RowError::cell(
            column,
            words!(
                "{local} 在将来，不是历史工单。请改正。",
                "{local} is in the future, so it is no past order. Correct it."
            ),
        )),
    }
}

const CAUSES: [(Cause, &str); 3] =
    [(Cause::Product, "product"), (Cause::User, "user"), (Cause::ForceMajeure, "force_majeure")];

fn cause_of(row: &Values) -> Option<Cause> {
    let code = row.text("cause")?;
    CAUSES.iter().find(|(_, known)| *known == code).map(|(cause, _)| *cause)
}

/// A number that is on file: the same if every cell that says something says the same, else refused, because what was
/// done is corrected by a judgement (A2.23), never rewritten.
async fn compare(
    desk: &mut Desk<'_>,
    row: &Values,
    known: &Order,
    provider: &str,
) -> Result<Effect, RowError> {
    let tenant = desk.tenant();
    let product = crate::request::product_of(desk, known.opened.product_id).await?;
    let code = product.map(|product| product.profile.code).unwrap_or_default();
    let customer = record::find::<Customer>(desk.tx(), tenant, known.opened.customer_id.0).await?;
    let contact = customer.map(|customer| customer.contact).unwrap_or_default();
    let on_file = if known.provider_id().is_some() { provider } else { "" };
    let on_file = order_row(known, on_file, &code, &contact);
    for column in ORDERS.columns {
        let who_and_where = ["customer_name", "customer_phone", "division", "address"].contains(&column.key);
        if who_and_where || row.get(column.key).is_none() || row.get(column.key) == on_file.get(column.key) {
            continue;
        }
        let number = &known.opened.number;
        return Err(RowError::cell(
            column.key,
            words!(
                "工单 {number} 已经存在，而且此栏内容不同。历史工单不可改写；请更正此单元格，或换一个单号。",
                "Order {number} is on file with another value here. A past order is not rewritten: correct this cell, or give another number."
            ),
        ));
    }
    Ok(Effect::Same)
}

pub fn order_row(order: &Order, provider: &str, product: &str, contact: &Contact) -> Values {
    let opened = &order.opened;
    let mut row = Values::new(&ORDERS);
    row.set("number", cell(&opened.number));
    row.set("provider_code", cell(provider));
    row.set("serial", cell(&opened.serial));
    row.set("product_code", cell(product));
    row.set("customer_name", cell(&contact.name));
    row.set("customer_phone", cell(&contact.phone));
    row.set("division", cell(&opened.division));
    row.set("address", cell(&contact.address));
    row.set("reported_at", Value::DateTime(civil(opened.reported_at)));
    row.set("fault", cell(&opened.problem));
    let Some(done) = order.completion() else {
        return row;
    };
    row.set("completed_at", Value::DateTime(civil(done.completed_at)));
    let cause = CAUSES.iter().find(|(cause, _)| *cause == done.diagnosis.cause);
    row.set("cause", cause.map(|(_, code)| Value::Choice(code)));
    row.set("symptom_code", cell(&done.diagnosis.symptom));
    row.set("remedy_code", cell(&done.diagnosis.remedy));
    row.set("note", cell(&done.diagnosis.note));
    row.set("labour_minutes", (done.labour_minutes > 0).then_some(Value::Integer(done.labour_minutes)));
    row.set("signed_by", cell(&done.signed_by));
    let parts: Vec<_> = done
        .parts
        .iter()
        .map(|part| papers::sheet::PartUsed {
            code: part.code.clone(),
            quantity: u32::try_from(part.quantity).unwrap_or(u32::MAX),
            old_returned: part.old_returned,
        })
        .collect();
    row.set("parts", (!parts.is_empty()).then_some(Value::Parts(parts)));
    row
}

/// Local time to the second, as a sheet shows it.
fn civil(at: Timestamp) -> DateTime {
    zone().to_datetime(at).with().subsec_nanosecond(0).build().unwrap_or_default()
}
