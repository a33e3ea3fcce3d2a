//! Asking an agreement without saving anything: who would pay what, and by when would it be due.

use crate::agreements::{Agreements, InForce};
use crate::request::{judge, product_of, sale_of, zone};
use crate::{App, AppError, Desk, not_found};
use domain::catalogue::Unit;
use domain::coverage::{Cause, CoverageDecision, CoverageFacts, SaleDate};
use domain::division::Division;
use domain::people::{Action, Actor};
use domain::refusal::Refusal;
use domain::{RegionClass, words};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::record::catalogue;

/// The facts, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The serial on the nameplate; names product and day of sale when the unit is on file.
    pub serial: String,
    /// The product code.
    pub product: String,
    /// The product line; found by the product when empty.
    pub product_line: String,
    /// The day or the year of sale.
    pub sold_on: String,
    /// The division code of the place of service.
    pub division: String,
    /// When it is reported; now when none.
    pub reported_at: Option<Timestamp>,
    /// The cause, once found.
    pub cause: Option<Cause>,
}

/// What the agreement answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// Who pays what, and why.
    pub coverage: CoverageDecision,
    /// The product line it was asked for.
    pub product_line: Option<String>,
    /// The class of the place, which decides the deadline.
    pub region: Option<RegionClass>,
    /// When the work would be due.
    pub due_at: Option<Timestamp>,
    /// The calendar of that year is not published.
    pub provisional_due: bool,
    /// The agreement that answered: code and version.
    pub agreement: Option<(String, u32)>,
}

/// Asks the agreement in force on the day of the report.
pub async fn ask(app: &App, who: &Actor, question: Question) -> Result<Answered, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeUnits)?;
        let agreements = desk.agreements();
        let facts = gather(desk, &question).await?;
        let day = zone().to_datetime(facts.reported_at).date();
        let version = facts.product_line.as_deref().and_then(|line| agreements.for_line(line, day));
        Ok(answer(version, facts, question.cause))
    })
    .await
}

/// Asks one version of an agreement, in force or not.
pub async fn explain(
    app: &App,
    who: &Actor,
    (code, number): (String, u32),
    question: Question,
) -> Result<Answered, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeAgreements)?;
        let agreements: std::sync::Arc<Agreements> = desk.agreements();
        let version =
            agreements.version(&code, number).ok_or_else(|| not_found("该协议版本", "agreement version"))?;
        let facts = gather(desk, &question).await?;
        Ok(answer(Some(version), facts, question.cause))
    })
    .await
}

struct Facts {
    product_line: Option<String>,
    sale: SaleDate,
    region: Option<RegionClass>,
    reported_at: Timestamp,
}

async fn gather(desk: &mut Desk<'_>, question: &Question) -> Result<Facts, AppError> {
    let tenant = desk.tenant();
    let reported_at = question.reported_at.unwrap_or_else(|| desk.now());
    let serial = question.serial.trim();
    // A unit and its day of sale are known only to whoever may look units up.
    let may_look_up = desk.scope(Action::SeeUnits).is_ok();
    let unit: Option<Unit> = if serial.is_empty() || !may_look_up {
        None
    } else {
        catalogue::unit_by_serial(desk.tx(), tenant, serial).await?
    };
    let product = match &unit {
        Some(unit) => product_of(desk, Some(unit.profile.product_id)).await?,
        None if question.product.trim().is_empty() => None,
        None => catalogue::product_by_code(desk.tx(), tenant, question.product.trim()).await?,
    };
    let told = question.product_line.trim();
    let product_line = product
        .map(|product| product.profile.product_line)
        .or_else(|| (!told.is_empty()).then(|| told.to_owned()));
    let division = question.division.trim();
    if !division.is_empty() && Division::find(division).is_none() {
        return Err(Refusal::invalid(
            "coverage.division",
            "division",
            words!(
                "没有区划代码 {division}，请填写六位代码，不知道时留空。",
                "There is no division {division}. Give its six digits, or leave it empty."
            ),
        )
        .into());
    }
    let sale = sale_of(unit.as_ref(), &question.sold_on)?;
    Ok(Facts { product_line, sale, region: Division::find(division).and_then(Division::class), reported_at })
}

fn answer(version: Option<&InForce>, facts: Facts, cause: Option<Cause>) -> Answered {
    let Facts { product_line, sale, region, reported_at } = facts;
    let line = product_line.as_deref();
    let coverage = match (version, cause) {
        (Some(version), Some(_)) => {
            let facts = CoverageFacts {
                product_line: line,
                sale,
                reported_on: version.zone().to_datetime(reported_at).date(),
                cause,
                contract: false,
                internal: false,
                extension_months: 0,
            };
            version.agreement.terms().coverage(&facts).cited(&version.agreement)
        }
        _ => judge(version, line, sale, reported_at),
    };
    let due = version.zip(line).zip(region).and_then(|((version, line), region)| {
        let promised = version.agreement.terms().restore_deadline(line, region)?;
        Some(version.calendar().add(reported_at, promised.value.span))
    });
    Answered {
        coverage,
        region,
        due_at: due.map(|due| due.at),
        provisional_due: due.is_some_and(|due| due.provisional),
        agreement: version.map(|version| (version.signed.text.code.clone(), version.signed.text.number)),
        product_line,
    }
}
