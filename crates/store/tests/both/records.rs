//! The engine's own records: numbers without gaps, answers already given, settings, tenants.

use crate::both_engines;
use crate::home::{Home, TENANT, at};
use store::idempotency::{self, DoneCommand};
use store::tenant::{self, Tenant};
use store::{StoreError, counter, setting};
use tokio::task::JoinSet;

both_engines! {
    async fn numbers_have_no_gaps_under_refusals(home: Home) {
        let store = home.open().await;
        let mut jobs = JoinSet::new();
        for job in 0..40 {
            let store = store.clone();
            jobs.spawn(async move {
                store.write(async move |tx| {
                    let number = counter::draw(tx, TENANT, "order").await?;
                    if job % 4 == 0 { Err(StoreError::NotFound) } else { Ok(number) }
                }).await
            });
        }
        let mut drawn = Vec::new();
        while let Some(job) = jobs.join_next().await {
            match job.unwrap() {
                Ok(number) => drawn.push(number),
                Err(error) => assert!(matches!(error, StoreError::NotFound | StoreError::Conflict), "{error}"),
            }
        }
        drawn.sort_unstable();
        let expected: Vec<i64> = (1..).take(drawn.len()).collect();
        assert_eq!(drawn, expected);
        assert!(!drawn.is_empty());
        let other = store.write(async |tx| counter::draw(tx, TENANT, "statement").await).await;
        assert_eq!(other, Ok(1), "each series counts for itself");
    }

    async fn a_command_is_answered_once(home: Home) {
        let store = home.open().await;
        let done = DoneCommand {
            command_id: "c-1".into(),
            command: "order.open".into(),
            fingerprint: vec![1, 2, 3],
            result: "{\"number\":1}".into(),
            done_at: at(60),
        };
        let again = done.clone();
        store.write(async move |tx| idempotency::remember(tx, TENANT, &done).await).await.unwrap();
        let expected = again.clone();
        let twice = store.write(async move |tx| idempotency::remember(tx, TENANT, &again).await).await;
        assert!(twice.is_err_and(|error| error.is_unique_in("idempotency")));
        let found = store.read(async |tx| idempotency::find(tx, TENANT, "c-1").await).await;
        assert_eq!(found, Ok(Some(expected)));
        assert_eq!(store.write(async |tx| idempotency::forget(tx, TENANT, at(60)).await).await, Ok(0));
        assert_eq!(store.write(async |tx| idempotency::forget(tx, TENANT, at(61)).await).await, Ok(1));
        assert_eq!(store.read(async |tx| idempotency::find(tx, TENANT, "c-1").await).await, Ok(None));
    }

    async fn who_saw_an_older_setting_is_told(home: Home) {
        let store = home.open().await;
        let change = async |value: &'static str, version| {
            let work = async move |tx: &mut store::db::Tx| {
                setting::change(tx, TENANT, "language", value, version, at(0)).await
            };
            store.write(work).await
        };
        assert_eq!(change("zh", 0).await, Ok(()));
        assert_eq!(change("fr", 0).await, Err(StoreError::Stale));
        assert_eq!(change("en", 1).await, Ok(()));
        assert_eq!(change("de", 1).await, Err(StoreError::Stale));
        let found = store.read(async |tx| setting::find(tx, TENANT, "language").await).await.unwrap();
        assert_eq!(found, Some(setting::Setting { value: "en".into(), version: 2 }));
    }

    async fn tenants_have_codes_of_their_own(home: Home) {
        let store = home.open().await;
        let tenant = |id, code: &str| Tenant {
            tenant_id: domain::ids::TenantId(id),
            code: code.into(),
            name: "甲".into(),
        };
        let (second, same_code) = (tenant(8, "gas"), tenant(9, "sun"));
        store.write(async move |tx| tenant::add(tx, &second, at(0)).await).await.unwrap();
        let refused = store.write(async move |tx| tenant::add(tx, &same_code, at(0)).await).await;
        assert_eq!(refused, Err(StoreError::Unique { table: "tenant".into(), columns: "code".into() }));
        let listed = store.read(async |tx| tenant::list(tx, TENANT, 10).await).await.unwrap();
        assert_eq!(listed, [tenant(8, "gas")]);
    }
}
