//! The demonstration's months: every statement that was verified is worth what the naive count says.

use super::stored::counted_again;
use app::demo::{self, Parameters};
use domain::Month;
use domain::settlement::{Statement, StatementStage};
use std::collections::BTreeMap;
use store::record::{party, service};
use store::{Settings, Store};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_months_of_the_demonstration_are_worth_what_the_naive_count_says() {
    let folder = tempfile::tempdir().unwrap();
    let now = crate::world::instant("2026-03-20 10:00");
    let settings = Settings::file(folder.path().join("makegood.db"));
    let store = Store::open(settings, now).await.unwrap();
    let parameters = Parameters { orders: 250, units: 800, seed: 7, now };
    let app = demo::build(store, parameters, &|_| {}).await.unwrap();

    let mut compared: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut last: Month = "2026-03".parse().unwrap();
    for _ in 0..9 {
        for statement in statements_of(&app, last).await {
            let stage = statement.stage.code();
            let claimed_only = match statement.stage {
                StatementStage::Collecting => continue,
                StatementStage::Submitted { .. } | StatementStage::Received { .. } => true,
                StatementStage::Verified { .. }
                | StatementStage::Confirmed { .. }
                | StatementStage::Approved { .. }
                | StatementStage::Paid { .. } => false,
            };
            let counted = counted_again(&app, &statement).await;
            let counted = if claimed_only {
                counted.total() - counted.taken_back - counted.fined
            } else {
                counted.total()
            };
            assert_eq!(i128::from(statement.totals.amount_fen.0), counted, "{} {stage}", statement.number);
            *compared.entry(stage).or_default() += 1;
        }
        last = last.previous();
    }
    assert!(compared.get("paid").is_some_and(|paid| *paid >= 50), "{compared:?}");
}

async fn statements_of(app: &app::App, month: Month) -> Vec<Statement> {
    app.read(None, async move |desk| {
        let tenant = desk.tenant();
        let mut statements = Vec::new();
        for provider in party::providers_after(desk.tx(), tenant, "", 500).await? {
            statements.extend(service::statements_of_month(desk.tx(), tenant, provider.id, month).await?);
        }
        Ok(statements)
    })
    .await
    .unwrap()
}
