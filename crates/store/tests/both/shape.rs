//! The shape check (distributed.md 8.2): every tenant table is created in four partitions by tenant, and each statement's plan
//! may touch only one of them. A key without the tenant then fails as it would on a distributed engine.

use crate::sql_texts;
use std::collections::{BTreeMap, BTreeSet};
use store::dialect::Dialect;
use store::migration::STEPS;
use store::tables::{ACROSS_TENANTS, Kind, TABLES};
use testkit::postgres::Database;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

const PARTITIONS: usize = 4;

/// A database with the schema in partitions, or none when there is no PostgreSQL here.
async fn partitioned() -> Option<(Database, Client)> {
    let database = Database::create().await?;
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    for statement in STEPS.iter().flat_map(|step| step.statements(Dialect::Postgres)) {
        let tenants = tenant_table(&statement);
        let text =
            if tenants.is_some() { format!("{statement} PARTITION BY HASH (tenant_id)") } else { statement };
        run(&client, &text).await;
        for part in tenants.iter().flat_map(|_| 0..PARTITIONS) {
            let table = tenants.unwrap_or_default();
            run(
                &client,
                &format!(
                    "CREATE TABLE {table}_p{part} PARTITION OF {table} FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
                ),
            )
            .await;
        }
    }
    run(&client, "SET plan_cache_mode = force_generic_plan").await;
    Some((database, client))
}

async fn run(client: &Client, text: &str) {
    client.batch_execute(text).await.unwrap_or_else(|error| panic!("{text}: {:?}", error.as_db_error()));
}

/// The tenant table that a statement creates.
fn tenant_table(statement: &str) -> Option<&'static str> {
    let name = statement.strip_prefix("CREATE TABLE IF NOT EXISTS ")?.split_whitespace().next()?;
    TABLES.iter().find(|table| table.kind == Kind::Tenant && table.name == name).map(|table| table.name)
}

/// How many partitions of each tenant table a statement reads, by its plan.
async fn partitions_read(client: &Client, text: &str) -> BTreeMap<String, usize> {
    let (numbered, markers) = numbered(text);
    let values = vec!["'1'"; markers].join(", ");
    let values = if markers == 0 { values } else { format!("({values})") };
    run(client, &format!("PREPARE checked AS {numbered}")).await;
    let plan = client.simple_query(&format!("EXPLAIN (COSTS OFF) EXECUTE checked{values}")).await;
    let plan = plan.unwrap_or_else(|error| panic!("{text}: {:?}", error.as_db_error()));
    run(client, "DEALLOCATE checked").await;
    let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for message in &plan {
        if let SimpleQueryMessage::Row(row) = message
            && let Some((scan, rest)) = row.get(0).unwrap_or_default().split_once(" on ")
            && scan.contains("Scan")
            && let Some((table, part)) = rest.split_whitespace().next().unwrap_or_default().rsplit_once("_p")
            && part.parse::<usize>().is_ok()
        {
            parts.entry(table.to_owned()).or_default().insert(part.to_owned());
        }
    }
    parts.into_iter().map(|(table, parts)| (table, parts.len())).collect()
}

/// A query builder's `?` become numbers; says how many markers there are.
fn numbered(text: &str) -> (String, usize) {
    let mut parts = text.split('?');
    let first = parts.next().unwrap_or_default().to_owned();
    let numbered = parts.zip(1..).fold(first, |text, (part, number)| format!("{text}${number}{part}"));
    let highest = (1..100).rev().find(|number| numbered.contains(&format!("${number}")));
    (numbered, highest.unwrap_or(0))
}

#[tokio::test]
async fn every_statement_stays_in_one_partition() {
    let Some((_database, client)) = partitioned().await else {
        return;
    };
    let mut checked = 0;
    for sql in sql_texts::all()
        .iter()
        .filter(|sql| sql.whole && sql.place.starts_with("src/"))
        // Only SQLite has row ids, and it is never distributed.
        .filter(|sql| !sql.text.contains("rowid"))
    {
        let across =
            ACROSS_TENANTS.iter().any(|(allowed, _)| allowed.split_whitespace().eq(sql.text.split(' ')));
        let on_tenants = TABLES.iter().any(|table| {
            table.kind == Kind::Tenant && sql.text.split([' ', '(']).any(|word| word == table.name)
        });
        if on_tenants && !across {
            for (table, parts) in partitions_read(&client, &sql.text).await {
                assert_eq!(parts, 1, "{table} is read in {parts} partitions by {}: {}", sql.place, sql.text);
            }
            checked += 1;
        }
    }
    assert!(checked >= 6, "only {checked} statements were found");
}

#[tokio::test]
async fn the_shape_check_sees_a_missing_tenant() {
    let Some((_database, client)) = partitioned().await else {
        return;
    };
    let all = partitions_read(&client, "SELECT value FROM setting WHERE name = $1").await;
    assert_eq!(all, BTreeMap::from([("setting".to_owned(), PARTITIONS)]));
    let one = partitions_read(&client, "SELECT value FROM setting WHERE tenant_id = $1").await;
    assert_eq!(one, BTreeMap::from([("setting".to_owned(), 1)]));
    let refused = client
        .batch_execute(
            "CREATE TABLE bad (tenant_id BIGINT, id BIGINT PRIMARY KEY) PARTITION BY HASH (tenant_id)",
        )
        .await;
    assert!(refused.is_err(), "a key without the tenant cannot be made");
}
