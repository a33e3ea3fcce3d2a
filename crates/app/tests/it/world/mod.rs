//! A small service network on a database of its own, with a clock that stands until it is moved.
//!
//! Two provinces, three providers, one person of every role; both shipped agreements are in force.

mod network;
mod seen;
mod verbs;

pub use seen::about;
pub use verbs::{Report, call};

use app::clock::Clock;
use app::{App, agreements};
use domain::ids::{ProviderId, TechnicianId};
use domain::order::Order;
use domain::people::{Actor, Role};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicI64;
use store::{Settings, Store};
use tempfile::TempDir;
use testkit::postgres::Database;

/// The day before anything happens in a story.
const FOUNDED: &str = "2026-01-04 08:00";
/// What the seeds of spot checks come from.
const SECRET: [u8; 32] = [7; 32];

/// A district of Beijing: a city by its region class.
pub const HAIDIAN: &str = "110108";
/// A county of Hebei.
pub const JINGXING: &str = "130121";

/// The product lines of the stories.
pub const SOLAR: &str = "solar-water-heater";
/// Paid by unit and by a share of sales.
pub const GAS: &str = "gas-water-heater";
/// Its parts are bought by the provider.
pub const STOVE: &str = "gas-stove";

/// Where a story takes place.
pub struct World {
    /// The product under test.
    pub app: App,
    people: BTreeMap<(Role, Option<&'static str>), Actor>,
    providers: BTreeMap<&'static str, ProviderId>,
    technicians: BTreeMap<&'static str, TechnicianId>,
    told: AtomicI64,
    _folder: Option<TempDir>,
    _database: Option<Database>,
}

impl World {
    /// A network on a file of SQLite.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::file(folder.path().join("makegood.db"));
        Self::found(settings, Some(folder), None).await
    }

    /// A network on PostgreSQL; none when there is no PostgreSQL here.
    pub async fn on_postgres() -> Option<Self> {
        let database = Database::create().await?;
        let settings = Settings::server(database.url());
        Some(Self::found(settings, None, Some(database)).await)
    }

    async fn found(settings: Settings, folder: Option<TempDir>, database: Option<Database>) -> Self {
        let founded = instant(FOUNDED);
        let store = Store::open(settings, founded).await.unwrap();
        let app = App::start(store, Clock::fixed(founded), SECRET).await.unwrap();
        for (file, source) in [
            ("solar-provider.md", include_str!("../../../../../agreements/solar-provider.md")),
            ("gas-provider.md", include_str!("../../../../../agreements/gas-provider.md")),
        ] {
            agreements::put_in_force(&app, None, file, source).await.unwrap();
        }
        let mut world = Self {
            app,
            people: BTreeMap::new(),
            providers: BTreeMap::new(),
            technicians: BTreeMap::new(),
            told: AtomicI64::new(0),
            _folder: folder,
            _database: database,
        };
        world.settle_in().await;
        world.new_facts().await;
        world
    }

    /// Moves the clock to a time of day in the agreements' zone: `2026-03-02 09:00`.
    pub fn at(&self, civil: &str) {
        let to = instant(civil);
        assert!(to >= self.app.now(), "a story does not go back to {civil}");
        self.app.clock().set(to);
    }

    /// Lets time pass: `2h`, `1d 30m`.
    pub fn pass(&self, span: &str) {
        let span: Span = span.parse().unwrap();
        let now = self.app.now().to_zoned(zone());
        self.app.clock().set(now.checked_add(span).unwrap().timestamp());
    }

    /// The one person of a role at the centre.
    pub fn person(&self, role: Role) -> &Actor {
        &self.people[&(role, None)]
    }

    /// The one person of a role at a provider.
    pub fn person_at(&self, role: Role, provider: &'static str) -> &Actor {
        &self.people[&(role, Some(provider))]
    }

    /// Everybody.
    pub fn everybody(&self) -> impl Iterator<Item = &Actor> {
        self.people.values()
    }

    /// A provider by its code.
    pub fn provider(&self, code: &str) -> ProviderId {
        self.providers[code]
    }

    /// A provider's code.
    pub fn code_of(&self, provider: ProviderId) -> &'static str {
        self.providers.iter().find(|(_, id)| **id == provider).map(|(code, _)| *code).unwrap()
    }

    /// A technician by name.
    pub fn technician(&self, name: &str) -> TechnicianId {
        self.technicians[name]
    }

    /// The clerk of the provider that has an order.
    pub fn clerk_of(&self, order: &Order) -> &Actor {
        self.person_at(Role::ProviderClerk, self.code_of(order.provider_id().unwrap()))
    }
}

/// The zone of the stories.
pub fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

/// A time of day in the agreements' zone.
pub fn instant(civil: &str) -> Timestamp {
    let civil: jiff::civil::DateTime = civil.parse().unwrap();
    civil.to_zoned(zone()).unwrap().timestamp()
}
