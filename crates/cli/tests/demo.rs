//! The demonstration: the same in every run, with something of every kind, sound to the last row, and worth what a fresh
//! calculation says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod common;

use app::App;
use app::clock::Clock;
use app::demo::{self, Parameters};
use app::statement::month_input;
use common::{run, text};
use domain::settlement::{LineKind, Statement, StatementStage, claim_lines, total_of};
use std::collections::BTreeSet;
use std::path::Path;
use store::record::{self, service};
use store::{Settings, Store};
use tempfile::TempDir;

const NOW: &str = "2026-04-23T15:10:00+08:00";

/// A folder in memory where there is one: the speed of the disk is not what is tested.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn parameters() -> Parameters {
    Parameters { orders: 200, units: 500, seed: 7, now: NOW.parse().unwrap() }
}

fn build(folder: &Path) -> (i64, Vec<u8>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let parameters = parameters();
        let store = Store::open(Settings::file(folder.join("makegood.db")), parameters.now).await.unwrap();
        let app = demo::build(store, parameters, &|_| {}).await.unwrap();
        let tenant = app.tenant();
        let head = app.read(None, async move |desk| Ok(store::journal::head(desk.tx(), tenant).await?)).await;
        app.store().close().await;
        head.unwrap().unwrap()
    })
}

#[test]
fn the_same_seed_builds_the_same_data_and_all_of_it_is_sound() {
    let (first, second) = (folder(), folder());
    let heads = std::thread::scope(|threads| {
        let one = threads.spawn(|| build(first.path()));
        let other = threads.spawn(|| build(second.path()));
        (one.join().unwrap(), other.join().unwrap())
    });
    assert_eq!(heads.0, heads.1);
    let checked = run(&["check", "--data", text(first.path())]);
    assert!(checked.ok().stdout.contains("found no problem"), "{checked:?}");
    every_kind_is_there(first.path());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store =
            Store::open(Settings::file(first.path().join("makegood.db")), parameters().now).await.unwrap();
        let app = App::start(store, Clock::fixed(parameters().now), [0; 32]).await.unwrap();
        statements_are_worth_what_they_say(&app).await;
        app.store().close().await;
    });
    a_statement_is_shown_explained_and_written(first.path());
    the_folder_is_reused_only_for_the_same_demonstration(first.path());
}

