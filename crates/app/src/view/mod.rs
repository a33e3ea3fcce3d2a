//! What pages show: plain structs, loaded as far as the person may see them, with personal data already masked.

pub mod api;
pub mod desk_home;
pub mod desk_intake;
pub mod desk_list;
pub mod desk_network;
pub mod desk_order;
pub mod desk_request;
pub mod desk_search;
pub mod desk_unit;
pub mod settle;
pub mod told;

use crate::{AppError, Desk};
use domain::division::Division;
use domain::ids::{ProviderId, TechnicianId};
use domain::party::{Contact, Provider, Technician};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store::record;

pub use store::list::{Listed, Page, Tally};

/// A customer as pages show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownContact {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: String,
    /// Where they live.
    pub address: String,
}

impl ShownContact {
    /// Behind the mask.
    pub fn masked(contact: &Contact) -> Self {
        use domain::identifier::mask;
        let address = if contact.address.trim().is_empty() {
            Division::find(&contact.division).map_or_else(String::new, Division::full_name)
        } else {
            mask::address(&contact.address)
        };
        Self { name: mask::name(&contact.name), phone: mask::phone(&contact.phone), address }
    }

    /// In full, for whoever has asked and is written down.
    pub fn whole(contact: &Contact) -> Self {
        Self { name: contact.name.clone(), phone: contact.phone.clone(), address: contact.address.clone() }
    }
}

/// The names of providers and technicians that facts mention, looked up once each.
#[derive(Debug, Default)]
pub struct Names {
    providers: BTreeMap<i64, String>,
    technicians: BTreeMap<i64, String>,
}

impl Names {
    /// A provider's name; a dash when there is none.
    pub fn provider(&self, id: ProviderId) -> &str {
        self.providers.get(&id.0).map_or("—", String::as_str)
    }

    /// A technician's name.
    pub fn technician(&self, id: TechnicianId) -> &str {
        self.technicians.get(&id.0).map_or("—", String::as_str)
    }

    pub(crate) async fn learn_provider(
        &mut self,
        desk: &mut Desk<'_>,
        id: ProviderId,
    ) -> Result<(), AppError> {
        let tenant = desk.tenant();
        if let Entry::Vacant(unknown) = self.providers.entry(id.0) {
            let found = record::find::<Provider>(desk.tx(), tenant, id.0).await?;
            unknown.insert(found.map_or_else(|| "—".into(), |provider| provider.profile.name));
        }
        Ok(())
    }

    pub(crate) async fn learn_technician(
        &mut self,
        desk: &mut Desk<'_>,
        id: TechnicianId,
    ) -> Result<(), AppError> {
        let tenant = desk.tenant();
        if let Entry::Vacant(unknown) = self.technicians.entry(id.0) {
            let found = record::find::<Technician>(desk.tx(), tenant, id.0).await?;
            unknown.insert(found.map_or_else(|| "—".into(), |technician| technician.profile.name));
        }
        Ok(())
    }
}
