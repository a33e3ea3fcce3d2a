//! The network: providers with their territories and technicians, products and parts.

use super::{Listed, Page};
use crate::{App, AppError, not_found};
use domain::identifier::mask;
use domain::party::{Provider, Technician};
use domain::people::{Action, Actor, Role, Scope};
use store::list::{self, ProviderFilter};
use store::record::party;

pub use store::list::{PartRow, ProductRow, ProviderRow, TechnicianRow};

/// The providers a person may see, by code.
pub async fn providers(app: &App, who: &Actor, page: Page) -> Result<Listed<ProviderRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::SeeNetwork)?;
        let tenant = desk.tenant();
        Ok(list::providers(desk.tx(), tenant, scope, &ProviderFilter::default(), &page).await?)
    })
    .await
}

/// Everything a provider's page shows.
#[derive(Clone, Debug)]
pub struct ProviderView {
    /// The provider; its account number is masked for all but finance and its own manager.
    pub provider: Provider,
    /// Its technicians.
    pub technicians: Vec<Technician>,
}

/// The page of a provider.
pub async fn provider(app: &App, who: &Actor, code: String) -> Result<ProviderView, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::SeeNetwork)?;
        let tenant = desk.tenant();
        let own = |provider: &Provider| match scope {
            Scope::All => true,
            Scope::Provider(own) | Scope::Technician(own, _) => own == provider.id,
        };
        let mut provider = party::provider_by_code(desk.tx(), tenant, &code)
            .await?
            .filter(own)
            .ok_or_else(|| not_found("该服务商", "provider"))?;
        let technicians = party::technicians_of(desk.tx(), tenant, provider.id, 200).await?;
        let role = desk.who().map(|who| who.role);
        if !matches!(role, Some(Role::Finance | Role::ProviderManager)) {
            let account = &mut provider.profile.account;
            account.number = mask::bank_card(&account.number);
        }
        Ok(ProviderView { provider, technicians })
    })
    .await
}

/// The technicians a person may see, provider by provider.
pub async fn technicians(app: &App, who: &Actor, page: Page) -> Result<Listed<TechnicianRow>, AppError> {
    app.read(Some(who), async move |desk| {
        let scope = desk.scope(Action::SeeNetwork)?;
        let tenant = desk.tenant();
        Ok(list::technicians(desk.tx(), tenant, scope, None, &page).await?)
    })
    .await
}

/// The products, by code.
pub async fn products(app: &App, who: &Actor, page: Page) -> Result<Listed<ProductRow>, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeNetwork)?;
        let tenant = desk.tenant();
        Ok(list::products(desk.tx(), tenant, None, &page).await?)
    })
    .await
}

/// The parts, by code.
pub async fn parts(app: &App, who: &Actor, page: Page) -> Result<Listed<PartRow>, AppError> {
    app.read(Some(who), async move |desk| {
        desk.scope(Action::SeeNetwork)?;
        let tenant = desk.tenant();
        Ok(list::parts(desk.tx(), tenant, &page).await?)
    })
    .await
}