/// The distinct values of a column.
fn values(database: &rusqlite::Connection, sql: &str) -> BTreeSet<String> {
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn every_kind_is_there(folder: &Path) {
    let database = rusqlite::Connection::open(folder.join("makegood.db")).unwrap();
    let has = |sql: &str, wanted: &[&str]| {
        let found = values(&database, sql);
        for value in wanted {
            assert!(found.contains(*value), "{value} is missing: {sql} answers {found:?}");
        }
    };
    has(
        "SELECT stage FROM service_order",
        &["dispatched", "accepted", "visit_planned", "completed", "cancelled"],
    );
    has("SELECT category FROM service_order", &["warranty", "paid", "undecided"]);
    has("SELECT stage FROM request", &["ordered", "answered", "cancelled"]);
    has("SELECT channel FROM request", &["phone", "web"]);
    has("SELECT state FROM obligation", &["open", "met", "breached", "lapsed"]);
    has(
        "SELECT kind || ' ' || state FROM obligation",
        &["restore breached", "on_site breached", "submit breached"],
    );
    has(
        "SELECT kind || ' ' || stage FROM callback",
        &["first due", "first done", "second done", "second given_up"],
    );
    has("SELECT judgement FROM service_order WHERE judgement IS NOT NULL", &["void", "tenfold"]);
    let lines = ["repair", "visit", "sales_share", "part", "void", "tenfold"];
    has("SELECT kind FROM statement_line", &lines);
    has("SELECT stage FROM statement", &["collecting", "submitted", "received", "paid"]);
    let facts = [
        "order.refused",
        "order.paused",
        "order.resumed",
        "order.left",
        "order.technician_named",
        "order.judged",
        "callback.tried",
        "statement.returned",
        "statement.paid",
        "obligation.paused",
    ];
    has("SELECT fact FROM journal", &facts);
    for part in
        ["serial_unknown", "phone_odd", "division_unknown", "sale_date_unclear", "nobody_home", "\"hand\""]
    {
        let sql = format!("SELECT DISTINCT '{part}' FROM journal WHERE body LIKE '%{part}%'");
        has(&sql, &[part]);
    }
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM request"), 200);
    assert_eq!(count("SELECT count(*) FROM unit"), 500);
    assert_eq!(count("SELECT count(*) FROM provider"), 30);
    assert_eq!(count("SELECT count(*) FROM technician"), 100);
}

/// Every statement is calculated anew from its orders and sales, and compared line by line.
async fn statements_are_worth_what_they_say(app: &App) {
    let statements: Vec<Statement> = app
        .read(None, async move |desk| {
            let tenant = desk.tenant();
            let mut all = Vec::new();
            for index in 1..=10_000 {
                let year = if index > 5_000 { "26" } else { "25" };
                let number = format!("S{year}-{:07}", (index - 1) % 5_000 + 1);
                all.extend(service::statement_by_number(desk.tx(), tenant, &number).await?);
            }
            Ok(all)
        })
        .await
        .unwrap();
    assert!(statements.len() > 400, "only {} statements", statements.len());
    let mut paid = 0;
    for statement in statements.into_iter().filter(|statement| statement.stage != StatementStage::Collecting)
    {
        let shown = statement.clone();
        let (fixed, fresh) = app
            .read(None, async move |desk| {
                let version = desk.agreements().get(statement.agreement_id).cloned().unwrap();
                let (input, _) = month_input(desk, statement.provider_id, statement.month, &version).await?;
                let fresh = claim_lines(&version.agreement, &input);
                Ok((app::statement::lines(desk, &statement).await?, fresh))
            })
            .await
            .unwrap();
        let claims: Vec<_> = fixed
            .iter()
            .filter(|line| !matches!(line.kind, LineKind::Void | LineKind::Tenfold))
            .cloned()
            .collect();
        assert_eq!(claims, fresh, "{}", shown.number);
        assert_eq!(total_of(&fixed), shown.totals.amount_fen, "{}", shown.number);
        if let StatementStage::Paid { payment } = &shown.stage {
            assert_eq!(payment.amount_fen, shown.totals.amount_fen.max(domain::Fen(0)), "{}", shown.number);
            paid += 1;
        }
    }
    assert!(paid > 300, "only {paid} are paid");
    let tenant = app.tenant();
    let none =
        app.read(None, async move |desk| Ok(record::find::<Statement>(desk.tx(), tenant, 0).await?)).await;
    assert_eq!(none.unwrap(), None);
}

fn a_statement_is_shown_explained_and_written(folder: &Path) {
    let statement = |arguments: &[&str]| run(&[&["statement", "--data", text(folder)], arguments].concat());
    let both = statement(&["--provider", "P001", "--month", "2026-03", "--explain"]);
    for part in ["P001", "solar-provider v1", "gas-provider v1", "solar-provider v1, clause 5.1", "total ¥"]
    {
        assert!(both.ok().stdout.contains(part), "{part} is missing in {both:?}");
    }
    let number = both.stdout.split_whitespace().find(|word| word.starts_with('S')).unwrap();
    let file = folder.join("statement.xlsx");
    statement(&[number, "--xlsx", text(&file)]).ok();
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
    let several = statement(&["--provider", "P001", "--month", "2026-03", "--xlsx", text(&file)]);
    several.failed_with(2, "只能写一张结算单", "holds one statement");
    statement(&["--provider", "P999", "--month", "2026-03"]).failed_with(1, "P999", "P999");
    statement(&["S26-9999999"]).failed_with(1, "找不到该结算单", "No such statement");
    let again = run(&["statement", "close", "--month", "2026-03", "--data", text(folder)]);
    assert!(again.ok().stdout.contains("statements opened: 0"), "{again:?}");
}

fn the_folder_is_reused_only_for_the_same_demonstration(folder: &Path) {
    let demo = |seed: &str| {
        let data = ["demo", "--no-serve", "--data", text(folder)];
        run(&[data.as_slice(), &["--orders", "200", "--units", "500", "--seed", seed]].concat())
    };
    let again = demo("7");
    for login in ["agent", "supervisor", "auditor", "marketing-manager", "finance", "provider-manager"] {
        assert!(again.ok().stdout.contains(&format!("  {login}  ")), "{login}: {again:?}");
    }
    demo("8").failed_with(1, "已有另一份演示数据", "holds another demonstration");
}

#[test]
fn a_folder_with_other_data_is_left_alone() {
    let folder = folder();
    common::empty_store(folder.path());
    let ran = run(&["demo", "--no-serve", "--data", text(folder.path())]);
    ran.failed_with(1, "已有正式数据", "no demonstration");
}
