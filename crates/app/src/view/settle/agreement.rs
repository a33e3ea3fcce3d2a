//! An agreement as it is read: the text, and beside each clause what runs under it now.

use super::Version;
use super::clause::Running;
use crate::request::zone;
use crate::{App, AppError, not_found};
use domain::Month;
use domain::agreement::RenderedSection;
use domain::people::{Action, Actor, Scope};
use domain::words::Words;
use jiff::civil::Date;

pub use super::clause::{Counted, Leads};

/// A version in the list of agreements.
#[derive(Clone, Debug)]
pub struct AgreementItem {
    /// The version.
    pub version: Version,
    /// In force from.
    pub from_on: Date,
    /// In force until; none while no end is set.
    pub until_on: Option<Date>,
    /// Whether it is in force today.
    pub in_force: bool,
    /// How many clauses it executes.
    pub clauses: usize,
}

/// Every version ever put in force, newest first of each agreement.
pub async fn agreements(app: &App, who: &Actor) -> Result<Vec<AgreementItem>, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeAgreements)?;
        let today = zone().to_datetime(desk.now()).date();
        let mut items: Vec<AgreementItem> = desk
            .agreements()
            .all()
            .map(|version| AgreementItem {
                version: Version::of(version),
                from_on: version.signed.text.from_on,
                until_on: version.signed.until_on,
                in_force: version.signed.in_force_on(today),
                clauses: version.agreement.clauses().count(),
            })
            .collect();
        items.sort_by(|a, b| (&a.version.code, b.version.number).cmp(&(&b.version.code, a.version.number)));
        Ok(items)
    })
    .await
}

/// An agreement version as its page shows it.
#[derive(Clone, Debug)]
pub struct AgreementView {
    /// The version.
    pub version: Version,
    /// In force from.
    pub from_on: Date,
    /// In force until.
    pub until_on: Option<Date>,
    /// Other versions of the same agreement.
    pub others: Vec<u32>,
    /// How many worked examples the text proves itself by.
    pub examples: usize,
    /// The month that is counted.
    pub month: Month,
    /// Whether only one's own provider is counted.
    pub own: bool,
    /// The text with what runs beside it.
    pub sections: Vec<SectionView>,
}

/// A section, and its clause if it has one.
#[derive(Clone, Debug)]
pub struct SectionView {
    /// The text.
    pub text: RenderedSection,
    /// What the clause does now.
    pub clause: Option<ClauseView>,
}

/// A clause and what runs under it now.
#[derive(Clone, Debug)]
pub struct ClauseView {
    /// Its kind's name.
    pub title: Words,
    /// Which question it answers.
    pub about: Words,
    /// What is counted under it.
    pub now: Vec<Counted>,
}

/// A version of an agreement, with what runs under each clause in a month.
pub async fn agreement(
    app: &App,
    who: &Actor,
    code: String,
    number: u32,
    month: Option<Month>,
) -> Result<AgreementView, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::SeeAgreements)?;
        let agreements = desk.agreements();
        let version =
            agreements.version(&code, number).ok_or_else(|| not_found("该协议版本", "agreement version"))?;
        let month = month.unwrap_or_else(|| Month::at(desk.now(), &zone()));
        let provider = match scope {
            Scope::All => None,
            Scope::Provider(own) | Scope::Technician(own, _) => Some(own),
        };
        let running = Running::read(desk, version, provider, month).await?;
        let text = &version.signed.text;
        let sections = version.agreement.render_sections().into_iter().map(|section| {
            let clause =
                version.agreement.clauses().find(|clause| Some(&clause.number) == section.number.as_ref());
            let clause = clause.map(|clause| ClauseView {
                title: clause.kind.title.clone(),
                about: clause.kind.about.clone(),
                now: running.of(clause),
            });
            SectionView { text: section, clause }
        });
        Ok(AgreementView {
            version: Version::of(version),
            from_on: text.from_on,
            until_on: version.signed.until_on,
            others: agreements
                .all()
                .map(|other| &other.signed.text)
                .filter(|other| other.code == code && other.number != number)
                .map(|other| other.number)
                .collect(),
            examples: version.agreement.example_count(),
            month,
            own: provider.is_some(),
            sections: sections.collect(),
        })
    })
    .await
}
