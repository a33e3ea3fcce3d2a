//! The network: thirty providers in three provinces with territories and accounts, a hundred technicians, and the people
//! who sign in.

use super::names;
use super::random::Random;
use super::stock::{GEYSER, LINES, SOLAR};
use crate::{App, AppError};
use domain::division::{Division, DivisionKind};
use domain::ids::{PersonId, ProviderId, TechnicianId};
use domain::outcome::{Outcome, Stamp};
use domain::party::{
    BankAccount, Person, PersonProfile, Provider, ProviderProfile, Technician, TechnicianProfile, Territory,
};
use domain::people::{Actor, Role};

/// The provinces, by the first two digits of their codes: 浙江, 山东, 广东.
pub(super) const PROVINCES: [&str; 3] = ["33", "37", "44"];
/// Providers in each province: one of each of [`SHOPS`].
const PROVIDERS_EACH: usize = SHOPS.len();
/// Technicians of the whole network.
const TECHNICIANS: usize = 100;
const BANKS: [&str; 5] = ["中国工商银行", "中国农业银行", "中国建设银行", "中国银行", "交通银行"];
const SHOPS: [&str; 10] = ["安居", "恒信", "众诚", "万家", "永安", "佳和", "顺达", "正泰", "鑫源", "宏远"];

/// A provider and its people.
#[derive(Debug)]
pub(super) struct Outlet {
    pub id: ProviderId,
    pub profile: ProviderProfile,
    pub manager: Actor,
    pub clerk: Actor,
    pub technicians: Vec<Actor>,
}

/// The people of the service centre and the outlets.
#[derive(Debug)]
pub(super) struct Network {
    pub agents: Vec<Actor>,
    pub supervisor: Actor,
    pub auditor: Actor,
    pub marketing: Actor,
    pub finance: Actor,
    pub administrator: Actor,
    pub outlets: Vec<Outlet>,
    /// Districts and counties of the three provinces.
    pub places: Vec<&'static Division>,
}

impl Network {
    /// The outlet of a provider.
    pub fn outlet(&self, id: ProviderId) -> Option<&Outlet> {
        self.outlets.iter().find(|outlet| outlet.id == id)
    }

    /// The outlets that serve a place in a product line, the closest territory first.
    pub fn serving(&self, division: &str, line: &str) -> Vec<&Outlet> {
        let mut serving: Vec<(usize, &Outlet)> = self
            .outlets
            .iter()
            .filter_map(|outlet| Some((outlet.profile.serves(division, line)?, outlet)))
            .collect();
        serving.sort_by_key(|(fit, outlet)| (std::cmp::Reverse(*fit), outlet.id));
        serving.into_iter().map(|(_, outlet)| outlet).collect()
    }
}

/// Records the whole network.
pub(super) async fn build(app: &App, seed: u64) -> Result<Network, AppError> {
    let mut hiring = Hiring { app, stamp: Stamp { at: app.now(), by: None }, outcome: Outcome::default() };
    let mut random = Random::of(seed, "network", 0);
    let mut centre = |login: &str, role: Role| hiring.person(login, &names::person(&mut random), role, None);
    let agents =
        vec![centre("agent", Role::Agent), centre("agent-2", Role::Agent), centre("agent-3", Role::Agent)];
    let supervisor = centre("supervisor", Role::Supervisor);
    let auditor = centre("auditor", Role::Auditor);
    let marketing = centre("marketing-manager", Role::MarketingManager);
    let finance = centre("finance", Role::Finance);
    let administrator = centre("administrator", Role::Administrator);
    let mut outlets = Vec::with_capacity(PROVINCES.len() * PROVIDERS_EACH);
    for (index, profile) in profiles(&mut random).into_iter().enumerate() {
        outlets.push(hiring.outlet(index, profile, &mut random));
    }
    let outcome = hiring.outcome;
    app.write(None, async move |desk| desk.commit(&outcome).await).await?;
    let places = Division::all()
        .iter()
        .filter(|place| PROVINCES.iter().any(|province| place.code.starts_with(province)))
        .filter(|place| place.valid_until.is_none() && place.class().is_some())
        .collect();
    Ok(Network { agents, supervisor, auditor, marketing, finance, administrator, outlets, places })
}

/// Collects the records of the network.
struct Hiring<'a> {
    app: &'a App,
    stamp: Stamp,
    outcome: Outcome,
}

