//! The agreements of the tenant, parsed once and kept in memory; put in force, ended, looked up by day and by id.

use crate::{App, AppError};
use domain::agreement::{Agreement, Diagnostic};
use domain::calendar::Calendar;
use domain::ids::{AgreementId, TenantId};
use domain::outcome::Outcome;
use domain::people::{Action, Actor};
use domain::refusal::{Refusal, RefusalKind};
use domain::signed::{AgreementText, SignedAgreement};
use domain::words;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;
use store::db::Tx;
use store::record::party;

/// A signed version with its parsed text.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The record.
    pub signed: SignedAgreement,
    /// The parsed text.
    pub agreement: Arc<Agreement>,
}

/// All versions ever put in force.
#[derive(Clone, Debug, Default)]
pub struct Agreements {
    by_id: HashMap<AgreementId, InForce>,
    order: Vec<AgreementId>,
}

impl Agreements {
    /// Reads and parses all versions. A stored text that no longer parses is a corrupt store.
    pub(crate) async fn load(tx: &mut Tx, tenant: TenantId) -> Result<Self, AppError> {
        let mut agreements = Self::default();
        for signed in party::agreements(tx, tenant).await? {
            let agreement = Agreement::parse(&signed.text.code, &signed.text.source).map_err(|problems| {
                let detail = format!("agreement {} no longer parses: {problems:?}", signed.text.code);
                AppError::Store(store::StoreError::Corrupt { detail })
            })?;
            agreements.insert(InForce { signed, agreement: Arc::new(agreement) });
        }
        Ok(agreements)
    }

    fn insert(&mut self, version: InForce) {
        let id = version.signed.id;
        if self.by_id.insert(id, version).is_none() {
            self.order.push(id);
        }
    }

    /// A version by its id.
    pub fn get(&self, id: AgreementId) -> Option<&InForce> {
        self.by_id.get(&id)
    }

    /// Every version, by code and number.
    pub fn all(&self) -> impl Iterator<Item = &InForce> {
        self.order.iter().filter_map(|id| self.by_id.get(id))
    }

    /// A version by code and number.
    pub fn version(&self, code: &str, number: u32) -> Option<&InForce> {
        self.all().find(|version| version.signed.text.code == code && version.signed.text.number == number)
    }

    /// How a product line is read: its name in the latest agreement that knows it, or else its code.
    pub fn line_name(&self, code: &str) -> String {
        let lines = self.all().flat_map(|version| version.agreement.terms().product_lines());
        lines
            .filter(|line| line.code == code)
            .last()
            .map_or_else(|| code.to_owned(), |line| line.name.clone())
    }

    /// The version that covers a product line on a day.
    pub fn for_line(&self, product_line: &str, day: Date) -> Option<&InForce> {
        self.all()
            .filter(|version| version.signed.in_force_on(day))
            .filter(|version| version.signed.text.product_lines.iter().any(|line| line == product_line))
            .max_by_key(|version| (version.signed.text.from_on, version.signed.text.number))
    }
}

impl InForce {
    /// The agreement's time zone.
    pub fn zone(&self) -> &TimeZone {
        self.agreement.zone()
    }

    /// The working calendar it counts by.
    pub fn calendar(&self) -> &'static Calendar {
        Calendar::china()
    }
}

/// Why an agreement text cannot be put in force.
#[derive(Clone, Debug, PartialEq)]
pub enum Unfit {
    /// It has errors, or its examples fail.
    Problems(Vec<Diagnostic>),
    /// It is refused for another reason.
    Refused(AppError),
}

impl From<AppError> for Unfit {
    fn from(error: AppError) -> Self {
        Self::Refused(error)
    }
}

/// Parses a text, runs its examples and puts it in force; the earlier version of the same agreement ends the day before.
pub async fn put_in_force(
    app: &App,
    who: Option<&Actor>,
    file: &str,
    source: &str,
) -> Result<AgreementId, Unfit> {
    let agreement = Agreement::parse(file, source).map_err(Unfit::Problems)?;
    let problems = agreement.run_examples(Calendar::china());
    if !problems.is_empty() {
        return Err(Unfit::Problems(problems));
    }
    let text = AgreementText {
        code: agreement.code().to_owned(),
        number: agreement.version(),
        title: agreement.title().to_owned(),
        product_lines: agreement.terms().product_lines().iter().map(|line| line.code.clone()).collect(),
        from_on: agreement.in_force_from(),
        source: source.to_owned(),
        digest: agreement.digest(),
    };
    let (id, agreements) = app
        .write(who, async move |desk| {
            desk.scope(Action::ManageAgreements)?;
            let known = desk.agreements();
            let stamp = desk.stamp();
            let mut outcome = Outcome::default();
            let earlier: Vec<&InForce> =
                known.all().filter(|version| version.signed.text.code == text.code).collect();
            if let Some(latest) = earlier.iter().max_by_key(|version| version.signed.text.number)
                && (latest.signed.text.number >= text.number || latest.signed.text.from_on >= text.from_on)
            {
                return Err(version_refused(&text, &latest.signed.text).into());
            }
            if let Some(open) = earlier.iter().find(|version| version.signed.until_on.is_none()) {
                let last_day = text.from_on.yesterday().map_err(|error| {
                    AppError::Store(store::StoreError::Other { detail: error.to_string() })
                })?;
                outcome = outcome.and(open.signed.end(last_day, stamp));
            }
            let id = AgreementId(desk.next_id());
            let signed = SignedAgreement::put_in_force(id, text.clone(), stamp);
            desk.commit(&outcome.and(signed)).await?;
            let tenant = desk.tenant();
            Ok((id, Agreements::load(desk.tx(), tenant).await?))
        })
        .await?;
    app.replace_agreements(agreements);
    Ok(id)
}

fn version_refused(text: &AgreementText, latest: &AgreementText) -> Refusal {
    let (code, number, from) = (&text.code, text.number, text.from_on);
    let (latest_number, latest_from) = (latest.number, latest.from_on);
    Refusal::new(
        RefusalKind::Conflict,
        "agreement.version",
        words!(
            "协议 {code} 第 {latest_number} 版自 {latest_from} 起生效；第 {number} 版自 {from} 起，版本号和生效日期都必须更晚。请修改文首的 version 和 in_force_from。",
            "Agreement {code} v{latest_number} is in force from {latest_from}; v{number} from {from} must have a higher version and a later day. Change version and in_force_from at the top of the file."
        ),
    )
}
