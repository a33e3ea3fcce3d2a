//! The demonstration: a network of three provinces lives through eight months, in a minute, through the same use cases
//! that people use, under a clock that is moved and a seed that repeats everything.
//!
//! Nothing here writes a record that a use case does not write, except the master data that would be imported. What is
//! under way at the last instant is simply left where it stands, so that every stage has something to show.

mod agenda;
mod names;
mod network;
mod order;
mod population;
mod random;
mod statement;
mod stock;
mod world;

use crate::agreements::{Unfit, put_in_force};
use crate::clock::Clock;
use crate::{App, AppError};
use agenda::{Agenda, Pace, WINDOW};
use domain::Month;
use domain::outcome::Message;
use domain::people::{Actor, Role};
use jiff::{SignedDuration, Timestamp};
use population::Population;
use serde::{Deserialize, Serialize};
use store::Store;
use world::World;

/// The agreements as they are shipped.
pub const AGREEMENTS: [(&str, &str); 2] = [
    ("solar-provider.md", include_str!("../../../../agreements/solar-provider.md")),
    ("gas-provider.md", include_str!("../../../../agreements/gas-provider.md")),
];

/// Months of sales and statements before the last instant.
const MONTHS: usize = 8;
/// Days of orders before the last instant.
const ORDER_DAYS: i64 = 184;
/// How far the clock is moved when nothing happens.
const QUIET: SignedDuration = SignedDuration::from_hours(2);
/// The setting that says which demonstration the data is.
const MARK: &str = "demo";

/// What is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// Orders.
    pub orders: u32,
    /// Units sold.
    pub units: u32,
    /// The seed of all chance.
    pub seed: u64,
    /// The last instant.
    pub now: Timestamp,
}

/// A person of the demonstration who can sign in.
#[derive(Clone, Debug)]
pub struct Login {
    /// The person.
    pub actor: Actor,
    /// The name they sign in with.
    pub login: String,
}

/// How far the building is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Units on file, of how many.
    Units(u64, u64),
    /// Orders called in, of how many.
    Orders(u64, u64),
}

/// Builds the demonstration in an empty store.
pub async fn build(
    store: Store,
    parameters: Parameters,
    progress: &dyn Fn(Progress),
) -> Result<App, AppError> {
    let first_month =
        (0..MONTHS).fold(Month::at(parameters.now, &crate::request::zone()), |month, _| month.previous());
    let begins_at = start_of(first_month);
    let clock = Clock::fixed(begins_at);
    let secret = *blake3::hash(&parameters.seed.to_be_bytes()).as_bytes();
    let app = App::start(store, clock.clone(), secret).await?;
    mark(&app, &parameters, false).await?;
    let network = network::build(&app, parameters.seed).await?;
    sign_agreements(&app, &network.administrator).await?;
    let population = Population::begin(&app, &parameters, &network).await?;
    let world = World::new(&app, Pace::default(), parameters, network);
    live(&world, &clock, population, first_month, progress).await?;
    clock.set(parameters.now);
    mark(&app, &parameters, true).await?;
    Ok(app)
}

/// Puts the shipped agreements in force.
async fn sign_agreements(app: &App, administrator: &Actor) -> Result<(), AppError> {
    for (file, source) in AGREEMENTS {
        put_in_force(app, Some(administrator), file, source).await.map_err(|unfit| match unfit {
            Unfit::Refused(error) => error,
            Unfit::Problems(problems) => {
                let detail = format!("{file}: {problems:?}");
                AppError::Store(store::StoreError::Corrupt { detail })
            }
        })?;
    }
    Ok(())
}

