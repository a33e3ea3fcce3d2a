//! A small network with one piece of work at every stage, for an own provider and for a foreign one.
//!
//! It is built once through the use cases, closed, and copied for each test that changes something.

mod records;

use app::clock::Clock;
use app::order::CompleteOrder;
use app::request::TakeRequest;
use app::{App, AppError, agreements, callback, order, people, request, statement, worker};
use axum::Router;
use domain::coverage::Cause;
use domain::order::Diagnosis;
use domain::party::PersonProfile;
use domain::people::{Actor, Role};
use domain::request::Channel;
use domain::{Fen, Language, Month};
use jiff::Timestamp;
use records::{SIDES, Side, answers, catalogue, provider, sales};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use web::WebState;

/// The instant of every test: a Monday morning inside the settlement window.
pub const NOW: &str = "2026-03-16T02:00:00Z";
/// The password of everybody.
pub const PASSWORD: &str = "a long password";
const SECRET: [u8; 32] = [7; 32];

/// The world on disk, with the names of what is in it.
pub struct World {
    folder: TempDir,
    names: BTreeMap<String, String>,
}

/// A copy of the world that is served.
pub struct Served {
    pub router: Router,
    _folder: TempDir,
}

static WORLD: OnceCell<World> = OnceCell::const_new();

/// The world, built when first asked for.
pub async fn world() -> &'static World {
    WORLD.get_or_init(|| async { Box::pin(World::build()).await.unwrap() }).await
}

impl World {
    /// A copy of its own to change.
    pub async fn serve(&self) -> Served {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("makegood.db");
        std::fs::copy(database(self.folder.path()), &file).unwrap();
        let app = App::open_file(&file, Clock::fixed(at(NOW)), SECRET).await.unwrap();
        Served { router: web::router(WebState::new(app)), _folder: folder }
    }

    /// What a name of the table stands for: `{own.dispatched}` is the number of an order.
    pub fn name(&self, name: &str) -> &str {
        self.names
            .get(name)
            .unwrap_or_else(|| panic!("nothing is called {name} in the world: {:?}", self.names.keys()))
    }

    /// The text with every `{name}` replaced.
    pub fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let (name, behind) = after.split_once('>').unwrap();
            filled.push_str(before);
            filled.push_str(self.name(name));
            rest = behind;
        }
        filled + rest
    }

    /// The bearer token of the person with a role.
    pub fn token(&self, role: Role) -> &str {
        self.name(&format!("token.{}", role.code()))
    }

    async fn build() -> Result<Self, AppError> {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(at("2025-06-02T01:00:00Z"));
        let app = App::open_file(database(folder.path()), clock, SECRET).await?;
        let mut builder = Builder { app, names: BTreeMap::new(), people: BTreeMap::new() };
        builder.network().await?;
        builder.months().await?;
        builder.present().await?;
        for role in Role::ALL {
            builder.sign_in(role).await?;
        }
        builder.app.store().close().await;
        let names = builder.names;
        Ok(Self { folder, names })
    }
}

