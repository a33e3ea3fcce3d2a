//! Closing a month: every statement opened, its lines computed and fixed, its orders claimed. The goal is 100 000 orders
//! in 10 s; the floor is reading the same orders and adding up one number each.

use super::stock::{self, MONTH};
use super::timing::{milliseconds, now, percent};
use super::{Folder, report, sentence};
use app::statement;
use domain::Month;
use domain::ids::PersonId;
use domain::people::{Actor, Role};
use store::record::service;

const PROVIDERS: usize = 100;
const GOAL_MILLISECONDS: u128 = 10_000;

pub async fn run(orders: usize) -> Result<(), String> {
    let folder = Folder::new("month")?;
    let stock = stock::open(&folder.0, PROVIDERS).await?;
    stock::fill(&stock, orders, 0).await?;
    let month: Month = MONTH.parse()?;
    let app = stock.app.clone();

    let start = now();
    let (agreement, providers) = (stock.agreement, stock.providers.clone());
    let read = app
        .read(None, async move |desk| {
            let tenant = desk.tenant();
            let mut visits = 0_usize;
            for provider in &providers {
                for order in service::completed_orders(desk.tx(), tenant, *provider, month, agreement).await?
                {
                    visits += order.visits.len();
                }
            }
            Ok(visits)
        })
        .await
        .map_err(sentence)?;
    let floor = start.elapsed();

    let start = now();
    let opened = statement::open_month(&app, None, month).await.map_err(sentence)?;
    let clerk = |provider| Actor {
        person_id: PersonId(1),
        name: "bench".into(),
        role: Role::ProviderClerk,
        provider_id: Some(provider),
        technician_id: None,
    };
    let mut lines = 0_u64;
    for number in 1..=opened {
        let number = format!("S26-{number:07}");
        let wanted = number.clone();
        let provider = app
            .read(None, async move |desk| {
                Ok(desk.statement(&wanted, domain::people::Action::SeeStatements).await?.provider_id)
            })
            .await
            .map_err(sentence)?;
        let submitted = statement::submit(&app, &clerk(provider), number, 1).await.map_err(sentence)?;
        lines += u64::from(submitted.totals.lines);
    }
    let took = start.elapsed();
    let ratio = percent(
        u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        u64::try_from(floor.as_micros()).unwrap_or(1),
    );
    report(
        &format!("a month of {orders} orders, {opened} statements"),
        &milliseconds(took),
        &format!(
            "{}% of the goal of 10 s; {lines} lines; {}.{} × reading the orders ({read} visits) alone",
            took.as_millis() * 100 / GOAL_MILLISECONDS,
            ratio / 100,
            ratio % 100 / 10,
        ),
    );
    app.store().close().await;
    Ok(())
}