/// Moves the clock from month to month and from window to window until the last instant.
async fn live(
    world: &World<'_>,
    clock: &Clock,
    mut population: Population,
    first_month: Month,
    progress: &dyn Fn(Progress),
) -> Result<(), AppError> {
    let (app, ends_at) = (world.app, world.parameters.now);
    let total = u64::from(world.parameters.units);
    let on_file = std::cell::Cell::new(0_u64);
    let told = |count: usize| {
        on_file.set(on_file.get() + u64::try_from(count).unwrap_or(0));
        progress(Progress::Units(on_file.get(), total));
    };
    let mut agenda = Agenda::new(clock.clone(), world.pace.clone());
    let orders_from = ends_at - SignedDuration::from_hours(24 * ORDER_DAYS);
    let mut month = first_month;
    while start_of(month) < ends_at {
        clock.set(start_of(month));
        population.register_until(app, &world.network, month, &told).await?;
        population::record_sales(app, world.parameters.seed, &world.network, month.previous()).await?;
        crate::worker::open_last_month(app).await?;
        for statement in world.statements(month.previous()).await? {
            agenda.add(statement::settle(world, statement));
        }
        let ends = start_of(month.next()).min(ends_at);
        for call in world.calls(&population, orders_from, start_of(month), ends) {
            agenda.add(order::tell(world, call));
        }
        pass(world, clock, &mut agenda, start_of(month), ends, progress).await?;
        month = month.next();
    }
    population.register_until(app, &world.network, month, &told).await
}

/// Lets the stories of one month act.
async fn pass(
    world: &World<'_>,
    clock: &Clock,
    agenda: &mut Agenda<'_>,
    from: Timestamp,
    until: Timestamp,
    progress: &dyn Fn(Progress),
) -> Result<(), AppError> {
    let mut at = from;
    let mut swept_at = from;
    while at < until {
        clock.set(at);
        crate::worker::handle_due(world.app).await?;
        if at - SignedDuration::from_hours(24) >= swept_at {
            while crate::worker::send_due(world.app, &Silent).await? > 0 {}
            swept_at = at;
            progress(Progress::Orders(world.called.get(), u64::from(world.parameters.orders)));
        }
        let quiet_until = (at + QUIET).min(until);
        let next = agenda.next_at().unwrap_or(quiet_until).max(at);
        if next >= quiet_until {
            at = quiet_until;
            continue;
        }
        let end = (next + WINDOW).min(until);
        agenda.act_until(end).await?;
        at = end;
    }
    Ok(())
}

/// The first instant of a month.
fn start_of(month: Month) -> Timestamp {
    crate::request::zone().to_timestamp(month.first_day().at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Delivers every message of the past to nobody.
struct Silent;

impl crate::worker::Transport for Silent {
    fn deliver(&self, _: i64, _: &Message) -> Result<(), String> {
        Ok(())
    }
}

/// What a store says about the demonstration in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What was asked for.
    pub parameters: Parameters,
    /// Whether the building came to its end.
    pub finished: bool,
}

/// The demonstration that a store holds, if it holds one.
pub async fn marked(app: &App) -> Result<Option<Mark>, AppError> {
    let tenant = app.tenant();
    let setting =
        app.read(None, async move |desk| Ok(store::setting::find(desk.tx(), tenant, MARK).await?)).await?;
    setting.map(|setting| serde_json::from_str(&setting.value).map_err(AppError::json)).transpose()
}

async fn mark(app: &App, parameters: &Parameters, finished: bool) -> Result<(), AppError> {
    let mark = Mark { parameters: *parameters, finished };
    let text = serde_json::to_string(&mark).map_err(AppError::json)?;
    app.write(None, async move |desk| {
        let (tenant, now) = (desk.tenant(), desk.now());
        let version =
            store::setting::find(desk.tx(), tenant, MARK).await?.map_or(0, |setting| setting.version);
        Ok(store::setting::change(desk.tx(), tenant, MARK, &text, version, now).await?)
    })
    .await
}

/// The people who get a password: one a role, and every provider's manager.
pub async fn logins(app: &App) -> Result<Vec<Login>, AppError> {
    let people = app
        .read(None, async move |desk| {
            let tenant = desk.tenant();
            Ok(store::record::party::people_after(desk.tx(), tenant, "", 10_000).await?)
        })
        .await?;
    let mut logins: Vec<Login> = people
        .into_iter()
        .filter(|person| {
            let plain = person.profile.login.replace('-', "_") == person.profile.role.code();
            plain || person.profile.role == Role::ProviderManager
        })
        .map(|person| Login {
            login: person.profile.login,
            actor: Actor {
                person_id: person.id,
                name: person.profile.name,
                role: person.profile.role,
                provider_id: person.profile.provider_id,
                technician_id: person.profile.technician_id,
            },
        })
        .collect();
    logins.sort_by_key(|login| (login.actor.role, login.login.len(), login.login.clone()));
    Ok(logins)
}
