//! A simulated network: one seed decides who does what and when, over many days. People do what their duty asks, what
//! it does not, twice, too late, and on what they saw a while ago; the worker comes late or twice; messages get lost on
//! the way. After every step all that is stored must hang together.
//!
//! `MAKEGOOD_SIMULATION_STEPS` and `MAKEGOOD_SIMULATION_SEED` run it for longer or repeat a failure.

mod deed;
mod dice;
mod invariant;
mod person;

use crate::world::{GAS, SOLAR, STOVE, World};
use app::worker::{self, Transport};
use app::{AppError, request};
use dice::Dice;
use domain::coverage::SaleDate;
use domain::ids::CallbackId;
use domain::order::Order;
use domain::outcome::{Message, Outcome, Subject, SubjectKind, Wake};
use domain::request::Channel;
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// Steps of each seed when nothing else is asked for.
const STEPS: usize = 200;
/// Units that break again and again.
const UNITS: usize = 40;
/// How many of the last deeds a failure prints.
const TRACE: usize = 15;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spring_of_seed_one() {
    Simulation::begin(1).await.run().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spring_of_seed_two() {
    Simulation::begin(2).await.run().await;
}

/// A number asked for in the environment.
fn asked(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|value| value.parse().unwrap_or_else(|_| panic!("{name}={value} is no number")))
}

/// The state of a run.
struct Simulation {
    world: World,
    dice: Dice,
    story: Story,
    orders: Vec<String>,
    requests: Vec<String>,
    statements: BTreeSet<String>,
    callbacks: BTreeSet<CallbackId>,
    /// Orders as somebody saw them a while ago.
    seen: Vec<Order>,
    done: BTreeMap<String, usize>,
}

/// What was done, told when it ends badly.
struct Story {
    seed: u64,
    deeds: Vec<String>,
}

impl Drop for Story {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let (seed, steps) = (self.seed, self.deeds.len());
            println!(
                "seed {seed}, step {steps}: MAKEGOOD_SIMULATION_SEED={seed} MAKEGOOD_SIMULATION_STEPS={steps}"
            );
            for deed in self.deeds.iter().rev().take(TRACE).rev() {
                println!("  {deed}");
            }
        }
    }
}

/// Loses some messages, and forgets that it delivered others.
struct Flaky(Mutex<Dice>);

impl Transport for Flaky {
    fn deliver(&self, id: i64, _: &Message) -> Result<(), String> {
        if self.0.lock().unwrap().chance(30) { Err(format!("message {id} got lost")) } else { Ok(()) }
    }
}

impl Simulation {
    async fn begin(seed: u64) -> Self {
        let seed = asked("MAKEGOOD_SIMULATION_SEED").unwrap_or(seed);
        let world = World::new().await;
        let mut dice = Dice::seeded(seed);
        world.at("2026-02-20 08:00");
        for unit in 0..UNITS {
            let product = dice.pick(&["SWH-200", "SWH-200", "GWH-12", "GS-2"]);
            let sale = match dice.below(6) {
                0 => SaleDate::Unknown,
                1 => SaleDate::InYear(2025),
                2 => SaleDate::On(date(2024, 2, 29)),
                _ => SaleDate::On(date(2025, 6, 1)),
            };
            world.sell(&serial(unit), product, sale).await;
        }
        for month in ["2026-02", "2026-03", "2026-04", "2026-05"] {
            for (provider, line) in [("P001", SOLAR), ("P001", GAS), ("P002", SOLAR), ("P003", STOVE)] {
                if dice.chance(70) {
                    let amount = format!("{}.{:02}", dice.below(90_000), dice.below(100));
                    world.settle_sales(provider, month, line, &amount).await;
                }
            }
        }
        Self {
            world,
            dice,
            story: Story { seed, deeds: Vec::new() },
            orders: Vec::new(),
            requests: Vec::new(),
            statements: BTreeSet::new(),
            callbacks: BTreeSet::new(),
            seen: Vec::new(),
            done: BTreeMap::new(),
        }
    }

    async fn run(mut self) {
        let steps =
            asked("MAKEGOOD_SIMULATION_STEPS").and_then(|steps| usize::try_from(steps).ok()).unwrap_or(STEPS);
        for _ in 0..steps {
            self.step().await;
            self.hold().await;
        }
        self.world.check().await;
        let done: usize = self.done.values().sum();
        assert!(done * 3 > steps, "too little came of {steps} steps: {:?}", self.done);
    }

