//! Values, verbs, transactions and lanes.

use crate::both_engines;
use crate::home::{Home, TENANT, at};
use domain::Fen;
use domain::ids::OrderId;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::{Strategy as _, any};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use store::db::{Query, Tx, Value};
use store::{Store, StoreError, args, setting};
use tokio::task::JoinSet;

async fn add(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    setting::change(tx, TENANT, name, "x", 0, at(0)).await
}

async fn names(store: &Store) -> Vec<String> {
    store
        .read(async |tx| {
            let sql = "SELECT name FROM setting WHERE tenant_id = $1 ORDER BY name LIMIT 5000";
            tx.all(sql, args![TENANT], |row| row.text(0)).await
        })
        .await
        .unwrap_or_else(|error: StoreError| panic!("{error}"))
}

both_engines! {
    async fn values_come_back_as_they_went_in(home: Home) {
        let store = home.open().await;
        store.read(async |tx| {
            let instant = Timestamp::from_millisecond(1_772_000_000_123).unwrap();
            tx.one(
                "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9",
                args![
                    i64::MIN, "三包 'quoted' $1", vec![0_u8, 255], true, instant, date(2026, 3, 2), Fen(-50),
                    OrderId(i64::MAX), None::<&str>,
                ],
                |row| {
                    assert_eq!(row.int(0)?, i64::MIN);
                    assert_eq!((row.text(1)?.as_str(), row.str(1)?), ("三包 'quoted' $1", "三包 'quoted' $1"));
                    assert_eq!(row.bytes(2)?, [0, 255]);
                    assert!(row.flag(3)?);
                    assert_eq!(row.get::<Timestamp>(4)?, instant);
                    assert_eq!(row.get::<Date>(5)?, date(2026, 3, 2));
                    assert_eq!(row.get::<Fen>(6)?, Fen(-50));
                    assert_eq!(row.get::<OrderId>(7)?, OrderId(i64::MAX));
                    assert_eq!(row.maybe_text(8)?, None);
                    Ok(())
                },
            ).await
        }).await.unwrap_or_else(|error: StoreError| panic!("{error}"));
    }

    async fn any_value_comes_back(home: Home) {
        let store = home.open().await;
        let values = (any::<Option<i64>>(), any::<Option<String>>(), any::<Option<Vec<u8>>>());
        let mut runner = TestRunner::deterministic();
        for _ in 0..200 {
            let (number, text, bytes) = values.new_tree(&mut runner).unwrap().current();
            let text = text.map(|text| text.replace('\0', ""));
            let expected = (number, text.clone(), bytes.clone());
            let read = store.read(async move |tx| {
                let values = args![number, text.as_ref(), bytes.as_ref()];
                tx.one("SELECT $1, $2, $3", values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await
            }).await;
            assert_eq!(read, Ok::<_, StoreError>(expected));
        }
    }

    async fn every_kind_of_null_is_a_null(home: Home) {
        let store = home.open().await;
        let nulls = store.read(async |tx| {
            tx.one(
                "SELECT $1, $2, $3, $1 IS NULL",
                args![None::<i64>, Value::Text(None), None::<Vec<u8>>],
                |row| Ok((row.maybe_int(0)?, row.maybe_text(1)?, row.maybe_bytes(2)?, row.flag(3)?)),
            ).await
        }).await;
        assert_eq!(nulls, Ok::<_, StoreError>((None, None, None, true)));
        let misread = store.read(async |tx| tx.one("SELECT $1", args![None::<i64>], |row| row.int(0)).await).await;
        assert!(matches!(misread, Err::<i64, _>(StoreError::Corrupt { .. })), "{misread:?}");
    }

    async fn markers_go_by_their_number(home: Home) {
        let store = home.open().await;
        let read = store.read(async |tx| {
            tx.one("SELECT $2, $1, $2", args![1_i64, 2_i64], |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?))).await
        }).await;
        assert_eq!(read, Ok::<_, StoreError>((2, 1, 2)));
        for count in [1_usize, 3] {
            let wrong = store.read(async move |tx| {
                let values = vec![Value::Int(Some(1)); count];
                tx.one("SELECT $1, $2", values, |row| row.int(0)).await
            }).await;
            assert!(wrong.is_err_and(|error: StoreError| matches!(error, StoreError::Other { .. })), "{count}");
        }
    }

    async fn one_and_maybe_count_their_rows(home: Home) {
        let store = home.open().await;
        store.write(async |tx| {
            add(tx, "a").await?;
            add(tx, "b").await?;
            let sql = "SELECT name FROM setting WHERE tenant_id = $1 AND name >= $2";
            assert_eq!(tx.maybe(sql, args![TENANT, "c"], |row| row.text(0)).await?, None);
            assert_eq!(tx.one(sql, args![TENANT, "c"], |row| row.text(0)).await, Err(StoreError::NotFound));
            assert_eq!(tx.one(sql, args![TENANT, "b"], |row| row.text(0)).await?, "b");
            assert!(tx.maybe(sql, args![TENANT, "a"], |row| row.text(0)).await.is_err());
            Ok::<_, StoreError>(())
        }).await.unwrap();
        assert_eq!(names(&store).await, ["a", "b"], "a reader's own refusal does not end the transaction");
    }

    async fn lists_filter_and_page(home: Home) {
        let store = home.open().await;
        let (first, second) = store.write(async |tx| {
            let sql = "INSERT INTO setting (tenant_id, name, value, version, changed_at) VALUES ($1, $2, $3, 1, $4)";
            let named: Vec<String> = (0..600).map(|number| format!("n{number:03}")).collect();
            let value = |name: &str| if name.ends_with('0') { "round" } else { "odd" };
            let added = tx.exec_many(sql, named.iter().map(|name| args![TENANT, name, value(name), at(0)])).await?;
            assert_eq!(added, 600);
            let mut pages = Vec::new();
            for after in [None, Some("n010")] {
                let mut query = Query::new("SELECT name FROM setting WHERE tenant_id = ?", args![TENANT]);
                query.push(" AND value = ?", args!["round"]).push_if(" AND name > ?", after);
                query.push(" ORDER BY name LIMIT ?", args![2_i64]);
                pages.push(query.all(tx, |row| row.text(0)).await?);
            }
            Ok::<_, StoreError>((pages.remove(0), pages.remove(0)))
        }).await.unwrap();
        assert_eq!(first, ["n000", "n010"]);
        assert_eq!(second, ["n020", "n030"]);
    }

    async fn texts_sort_by_their_bytes(home: Home) {
        let store = home.open().await;
        let mut expected = vec!["b", "B", "a", "é", "z", "中", "Z", "_", "10", "9", "安"];
        store.write(async move |tx| {
            for name in ["b", "B", "a", "é", "z", "中", "Z", "_", "10", "9", "安"] {
                add(tx, name).await?;
            }
            Ok::<_, StoreError>(())
        }).await.unwrap();
        expected.sort_unstable();
        assert_eq!(names(&store).await, expected);
    }

    async fn a_failing_job_takes_nothing_with_it(home: Home) {
        let store = home.open().await;
        let mut jobs = JoinSet::new();
        for number in 0..60_u32 {
            let store = store.clone();
            jobs.spawn(async move {
                let outcome = store.write(async move |tx| {
                    add(tx, &format!("n{number:02}")).await?;
                    if number % 3 == 0 { Err(StoreError::NotFound) } else { Ok(()) }
                }).await;
                assert_eq!(outcome.is_ok(), number % 3 != 0, "{outcome:?}");
            });
        }
        while let Some(job) = jobs.join_next().await {
            job.unwrap();
        }
        let expected: Vec<String> = (0..60).filter(|n| n % 3 != 0).map(|n| format!("n{n:02}")).collect();
        assert_eq!(names(&store).await, expected);
    }

    async fn a_refused_statement_ends_its_transaction(home: Home) {
        let store = home.open().await;
        let outcome = store.write(async |tx| {
            add(tx, "before").await?;
            let twice = store::tenant::Tenant { tenant_id: TENANT, code: "moon".into(), name: "月".into() };
            let refused = store::tenant::add(tx, &twice, at(0)).await;
            let unique = StoreError::Unique { table: "tenant".into(), columns: "tenant_id".into() };
            assert_eq!(refused, Err(unique.clone()));
            assert!(unique.is_unique_in("tenant"));
            assert_eq!(add(tx, "after").await, Err(unique), "nothing runs after a failure");
            Ok::<_, StoreError>("kept quiet")
        }).await;
        assert!(outcome.is_err_and(|error| error.is_unique_in("tenant")), "the silence is not believed");
        assert_eq!(names(&store).await, [""; 0]);
    }

    async fn broken_rules_of_the_schema_are_named(home: Home) {
        let store = home.open().await;
        let orphan = store.write(async |tx| {
            store::counter::draw(tx, domain::ids::TenantId(99), "order").await
        }).await;
        assert!(matches!(orphan, Err(StoreError::Constraint { .. })), "{orphan:?}");
        let missing = store.write(async |tx| {
            tx.exec(
                "INSERT INTO setting (tenant_id, name, value, version, changed_at) VALUES ($1, $2, $3, 1, $4)",
                args![TENANT, "n", None::<&str>, at(0)],
            ).await
        }).await;
        assert!(matches!(missing, Err(StoreError::Constraint { .. })), "{missing:?}");
    }

    async fn a_text_with_a_null_character_is_refused(home: Home) {
        let store = home.open().await;
        let outcome = store.write(async |tx| add(tx, "a\0b").await).await;
        assert!(matches!(outcome, Err(StoreError::Constraint { .. })), "{outcome:?}");
    }

    async fn a_panic_is_the_error_of_its_job(home: Home) {
        let store = home.open().await;
        let panicked = store.write(async |tx| {
            add(tx, "lost").await?;
            assert!(!names_of_nobody().is_empty(), "no names");
            Ok::<_, StoreError>(())
        }).await;
        assert_eq!(panicked, Err(StoreError::Panicked { message: "no names".into() }));
        store.write(async |tx| add(tx, "kept").await).await.unwrap();
        assert_eq!(names(&store).await, ["kept"]);
    }

    async fn a_full_queue_says_busy(home: Home) {
        let mut home = home;
        home.open().await.close().await;
        home.settings.write_lanes = 1;
        home.settings.queue = 2;
        let store = home.try_open().await.unwrap();
        let (started, has_started) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let released = Arc::new(Mutex::new(released));
        let mut jobs = JoinSet::new();
        let blocked = store.clone();
        jobs.spawn(async move {
            blocked.write(async move |_tx| {
                started.send(()).unwrap();
                released.lock().unwrap().recv().unwrap();
                Ok::<_, StoreError>(())
            }).await
        });
        tokio::task::spawn_blocking(move || has_started.recv().unwrap()).await.unwrap();
        let answers = Arc::new(AtomicU32::new(0));
        for _ in 0..3 {
            let (store, answers) = (store.clone(), Arc::clone(&answers));
            jobs.spawn(async move {
                let answer = store.write(async |_tx| Ok::<_, StoreError>(())).await;
                answers.fetch_add(1, Ordering::SeqCst);
                answer
            });
        }
        // Two fit, so the only answer that can come while the lane is held is the third one's.
        let first = jobs.join_next().await.unwrap().unwrap();
        assert_eq!(first, Err(StoreError::Busy));
        assert_eq!(answers.load(Ordering::SeqCst), 1);
        release.send(()).unwrap();
        while let Some(job) = jobs.join_next().await {
            assert_eq!(job.unwrap(), Ok(()));
        }
    }

    async fn a_read_sees_one_moment(home: Home) {
        let store = home.open().await;
        let (looked, has_looked) = mpsc::channel();
        let (written, was_written) = mpsc::channel::<()>();
        let was_written = Arc::new(Mutex::new(was_written));
        let reader = store.clone();
        let reading = tokio::spawn(async move {
            reader.read(async move |tx| {
                let sql = "SELECT COUNT(*) FROM setting WHERE tenant_id = $1";
                let before = tx.one(sql, args![TENANT], |row| row.int(0)).await?;
                looked.send(()).unwrap();
                was_written.lock().unwrap().recv().unwrap();
                let after = tx.one(sql, args![TENANT], |row| row.int(0)).await?;
                Ok::<_, StoreError>((before, after))
            }).await
        });
        tokio::task::spawn_blocking(move || has_looked.recv().unwrap()).await.unwrap();
        store.write(async |tx| add(tx, "meanwhile").await).await.unwrap();
        written.send(()).unwrap();
        assert_eq!(reading.await.unwrap().unwrap(), (0, 0));
        assert_eq!(names(&store).await, ["meanwhile"]);
    }

    async fn a_read_cannot_write(home: Home) {
        let store = home.open().await;
        assert_eq!(store.read(async |tx| add(tx, "sneaked").await).await, Err(StoreError::ReadOnly));
        assert_eq!(names(&store).await, [""; 0]);
    }

    async fn read_then_write_loses_no_update(home: Home) {
        let store = home.open().await;
        store.write(async |tx| setting::change(tx, TENANT, "sum", "0", 0, at(0)).await).await.unwrap();
        let mut jobs = JoinSet::new();
        for _ in 0..40 {
            let store = store.clone();
            jobs.spawn(async move {
                store.write(async |tx| {
                    let sum = setting::find(tx, TENANT, "sum").await?.ok_or(StoreError::NotFound)?;
                    let more = sum.value.parse::<u32>().unwrap() + 1;
                    setting::change(tx, TENANT, "sum", &more.to_string(), sum.version, at(0)).await
                }).await
            });
        }
        let mut kept = 0;
        while let Some(job) = jobs.join_next().await {
            match job.unwrap() {
                Ok(()) => kept += 1,
                // Under a storm of conflicts PostgreSQL may give up on a job, but never half of it.
                Err(error) => assert_eq!(error, StoreError::Conflict),
            }
        }
        let sum = store.read(async |tx| setting::find(tx, TENANT, "sum").await).await.unwrap().unwrap();
        assert_eq!(sum.value, kept.to_string());
        assert!(kept > 0);
    }

    async fn a_batch_is_all_or_nothing(home: Home) {
        let store = home.open().await;
        let outcome = store.write(async |tx| {
            let sql = "INSERT INTO setting (tenant_id, name, value, version, changed_at) VALUES ($1, $2, 'x', 1, 0)";
            tx.exec_many(sql, (0..500_i64).map(|number| args![TENANT, (number % 499).to_string()])).await
        }).await;
        assert!(outcome.is_err_and(|error| error.is_unique_in("setting")));
        assert_eq!(names(&store).await, [""; 0]);
    }

    async fn a_closed_store_says_so(home: Home) {
        let store = home.open().await;
        store.close().await;
        let answer = store.read(async |_tx| Ok::<_, StoreError>(())).await;
        assert!(matches!(answer, Err(StoreError::Unavailable { .. })), "{answer:?}");
        assert_eq!(names(&home.open().await).await, [""; 0]);
    }
}

/// Keeps the compiler from seeing that the panic above always happens.
fn names_of_nobody() -> Vec<String> {
    std::hint::black_box(Vec::new())
}