impl Hiring<'_> {
    fn id(&self) -> i64 {
        self.app.next_id(self.stamp.at)
    }

    fn record(&mut self, change: impl Into<domain::outcome::Change>) {
        self.outcome = std::mem::take(&mut self.outcome).and(change);
    }

    fn person(
        &mut self,
        login: &str,
        name: &str,
        role: Role,
        side: Option<(ProviderId, Option<TechnicianId>)>,
    ) -> Actor {
        let person_id = PersonId(self.id());
        let (provider_id, technician_id) =
            side.map_or((None, None), |(provider, technician)| (Some(provider), technician));
        let (login, name) = (login.to_owned(), name.to_owned());
        let profile =
            PersonProfile { login, name: name.clone(), role, provider_id, technician_id, active: true };
        self.record(Person::record(person_id, profile, self.stamp));
        Actor { person_id, name, role, provider_id, technician_id }
    }

    fn outlet(&mut self, index: usize, profile: ProviderProfile, random: &mut Random) -> Outlet {
        let id = ProviderId(self.id());
        self.record(Provider::record(id, profile.clone(), self.stamp));
        // The first outlet's people have the plain names that the documentation gives.
        let login = |role: &str| {
            if index == 0 { role.to_owned() } else { format!("{role}-{}", profile.code.to_lowercase()) }
        };
        let manager = self.person(
            &login("provider-manager"),
            &profile.contact,
            Role::ProviderManager,
            Some((id, None)),
        );
        let clerk = self.person(
            &login("provider-clerk"),
            &names::person(random),
            Role::ProviderClerk,
            Some((id, None)),
        );
        let outlets = PROVINCES.len() * PROVIDERS_EACH;
        let count = TECHNICIANS / outlets + usize::from(index < TECHNICIANS % outlets);
        let technicians = (1..=count).map(|number| {
            let role = login("technician");
            let login = if index == 0 && number == 1 { role } else { format!("{role}-{number}") };
            self.technician(&login, id, random)
        });
        let technicians = technicians.collect();
        Outlet { id, profile, manager, clerk, technicians }
    }

    fn technician(&mut self, login: &str, provider_id: ProviderId, random: &mut Random) -> Actor {
        let id = TechnicianId(self.id());
        let name = names::person(random);
        let profile = TechnicianProfile {
            provider_id,
            name: name.clone(),
            phone: names::mobile(random),
            qualifications: "燃气具安装维修工；低压电工".to_owned(),
        };
        self.record(Technician::record(id, profile, self.stamp));
        self.person(login, &name, Role::Technician, Some((provider_id, Some(id))))
    }
}

/// The providers: each prefecture has one that serves every line; every third a second one for water heaters; the first
/// of a province serves wherever nobody closer can.
fn profiles(random: &mut Random) -> Vec<ProviderProfile> {
    let mut profiles = Vec::with_capacity(PROVINCES.len() * PROVIDERS_EACH);
    for province in PROVINCES {
        let prefectures: Vec<&Division> = Division::all()
            .iter()
            .filter(|division| division.kind == DivisionKind::Prefecture && division.valid_until.is_none())
            .filter(|division| division.code.starts_with(province))
            .collect();
        for (place, shop) in SHOPS.into_iter().enumerate() {
            let mut territories = Vec::new();
            if place == 0 {
                territories.extend(every_line(province));
            }
            for (number, prefecture) in prefectures.iter().enumerate() {
                let code = &prefecture.code[..4];
                if number % PROVIDERS_EACH == place {
                    territories.extend(every_line(code));
                } else if number % 3 == 0 && (number + 3) % PROVIDERS_EACH == place {
                    territories.extend([SOLAR, GEYSER].map(|line| territory(code, line)));
                }
            }
            let seat = prefectures.get(place % prefectures.len().max(1)).map_or("", |division| division.name);
            profiles.push(profile(profiles.len() + 1, seat, shop, territories, random));
        }
    }
    profiles
}

fn profile(
    number: usize,
    seat: &str,
    shop: &str,
    territories: Vec<Territory>,
    random: &mut Random,
) -> ProviderProfile {
    let name = format!("{}{shop}电器服务有限公司", seat.trim_end_matches('市'));
    let bank = random.pick(&BANKS);
    let account = BankAccount {
        holder: name.clone(),
        bank: format!("{bank}{seat}分行"),
        number: format!("6222{:012}", random.between(100_000_000_000, 999_999_999_999)),
    };
    ProviderProfile {
        code: format!("P{number:03}"),
        name,
        contact: names::person(random),
        phone: names::mobile(random),
        territories,
        account,
        active: true,
    }
}

fn every_line(division: &str) -> impl Iterator<Item = Territory> {
    LINES.iter().map(move |(line, _)| territory(division, line))
}

fn territory(division: &str, line: &str) -> Territory {
    Territory { division: division.to_owned(), product_line: line.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_district_is_served_in_every_line_and_names_are_unique() {
        let profiles = profiles(&mut Random::of(7, "network", 0));
        assert_eq!(profiles.len(), 30);
        let places =
            Division::all().iter().filter(|place| place.valid_until.is_none() && place.class().is_some());
        for place in places.filter(|place| PROVINCES.iter().any(|province| place.code.starts_with(province)))
        {
            for (line, _) in LINES {
                let serving =
                    profiles.iter().filter(|profile| profile.serves(place.code, line).is_some()).count();
                assert!(serving >= 1, "{} {line}", place.full_name());
            }
        }
        let names: std::collections::BTreeSet<&str> =
            profiles.iter().map(|profile| profile.name.as_str()).collect();
        assert_eq!(names.len(), 30);
    }
}
