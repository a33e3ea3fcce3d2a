//! `check` is silent on sound data and finds each kind of damage, on both engines.
//!
//! The damage is done inside a transaction that is checked and then undone, so one filled database serves every case.

mod cases;
mod fixture;

use crate::both_engines;
use crate::home::{Home, TENANT};
use std::collections::BTreeSet;
use store::check::{self, PROBLEMS_LISTED, Report};
use store::db::{Tx, Value};
use store::dialect::Dialect;
use store::{Store, StoreError, args, journal};

/// Why the transaction of a case is undone: its report is ready, or it failed.
enum Undone {
    Checked(Report),
    Failed(StoreError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

async fn check_clean(store: &Store) -> Report {
    store
        .read(async |tx| check::run(tx, TENANT, &mut |_| ()).await)
        .await
        .unwrap_or_else(|error: StoreError| panic!("{error}"))
}

/// What the check finds after one statement was run.
async fn check_after(store: &Store, damage: &'static str) -> Report {
    check_undone(store, damage, Vec::new()).await
}

/// What the check finds after one journal row's body was changed.
async fn check_after_body(store: &Store, seq: i64, body: String) -> Report {
    let damage = "UPDATE journal SET body = $1 WHERE tenant_id = $2 AND seq = $3";
    check_undone(store, damage, args![body, TENANT, seq].into()).await
}

async fn check_undone(store: &Store, damage: &'static str, values: Vec<Value<'static>>) -> Report {
    let work = async move |tx: &mut Tx| -> Result<(), Undone> {
        // Whoever edits a database by hand does not keep to its references.
        let unguarded = match tx.dialect() {
            Dialect::Sqlite => "PRAGMA defer_foreign_keys = ON",
            Dialect::Postgres => "SET LOCAL session_replication_role = replica",
        };
        tx.exec(unguarded, args![]).await?;
        let changed = tx.exec(damage, &values).await?;
        assert!(changed > 0, "no row was damaged by: {damage}");
        Err(Undone::Checked(check::run(tx, TENANT, &mut |_| ()).await?))
    };
    match store.write(work).await {
        Err(Undone::Checked(report)) => report,
        Err(Undone::Failed(error)) => panic!("{damage}: {error}"),
        Ok(()) => unreachable!("the transaction of a case is never kept"),
    }
}

fn codes(report: &Report) -> BTreeSet<&'static str> {
    report.problems.iter().map(|problem| problem.code).collect()
}

async fn find_all(home: Home, cases: &[cases::Case]) {
    let store = home.open().await;
    fixture::fill(&store).await;
    for (damage, expected) in cases {
        let report = check_after(&store, damage).await;
        let expected: BTreeSet<&str> = expected.iter().copied().collect();
        assert_eq!(codes(&report), expected, "{damage}: {:#?}", report.problems);
    }
    let report = check_clean(&store).await;
    assert!(report.is_clean(), "the damage was undone: {:#?}", report.problems);
}

both_engines! {
    async fn sound_data_is_clean(home: Home) {
        let store = home.open().await;
        assert!(check_clean(&store).await.is_clean(), "an empty tenant");
        fixture::fill(&store).await;
        let report = check_clean(&store).await;
        assert!(report.is_clean(), "{:#?}", report.problems);
        let rows = |part: &str| {
            let checked = report.checked.iter().find(|checked| checked.part.en == part);
            checked.unwrap_or_else(|| panic!("{part} is not in {:?}", report.checked)).rows
        };
        assert_eq!(rows("journal chain"), 39);
        assert_eq!(rows("order"), 1);
        assert_eq!(rows("obligation"), 3);
        assert_eq!(rows("ledger postings"), 6);
        assert_eq!(rows("statement lines"), 4);
        assert_eq!(rows("territories"), 2);
        assert_eq!(rows("wakes of open obligations"), 1);
        assert_eq!(rows("claimed orders"), 1);
    }

    async fn every_damage_to_the_journal_is_found(home: Home) {
        find_all(home, cases::JOURNAL).await;
    }

    async fn every_damage_to_the_ledger_is_found(home: Home) {
        find_all(home, cases::LEDGER).await;
    }

    async fn every_edited_column_is_found(home: Home) {
        find_all(home, cases::COLUMNS).await;
    }

    async fn every_edited_body_is_found(home: Home) {
        find_all(home, cases::BODIES).await;
    }

    async fn every_missing_or_strange_row_is_found(home: Home) {
        find_all(home, cases::ROWS).await;
    }

    async fn every_damage_to_what_hangs_on_a_record_is_found(home: Home) {
        find_all(home, cases::HANGING).await;
    }

    async fn a_problem_says_what_differs_but_shows_no_personal_data(home: Home) {
        let store = home.open().await;
        fixture::fill(&store).await;
        let report = check_after(&store, "UPDATE service_order SET stage = 'open'").await;
        let problem = &report.problems[0];
        assert_eq!(problem.subject.map(|subject| subject.id), Some(fixture::ORDER.0));
        assert_eq!(
            problem.words.en,
            "stage of order 110 in table service_order is open; by the journal it is completed. Stop the service, \
             keep the data as it is, and restore the latest backup that makegood check finds clean."
        );
        assert!(problem.words.zh.starts_with("表 service_order 中 工单 110 的 stage 为 open，按日志应为 completed"));
        let report = check_after(&store, "UPDATE customer SET phone = '13700137000'").await;
        let words = &report.problems[0].words;
        assert!(!format!("{words:?}").contains("1370") && !format!("{words:?}").contains("1380"), "{words:?}");
    }

    async fn one_changed_byte_is_found_wherever_it_is(home: Home) {
        let store = home.open().await;
        fixture::fill(&store).await;
        let rows = store.read(async |tx| journal::after(tx, TENANT, 0, 1_000).await).await;
        let rows = rows.unwrap_or_else(|error: StoreError| panic!("{error}"));
        assert_eq!(rows.len(), 39);
        for row in rows {
            let seq = row.seq;
            for share in [0, 1, 2, 3] {
                let at = row.body.floor_char_boundary((row.body.len() - 1) * share / 3);
                let mut body = row.body.clone();
                let character = body.remove(at);
                body.insert(at, if character == '0' { '1' } else { '0' });
                let found = codes(&check_after_body(&store, seq, body).await);
                assert!(found.contains("journal.hash"), "row {seq}, byte {at}: {found:?}");
            }
        }
    }

    async fn pages_join_without_a_seam(home: Home) {
        let store = home.open().await;
        fixture::fill_parts(&store, 2_100).await;
        let report = check_clean(&store).await;
        assert!(report.is_clean(), "{:#?}", report.problems);
        let rows: Vec<u64> = report.checked.iter().map(|checked| checked.rows).filter(|rows| *rows > 0).collect();
        assert_eq!(rows, [2_100, 2_100]);
        for damage in ["DELETE FROM part WHERE part_id = 1000", "DELETE FROM part WHERE part_id = 1001"] {
            assert_eq!(codes(&check_after(&store, damage).await), BTreeSet::from(["state.missing"]));
        }
        for damage in ["DELETE FROM journal WHERE seq = 1000", "DELETE FROM journal WHERE seq = 2001"] {
            let found = codes(&check_after(&store, damage).await);
            assert_eq!(found, BTreeSet::from(["journal.gap", "state.unexpected"]));
        }
    }

    async fn problems_past_the_limit_are_counted(home: Home) {
        let store = home.open().await;
        fixture::fill(&store).await;
        let flood = "INSERT INTO part (tenant_id, part_id, version, body, code)
             WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 3499)
             SELECT 7, i, 1, '{}', CAST(i AS TEXT) FROM n";
        let report = check_after(&store, flood).await;
        assert_eq!(report.problems.len(), PROBLEMS_LISTED);
        assert_eq!(report.unlisted, 2_500 - PROBLEMS_LISTED as u64);
    }
}
