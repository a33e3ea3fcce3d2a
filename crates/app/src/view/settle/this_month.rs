//! What a provider has earned so far this month: the statement it would have if the month ended now.

use super::{LinesPage, Party, Subtotal, Version, needed_of, party, provider_of, subtotals};
use crate::agreements::InForce;
use crate::request::zone;
use crate::statement::month_input;
use crate::{App, AppError, Desk, not_found};
use domain::Month;
use domain::ids::{AgreementId, ProviderId};
use domain::money::Fen;
use domain::people::{Action, Actor, Scope};
use domain::settlement::{claim_lines, total_of};
use store::record::{catalogue, party as parties, service};
use store::sums;

/// A provider's month as it stands now, an agreement version at a time.
#[derive(Clone, Debug)]
pub struct ThisMonth {
    /// The provider.
    pub provider: Party,
    /// The month.
    pub month: Month,
    /// Under each agreement version.
    pub parts: Vec<SoFar>,
    /// The first callbacks made, of all the month's repairs.
    pub callbacks: (i64, i64),
}

/// What is earned under one agreement version.
#[derive(Clone, Debug)]
pub struct SoFar {
    /// The version.
    pub version: Version,
    /// Orders completed.
    pub orders: usize,
    /// The first page of lines; the rest follows when the statement is opened.
    pub lines: LinesPage,
    /// How many lines there are.
    pub line_count: usize,
    /// The lines by kind.
    pub subtotals: Vec<Subtotal>,
    /// What all lines sum to.
    pub total: Fen,
    /// First callbacks the clause needs for the month's repairs (A2.2).
    pub needed: Option<i64>,
}

/// What a provider has earned this month: one's own, or for the centre the one with this code.
pub async fn this_month(app: &App, who: &Actor, provider: Option<String>) -> Result<ThisMonth, AppError> {
    app.read(Some(who), async move |desk| {
        let provider = whose(desk, provider.as_deref()).await?;
        let provider = provider_of(desk, provider).await?;
        let month = Month::at(desk.now(), &zone());
        let tenant = desk.tenant();
        let counts = service::first_callback_counts(desk.tx(), tenant, provider.id, month).await?;
        let repairs: i64 = counts.iter().map(|(_, count)| count).sum();
        let made = counts.iter().filter(|(stage, _)| stage == "done").map(|(_, count)| count).sum();
        let mut parts = Vec::new();
        for version in versions(desk, provider.id, month).await? {
            parts.push(so_far(desk, provider.id, month, &version).await?);
        }
        Ok(ThisMonth { provider: party(&provider), month, parts, callbacks: (made, repairs) })
    })
    .await
}

/// The provider that is meant, as far as the person may see it.
async fn whose(desk: &mut Desk<'_>, code: Option<&str>) -> Result<ProviderId, AppError> {
    let missing = || not_found("该服务商", "provider");
    let scope = desk.scope(Action::SeeStatements)?;
    let named = match code {
        Some(code) => {
            let tenant = desk.tenant();
            let found = parties::provider_by_code(desk.tx(), tenant, code).await?;
            Some(found.map(|provider| provider.id).ok_or_else(missing)?)
        }
        None => None,
    };
    match (scope, named) {
        (Scope::All, Some(named)) => Ok(named),
        (Scope::Provider(own), None) => Ok(own),
        (Scope::Provider(own), Some(named)) if own == named => Ok(own),
        _ => Err(missing()),
    }
}

/// The agreement versions its month falls under: by the orders it completed and by the lines it sold.
async fn versions(desk: &mut Desk<'_>, provider: ProviderId, month: Month) -> Result<Vec<InForce>, AppError> {
    let tenant = desk.tenant();
    let agreements = desk.agreements();
    let mut ids: Vec<AgreementId> = sums::agreements_of_month(desk.tx(), tenant, provider, month).await?;
    for sales in catalogue::sales_of_month(desk.tx(), tenant, provider, month).await? {
        if let Some(version) = agreements.for_line(&sales.profile.product_line, month.first_day()) {
            ids.push(version.signed.id);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids.into_iter().filter_map(|id| agreements.get(id).cloned()).collect())
}

async fn so_far(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    month: Month,
    version: &InForce,
) -> Result<SoFar, AppError> {
    let (input, orders) = month_input(desk, provider, month, version).await?;
    let lines = claim_lines(&version.agreement, &input);
    let quota = version.agreement.terms().callback_quota();
    let repairs = i64::try_from(orders.len()).unwrap_or(i64::MAX);
    Ok(SoFar {
        version: Version::of(version),
        orders: orders.len(),
        subtotals: subtotals(&lines),
        total: total_of(&lines),
        line_count: lines.len(),
        lines: LinesPage::of(&lines, 0),
        needed: quota.map(|quota| needed_of(quota.value, repairs)),
    })
}
