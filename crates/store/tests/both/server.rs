//! What only a server can do to us: conflicts, broken connections, commits of unknown outcome.

use crate::home::{Home, TENANT, at};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use store::{Settings, Store, StoreError, args, setting};
use tokio_postgres::NoTls;

/// Runs statements beside the store, as an administrator would.
async fn administer(home: &Home, statements: &[&str]) {
    let store::Place::Server(address) = &home.settings.place else { unreachable!("only for a server") };
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
    tokio::spawn(connection);
    for statement in statements {
        client.batch_execute(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

/// Makes the server do `action` while it commits a new setting.
async fn while_committing(home: &Home, action: &str) {
    let function = format!(
        "CREATE FUNCTION while_committing() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN {action}; RETURN NULL; END'"
    );
    let trigger = "CREATE CONSTRAINT TRIGGER while_committing AFTER INSERT ON setting \
                   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION while_committing()";
    administer(home, &[&function, trigger]).await;
}

/// Adds a setting and counts how often the work ran.
async fn add(store: &Store, runs: &Arc<AtomicU32>) -> Result<(), StoreError> {
    let runs = Arc::clone(runs);
    store
        .write(async move |tx| {
            runs.fetch_add(1, Ordering::SeqCst);
            setting::change(tx, TENANT, "name", "value", 0, at(0)).await
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conflict_is_tried_again_on_fresh_data() {
    let Some(home) = Home::postgres().await else {
        return;
    };
    let store = home.open().await;
    store.write(async |tx| setting::change(tx, TENANT, "sum", "1", 0, at(0)).await).await.unwrap();
    let (read, has_read) = mpsc::channel();
    let (changed, was_changed) = mpsc::channel::<()>();
    let was_changed = Arc::new(Mutex::new(was_changed));
    let runs = Arc::new(AtomicU32::new(0));
    let (slow, counted) = (store.clone(), Arc::clone(&runs));
    let slow = tokio::spawn(async move {
        slow.write(async move |tx| {
            let sum = setting::find(tx, TENANT, "sum").await?.ok_or(StoreError::NotFound)?;
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                read.send(()).unwrap();
                was_changed.lock().unwrap().recv().unwrap();
            }
            let more = format!("{}+1", sum.value);
            setting::change(tx, TENANT, "sum", &more, sum.version, at(0)).await
        })
        .await
    });
    tokio::task::spawn_blocking(move || has_read.recv().unwrap()).await.unwrap();
    store.write(async |tx| setting::change(tx, TENANT, "sum", "10", 1, at(0)).await).await.unwrap();
    changed.send(()).unwrap();
    assert_eq!(slow.await.unwrap(), Ok::<_, StoreError>(()));
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    let sum = store.read(async |tx| setting::find(tx, TENANT, "sum").await).await.unwrap();
    assert_eq!(sum.map(|it| it.value).as_deref(), Some("10+1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_is_replaced() {
    let Some(home) = Home::postgres().await else {
        return;
    };
    let store = home.open().await;
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let outcome = store
        .write(async move |tx| {
            setting::change(tx, TENANT, "name", "value", 0, at(0)).await?;
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                let end = "SELECT CAST(pg_terminate_backend(pg_backend_pid()) AS INTEGER)";
                tx.one(end, args![], |row| row.int(0)).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_lost_while_committing_leaves_the_outcome_unknown() {
    let Some(home) = Home::postgres().await else {
        return;
    };
    let store = home.open().await;
    while_committing(&home, "PERFORM pg_terminate_backend(pg_backend_pid())").await;
    let runs = Arc::new(AtomicU32::new(0));
    assert_eq!(add(&store, &runs).await, Err(StoreError::UnknownOutcome));
    assert_eq!(runs.load(Ordering::SeqCst), 1, "what may have happened is not repeated");
    administer(&home, &["DROP TRIGGER while_committing ON setting"]).await;
    assert_eq!(add(&store, &runs).await, Ok(()), "the lane has a new connection");
}

/// A commit whose wait for its copies was cancelled is answered with a mere warning.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_warning_while_committing_leaves_the_outcome_unknown() {
    let Some(home) = Home::postgres().await else {
        return;
    };
    let store = home.open().await;
    while_committing(&home, "RAISE WARNING ''canceling wait''").await;
    let runs = Arc::new(AtomicU32::new(0));
    assert_eq!(add(&store, &runs).await, Err(StoreError::UnknownOutcome));
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_database_in_another_encoding_is_refused() {
    let Some(home) = Home::postgres().await else {
        return;
    };
    let store::Place::Server(address) = &home.settings.place else { unreachable!("only for a server") };
    let name = format!("makegood_ascii_{}", std::process::id());
    let create =
        format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
    administer(&home, &[&create]).await;
    let opened = Store::open(Settings::server(format!("{address} dbname={name}")), at(0)).await;
    let drop_it = format!("DROP DATABASE {name} WITH (FORCE)");
    administer(&home, &[&drop_it]).await;
    assert!(matches!(opened.err(), Some(StoreError::Unavailable { detail }) if detail.contains("SQL_ASCII")));
}