fn database(folder: &Path) -> PathBuf {
    folder.join("makegood.db")
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// How far a month's statement is led.
const MONTHS: [(&str, &str); 8] = [
    ("2025-07", "paid"),
    ("2025-08", "approved"),
    ("2025-09", "confirmed"),
    ("2025-10", "verified"),
    ("2025-11", "called_back"),
    ("2025-12", "received"),
    ("2026-01", "submitted"),
    ("2026-02", "collecting"),
];

struct Builder {
    app: App,
    names: BTreeMap<String, String>,
    people: BTreeMap<(Role, &'static str), Actor>,
}

impl Builder {
    fn clock(&self, text: &str) {
        self.app.clock().set(at(text));
    }

    fn call(&mut self, name: impl Into<String>, text: impl std::fmt::Display) {
        self.names.insert(name.into(), format!("{text}"));
    }

    fn actor(&self, role: Role, side: &'static str) -> Actor {
        let side = if role.is_provider() { side } else { "" };
        self.people[&(role, side)].clone()
    }

    async fn network(&mut self) -> Result<(), AppError> {
        let source = include_str!("../../../../../agreements/solar-provider.md");
        agreements::put_in_force(&self.app, None, "solar-provider.md", source).await.unwrap();
        self.app.write(None, async |desk| desk.commit(&catalogue(desk.stamp())).await).await?;
        for side in &SIDES {
            self.app.write(None, async move |desk| desk.commit(&provider(side, desk.stamp())).await).await?;
            self.call(format!("{}.provider", side.name), side.provider);
            self.call(format!("{}.provider_code", side.name), side.code);
            self.call(format!("{}.technician", side.name), side.technician);
        }
        for role in Role::ALL {
            for side in if role.is_provider() { &SIDES[..] } else { &SIDES[..1] } {
                self.person(role, side).await?;
            }
        }
        Ok(())
    }

    async fn person(&mut self, role: Role, side: &'static Side) -> Result<(), AppError> {
        let name = if side.name == "own" { String::new() } else { format!("{}-", side.name) };
        let profile = PersonProfile {
            login: format!("{name}{}", role.code()),
            name: format!("王{}", role.words().zh),
            role,
            provider_id: role.is_provider().then_some(side.provider),
            technician_id: (role == Role::Technician).then_some(side.technician),
            active: true,
        };
        let person = people::add_person(&self.app, None, profile, PASSWORD.to_owned()).await?;
        let key = (role, if role.is_provider() { side.name } else { "" });
        self.people.insert(key, people::actor(&person));
        Ok(())
    }

    async fn sign_in(&mut self, role: Role) -> Result<(), AppError> {
        let command = people::SignIn {
            login: role.code().to_owned(),
            password: PASSWORD.to_owned(),
            language: Language::Chinese,
            previous: None,
        };
        let session = people::sign_in(&self.app, command).await?;
        self.call(format!("token.{}", role.code()), session.token);
        Ok(())
    }

    /// A request with its order at a side's provider; the number of the order.
    async fn order(&mut self, side: &'static Side, serial: &str) -> Result<String, AppError> {
        let command = TakeRequest {
            name: "张三丰".to_owned(),
            phone: "13800138000".to_owned(),
            division: side.division.to_owned(),
            address: "文三路 90 号".to_owned(),
            serial: serial.to_owned(),
            product: "SWH-200".to_owned(),
            sold_on: "2025-05-10".to_owned(),
            problem: "不出热水".to_owned(),
            ..TakeRequest::default()
        };
        let agent = self.actor(Role::Agent, side.name);
        let taken = request::take(&self.app, Some(&agent), Channel::Phone, None, command).await?;
        Ok(taken.order_number.unwrap())
    }

    async fn accept(&self, side: &'static Side, number: &str) -> Result<(), AppError> {
        let manager = self.actor(Role::ProviderManager, side.name);
        order::accept(&self.app, &manager, number.to_owned(), Some(side.technician)).await?;
        Ok(())
    }

    async fn arrive(&self, side: &'static Side, number: &str) -> Result<(), AppError> {
        self.accept(side, number).await?;
        let technician = self.actor(Role::Technician, side.name);
        order::arrive(&self.app, &technician, number.to_owned()).await?;
        Ok(())
    }

    async fn complete(&self, side: &'static Side, number: &str) -> Result<(), AppError> {
        self.arrive(side, number).await?;
        let report = CompleteOrder {
            diagnosis: Diagnosis {
                symptom: "no-heat".to_owned(),
                cause: Cause::Product,
                remedy: "replace-valve".to_owned(),
                note: String::new(),
            },
            labour_minutes: 45,
            parts: Vec::new(),
            signed_by: "张三丰".to_owned(),
        };
        let technician = self.actor(Role::Technician, side.name);
        order::complete(&self.app, &technician, number.to_owned(), report).await?;
        Ok(())
    }

    /// Answers every due callback of an order.
    async fn call_back(&self, side: &'static Side, number: &str) -> Result<(), AppError> {
        let manager = self.actor(Role::ProviderManager, side.name);
        let auditor = self.actor(Role::Auditor, side.name);
        let view = app::view::api::order(&self.app, &manager, number.to_owned()).await?;
        for due in view.callbacks.iter().filter(|callback| callback.stage.code() == "due") {
            let who = if due.kind.code() == "first" { &manager } else { &auditor };
            callback::record_answers(&self.app, who, due.id, answers()).await?;
        }
        Ok(())
    }

    /// One order a month and side, and its statement led as far as the month is meant to be.
    async fn months(&mut self) -> Result<(), AppError> {
        for (month, goal) in MONTHS {
            self.clock(&format!("{month}-10T02:00:00Z"));
            let mut orders = Vec::new();
            for side in &SIDES {
                let number = self.order(side, "").await?;
                self.complete(side, &number).await?;
                self.call_back(side, &number).await?;
                self.app
                    .write(None, async move |desk| {
                        desk.commit(&sales(side, month, desk.next_id(), desk.stamp())).await
                    })
                    .await?;
                orders.push(number);
            }
            let month: Month = month.parse().unwrap();
            self.clock(&format!("{}-15T02:00:00Z", month.next()));
            statement::open_month(&self.app, None, month).await?;
            for (side, number) in SIDES.iter().zip(&orders) {
                let found = self.lead(side, month, number, goal).await?;
                self.call(format!("{}.{goal}", side.name), found);
                self.call(format!("{}.{goal}_order", side.name), number);
            }
        }
        Ok(())
    }

    /// Leads the statement of a month; its number.
    async fn lead(
        &mut self,
        side: &'static Side,
        month: Month,
        order: &str,
        goal: &str,
    ) -> Result<String, AppError> {
        let app = self.app.clone();
        let (manager, auditor) =
            (self.actor(Role::ProviderManager, side.name), self.actor(Role::Auditor, side.name));
        let filter = app::view::api::StatementFilter { month: Some(month), ..Default::default() };
        let listed = app::view::api::statements(&app, &manager, filter, app::view::api::Page::FIRST).await?;
        let number = listed.rows[0].number.clone();
        let way = [
            "collecting",
            "submitted",
            "received",
            "called_back",
            "verified",
            "confirmed",
            "approved",
            "paid",
        ];
        let steps = way.iter().position(|step| *step == goal).unwrap();
        for step in &way[1..=steps] {
            match *step {
                "submitted" => drop(statement::submit(&app, &manager, number.clone(), 1).await?),
                "received" => drop(statement::receive(&app, &auditor, number.clone()).await?),
                "called_back" => self.call_back(side, order).await?,
                "verified" => drop(statement::verify(&app, &auditor, number.clone()).await?),
                "confirmed" => {
                    let supervisor = self.actor(Role::Supervisor, side.name);
                    drop(statement::confirm(&app, &supervisor, number.clone()).await?);
                }
                "approved" => {
                    let manager = self.actor(Role::MarketingManager, side.name);
                    let approved = statement::approve(&app, &manager, number.clone()).await?;
                    self.call("amount", approved.totals.amount_fen.0);
                }
                _ => {
                    let finance = self.actor(Role::Finance, side.name);
                    let amount_fen: i64 = self.names["amount"].parse().unwrap();
                    let payment = domain::settlement::Payment {
                        paid_on: "2025-09-01".parse().unwrap(),
                        reference: "20250901".to_owned(),
                        amount_fen: Fen(amount_fen),
                    };
                    drop(statement::pay(&app, &finance, number.clone(), payment).await?);
                }
            }
        }
        if goal == "received" {
            let view = app::view::api::order(&app, &auditor, order.to_owned()).await?;
            let due = view.callbacks.iter().find(|callback| callback.kind.code() == "second").unwrap();
            self.call(format!("{}.second_callback", side.name), due.id);
        }
        Ok(number)
    }

    /// Today: orders at every stage, and a request without one.
    async fn present(&mut self) -> Result<(), AppError> {
        self.clock(NOW);
        worker::handle_due(&self.app).await?;
        let agent = self.actor(Role::Agent, "own");
        let command = TakeRequest {
            problem: "询问用法".to_owned(),
            product: "SWH-200".to_owned(),
            division: "330106".to_owned(),
            record_only: true,
            ..TakeRequest::default()
        };
        let taken = request::take(&self.app, Some(&agent), Channel::Phone, None, command.clone()).await?;
        self.call("request", taken.number);
        let by_hand = TakeRequest { record_only: false, dispatch_by_hand: true, ..command };
        for side in &SIDES {
            let name = side.name;
            let open = request::take(&self.app, Some(&agent), Channel::Phone, None, by_hand.clone()).await?;
            self.call(format!("{name}.open"), open.order_number.unwrap());
            let dispatched = self.order(side, "").await?;
            let accepted = self.order(side, "").await?;
            self.accept(side, &accepted).await?;
            let paused = self.order(side, "").await?;
            self.accept(side, &paused).await?;
            let manager = self.actor(Role::ProviderManager, name);
            order::pause(
                &self.app,
                &manager,
                paused.clone(),
                domain::obligation::PauseReason::CustomerPostponed,
            )
            .await?;
            let on_site = self.order(side, "").await?;
            self.arrive(side, &on_site).await?;
            let completed = self.order(side, "").await?;
            self.complete(side, &completed).await?;
            let view = app::view::api::order(&self.app, &manager, completed.clone()).await?;
            self.call(format!("{name}.first_callback"), view.callbacks[0].id);
            self.call(format!("{name}.customer"), view.customer.id);
            let orders = [
                ("dispatched", dispatched),
                ("accepted", accepted),
                ("paused", paused),
                ("on_site", on_site),
                ("completed", completed),
            ];
            for (stage, number) in orders {
                self.call(format!("{name}.{stage}"), number);
            }
        }
        Ok(())
    }
}