    /// Time passes, then somebody does something.
    async fn step(&mut self) {
        let spans = ["0s", "1ms", "7m", "50m", "3h", "9h", "1d"];
        let span = self.dice.pick(&spans);
        self.world.pass(span);
        match self.dice.below(100) {
            0..22 => self.call().await,
            22..62 => self.work().await,
            62..74 => self.call_back().await,
            74..88 => self.settle().await,
            88..95 => self.look().await,
            _ => self.act_on_old_news().await,
        }
    }

    /// A customer calls; the unit is mostly known, the place mostly served.
    async fn call(&mut self) {
        let unit = self.dice.below(UNITS + 3);
        let division = self.dice.pick(&["110108", "110108", "130121", "110105", "440305", ""]);
        let mut call = crate::world::call(&serial(unit), division);
        call.record_only = self.dice.chance(10);
        call.dispatch_by_hand = self.dice.chance(10);
        if self.dice.chance(5) {
            call.problem.clear();
        }
        if self.dice.chance(20) {
            call.reported_at = Some(self.world.app.now() - jiff::SignedDuration::from_hours(30));
        }
        let who = self.somebody(&[domain::people::Role::Agent, domain::people::Role::Supervisor]);
        let answer = request::take(&self.world.app, Some(&who), Channel::Phone, None, call).await;
        if let Ok(taken) = &answer {
            self.orders.extend(taken.order_number.clone());
            self.requests.push(taken.number.clone());
        }
        self.tell("take", &serial(unit), &who, answer.map(drop));
    }

    /// The worker looks, sometimes twice; sometimes at what nobody asked it to look at.
    async fn look(&mut self) {
        if self.dice.chance(40)
            && let Some(number) = self.dice.recent(&self.orders, 20)
        {
            let order = self.world.order(&number).await;
            let subject = app::order::subject_of(&order);
            let wakes = self.world.obligations(subject).await.into_iter().map(|obligation| Wake {
                due_at: obligation.started_at,
                subject: Subject { kind: SubjectKind::Obligation, id: obligation.id.0 },
            });
            let outcome = Outcome { wakes: wakes.collect(), ..Outcome::default() };
            self.world.app.write(None, async move |desk| desk.commit(&outcome).await).await.unwrap();
        }
        let times = self.dice.below(2) + 1;
        for _ in 0..times {
            worker::handle_due(&self.world.app).await.unwrap();
            worker::open_last_month(&self.world.app).await.unwrap();
        }
        let flaky = Flaky(Mutex::new(Dice::seeded(self.story.seed)));
        worker::send_due(&self.world.app, &flaky).await.unwrap();
        self.story.deeds.push(format!("{} the worker looks", self.world.app.now()));
        self.nothing_is_overdue().await;
    }

    /// Somebody decides on an order as they saw it a while ago: it must not be overwritten.
    async fn act_on_old_news(&mut self) {
        let Some(number) = self.dice.recent(&self.orders, 20) else {
            return;
        };
        let now = self.world.order(&number).await;
        let old = self.seen.iter().find(|seen| seen.id == now.id).cloned();
        self.seen.retain(|seen| seen.id != now.id);
        self.seen.push(now.clone());
        let Some(old) = old else { return };
        let same = old.version == now.version;
        let answer = self
            .world
            .app
            .write(None, async move |desk| {
                let changed = old.cancel("看错了".into(), desk.stamp())?;
                desk.commit(&Outcome::of(changed)).await?;
                // Whatever came of it, the network goes on as if nobody had.
                Err::<(), AppError>(domain::Refusal::conflict("undone", domain::Words::same("undone")).into())
            })
            .await;
        match answer {
            Err(AppError::Refused(refusal)) if refusal.code == "undone" => {
                assert!(same, "{number} was overwritten");
            }
            Err(AppError::Refused(refusal)) if refusal.code == "stale" => {
                assert!(!same, "{number} was not stale");
            }
            Err(AppError::Refused(_)) => {}
            other => panic!("{other:?}"),
        }
        self.story.deeds.push(format!("{} old news of {number}", self.world.app.now()));
    }

    /// Notes what came of a deed. A refusal is an answer like any other; a broken store is not.
    fn tell(&mut self, deed: &str, to: &str, who: &domain::people::Actor, answer: Result<(), AppError>) {
        let told = match answer {
            Ok(()) => {
                *self.done.entry(deed.to_owned()).or_default() += 1;
                "done".to_owned()
            }
            Err(AppError::Refused(refusal)) => refusal.code.to_owned(),
            Err(AppError::Store(error)) => panic!("{deed} {to}: {error:?}"),
        };
        let now = self.world.app.now();
        self.story.deeds.push(format!("{now} {deed} {to} by {:?} {}: {told}", who.role, who.person_id));
    }
}

fn serial(unit: usize) -> String {
    format!("U-{unit:03}")
}
