//! The schema: repeatable steps, refused strangers, and the list of tables.

use crate::both_engines;
use crate::home::{Home, TENANT, at};
use std::collections::BTreeSet;
use store::dialect::Dialect;
use store::migration::STEPS;
use store::tables::TABLES;
use store::{StoreError, args, setting};

both_engines! {
    async fn opening_again_changes_nothing(home: Home) {
        let store = home.open().await;
        store.write(async |tx| setting::change(tx, TENANT, "kept", "x", 0, at(0)).await).await.unwrap();
        store.close().await;
        let store = home.open().await;
        let kept = store.read(async |tx| setting::find(tx, TENANT, "kept").await).await.unwrap();
        assert!(kept.is_some());
    }

    async fn a_newer_database_is_refused(home: Home) {
        let store = home.open().await;
        store.write(async |tx| {
            let sql = "INSERT INTO schema_step (step, name, checksum, applied_at) VALUES (9999, 'later', '', 0)";
            tx.exec(sql, args![]).await
        }).await.unwrap();
        store.close().await;
        let known = STEPS.last().unwrap().number;
        assert_eq!(home.try_open().await.err(), Some(StoreError::NewerSchema { found: 9999, known }));
    }

    async fn an_edited_step_is_refused(home: Home) {
        let store = home.open().await;
        store.write(async |tx| tx.exec("UPDATE schema_step SET checksum = 'other' WHERE step = 1", args![]).await)
            .await
            .unwrap();
        store.close().await;
        assert_eq!(home.try_open().await.err(), Some(StoreError::ChangedStep { step: 1 }));
    }

    async fn an_interrupted_step_is_repeated(home: Home) {
        let store = home.open().await;
        store.write(async |tx| tx.exec("DELETE FROM schema_step WHERE step >= 1", args![]).await).await.unwrap();
        store.close().await;
        let store = home.open().await;
        let steps = store.read(async |tx| {
            tx.all("SELECT step FROM schema_step ORDER BY step", args![], |row| row.int(0)).await
        }).await;
        let expected: Vec<i64> = STEPS.iter().map(|step| step.number).collect();
        assert_eq!(steps, Ok::<_, StoreError>(expected));
    }

    async fn every_table_is_on_the_list(home: Home) {
        let store = home.open().await;
        let found = store.read(async |tx| {
            let sql = match tx.dialect() {
                // A full-text index keeps itself in tables of its own, of the type `shadow`.
                Dialect::Sqlite => {
                    "SELECT name FROM pragma_table_list
                     WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'"
                }
                Dialect::Postgres => {
                    "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
                }
            };
            tx.all(sql, args![], |row| row.text(0)).await
        }).await.unwrap_or_else(|error: StoreError| panic!("{error}"));
        let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
        let listed: BTreeSet<&str> = TABLES.iter().map(|table| table.name).collect();
        assert_eq!(found, listed);
    }
}

#[test]
fn steps_are_numbered_without_gaps() {
    for (expected, step) in (1..).zip(STEPS) {
        assert_eq!(step.number, expected);
        assert!(step.name.starts_with(&format!("{expected:04}-")), "{}", step.name);
    }
}

#[test]
fn every_statement_of_a_step_is_one_repeatable_ddl_statement() {
    for step in STEPS {
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            for statement in step.statements(dialect) {
                assert!(!statement.contains(';') && !statement.contains("{{"), "{statement}");
                let repeatable = ["IF NOT EXISTS", "IF EXISTS"].iter().any(|words| statement.contains(words));
                assert!(repeatable, "{}: {statement}", step.name);
            }
        }
    }
}

/// SQLite's own lock does this; on PostgreSQL it is a row.
#[tokio::test]
async fn a_migration_elsewhere_is_not_disturbed() {
    let Some(home) = Home::postgres().await else {
        return;
    };
    let store = home.open().await;
    store
        .write(async |tx| {
            tx.exec("DELETE FROM schema_step WHERE step >= 1", args![]).await?;
            tx.exec("INSERT INTO schema_lock (lock_id, taken_at) VALUES (1, $1)", args![at(0)]).await
        })
        .await
        .unwrap_or_else(|error: StoreError| panic!("{error}"));
    store.close().await;
    assert_eq!(home.try_open().await.err(), Some(StoreError::Locked));
    let later = store::Store::open(home.settings.clone(), at(3600)).await;
    assert!(later.is_ok(), "a lock of the dead is taken over: {:?}", later.err());
}
