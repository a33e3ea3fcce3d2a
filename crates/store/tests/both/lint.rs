//! The rules of portable SQL (distributed.md 5), held against every statement and every schema step.

use crate::sql_texts::{self, SqlText};
use std::fs;
use std::path::Path;
use store::dialect::Dialect;
use store::migration::STEPS;
use store::tables::{ACROSS_TENANTS, Kind, TABLES};

/// What no statement contains, and why; blanks at the ends stand for the ends of words.
const BANNED: &[(&str, &str)] = &[
    ("NOW(", "instants are passed in (rule 15; Citus 0A000)"),
    ("CURRENT_TIMESTAMP", "instants are passed in (rule 15)"),
    ("CURRENT_DATE", "dates are passed in (rule 15)"),
    ("CURRENT_TIME", "instants are passed in (rule 15)"),
    ("CLOCK_TIMESTAMP", "instants are passed in (rule 15)"),
    ("STRFTIME(", "dates are computed in Rust (style 8)"),
    ("DATETIME(", "dates are computed in Rust (style 8)"),
    ("JULIANDAY(", "dates are computed in Rust (style 8)"),
    ("DATE_TRUNC(", "dates are computed in Rust (rule 15; Citus 0A000)"),
    ("TO_CHAR(", "texts are made in Rust (style 8)"),
    ("RANDOM(", "randomness is passed in (rule 15; Citus 0A000)"),
    ("GEN_RANDOM_UUID", "ids are made by the application (rule 3)"),
    (" OFFSET ", "lists page by key (rule 15)"),
    (" MERGE ", "INSERT … ON CONFLICT (rule 15; Citus XX000)"),
    (" FOR UPDATE", "a version guards the row (rule 14)"),
    (" FOR SHARE", "a version guards the row (rule 14)"),
    (" / ", "integers are divided in Rust (rule 15; CockroachDB gives a decimal)"),
    (" TRIGGER ", "that is the application's work (rule 7; Citus XX000)"),
    ("BIGSERIAL", "ids are made by the application (rule 3; Citus 0A000)"),
    (" SERIAL NOT", "ids are made by the application (rule 3; Citus 0A000)"),
    (" SERIAL PRIMARY", "ids are made by the application (rule 3; Citus 0A000)"),
    (" IDENTITY", "ids are made by the application (rule 3)"),
    ("AUTOINCREMENT", "ids are made by the application (rule 3)"),
    ("NEXTVAL(", "ids are made by the application (rule 3)"),
    (" TEMP ", "no temporary tables (rule 15)"),
    (" TEMPORARY ", "no temporary tables (rule 15)"),
    (" CURSOR ", "no cursors (rule 15)"),
    ("ADVISORY", "locks are rows (rule 17; CockroachDB does nothing)"),
    ("PG_NOTIFY", "notifying is polling (rule 17)"),
    ("VALUES ((SELECT", "INSERT … SELECT (rule 15; Citus 0A000)"),
    ("SET NULL", "NO ACTION or CASCADE (rule 6; Citus 0A000)"),
    ("DEFERRABLE", "constraints hold at once (rule 6; YugabyteDB)"),
    (" GENERATED ", "columns are written, not generated (rule 7)"),
    ("CITEXT", "lower() on both sides (rule 7)"),
    ("UNLOGGED", "no unlogged tables (rule 7)"),
    (" ROLLUP", "added up in the application (Citus 0A000)"),
    ("GROUPING SETS", "added up in the application (Citus 0A000)"),
    ("GREATEST(", "spelled otherwise on SQLite (style 8)"),
    ("LEAST(", "spelled otherwise on SQLite (style 8)"),
    (" ILIKE ", "lower() on both sides (style 8)"),
    (" GLOB ", "SQLite only (style 8)"),
    ("IFNULL(", "COALESCE (style 8)"),
    ("INSERT OR ", "INSERT … ON CONFLICT (style 8)"),
    ("REPLACE INTO", "INSERT … ON CONFLICT (style 8)"),
    ("::", "CAST(… AS BIGINT) is the only cast (style 8)"),
    ("->", "JSON is never looked into (rule 8)"),
    ("JSON_", "JSON is never looked into (rule 8)"),
    ("ARRAY[", "no arrays (style 8)"),
    (" ANY(", "no arrays (style 8)"),
    ("AS INTEGER)", "CAST(… AS BIGINT) is the only cast (style 8)"),
    ("AS TEXT)", "CAST(… AS BIGINT) is the only cast (style 8)"),
    ("SELECT *", "columns are named, because rows are read by position"),
    ("BOOLEAN", "flags are numbers"),
    (" REAL", "no fractions"),
    ("DOUBLE PRECISION", "no fractions"),
    ("NUMERIC", "no fractions"),
    ("TIMESTAMP", "instants are milliseconds in a number"),
];

/// What is wrong with a statement by the list of bans.
fn bans(text: &str) -> Vec<&'static str> {
    let text = format!(" {} ", without_quoted(text).to_uppercase());
    BANNED.iter().filter(|(pattern, _)| text.contains(pattern)).map(|(_, why)| *why).collect()
}

/// What stands between quotes is data.
fn without_quoted(text: &str) -> String {
    text.split('\'').step_by(2).collect::<Vec<_>>().join("''")
}

/// The tenant tables of a statement that it does not tie to a tenant (rule 11).
fn untied(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split([' ', ',', '(', ')', '\n']).filter(|word| !word.is_empty()).collect();
    let mut used = Vec::new();
    for (at, pair) in words.windows(2).enumerate() {
        let names_a_table = matches!(pair[0], "FROM" | "JOIN" | "INTO" | "UPDATE");
        let is_tenants = TABLES.iter().any(|table| table.kind == Kind::Tenant && table.name == pair[1]);
        if names_a_table && is_tenants {
            let alias =
                words.get(at + 2).filter(|word| word.chars().all(|it| it.is_ascii_lowercase() || it == '_'));
            used.push((pair[0], pair[1], alias.copied()));
        }
    }
    let alone = used.len() == 1;
    used.into_iter()
        .filter(|(verb, table, alias)| {
            if *verb == "INTO" {
                return !text.contains(&format!("INTO {table} (tenant_id, "));
            }
            let name = alias.unwrap_or(table);
            let qualified = text.contains(&format!("{name}.tenant_id"));
            !(qualified || alone && text.contains(" tenant_id ="))
        })
        .map(|(_, table, _)| table.to_owned())
        .collect()
}

/// The engine's own statements may say what only that engine understands.
fn is_dialect(text: &SqlText) -> bool {
    text.place.contains("dialect.rs") || text.place.contains("src/postgres.rs")
}

/// Fails with every finding at once.
fn no_findings<T: std::fmt::Display>(checked: impl Iterator<Item = (Vec<T>, String)>) {
    let found: Vec<String> = checked
        .flat_map(|(why, text)| why.into_iter().map(move |why| format!("{why}\n    {text}")))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn no_statement_uses_what_an_engine_lacks() {
    let texts = sql_texts::all();
    let shared = texts.iter().filter(|sql| !is_dialect(sql));
    no_findings(shared.map(|sql| (bans(&sql.text), format!("{}: {}", sql.place, sql.text))));
}

#[test]
fn every_statement_on_a_tenants_table_names_the_tenant() {
    for sql in sql_texts::all().iter().filter(|sql| sql.whole && !across_tenants(&sql.text)) {
        assert_eq!(untied(&sql.text), [""; 0], "{}: {}", sql.place, sql.text);
    }
}

fn across_tenants(text: &str) -> bool {
    ACROSS_TENANTS.iter().any(|(allowed, _)| single_blanks(allowed) == text)
}

fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_list_of_reads_across_tenants_is_true() {
    let texts = sql_texts::all();
    for (allowed, why) in ACROSS_TENANTS {
        assert!(allowed.trim_start().starts_with("SELECT"), "only reads: {allowed}");
        assert!(texts.iter().any(|sql| sql.text == single_blanks(allowed)), "nobody says: {allowed}");
        assert!(!why.is_empty());
    }
}

#[test]
fn no_schema_step_uses_what_an_engine_lacks() {
    for step in STEPS {
        let statements = step.statements(Dialect::Postgres);
        no_findings(statements.iter().map(|text| (bans(text), format!("{}: {text}", step.name))));
    }
}

#[test]
fn every_step_on_disk_is_in_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut found: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    found.sort();
    let listed: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
    assert_eq!(found, listed);
}

#[test]
fn the_lint_sees_each_ban() {
    for (pattern, why) in BANNED {
        let text = format!("SELECT a {pattern} b FROM t");
        assert!(bans(&text).contains(why), "{pattern}");
    }
    assert_eq!(bans("SELECT 'now() / offset', next FROM counter WHERE tenant_id = $1"), [""; 0]);
}

#[test]
fn the_lint_sees_a_missing_tenant() {
    for bad in [
        "SELECT value FROM setting WHERE name = $1",
        "UPDATE setting SET value = $1 WHERE name = $2",
        "DELETE FROM setting WHERE name = $1",
        "INSERT INTO setting (name, tenant_id, value) VALUES ($1, $2, $3)",
        "SELECT s.value FROM setting s JOIN counter c ON c.series = s.name WHERE s.tenant_id = $1",
        "SELECT value FROM setting WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM counter WHERE series = name)",
    ] {
        assert!(!untied(bad).is_empty(), "{bad}");
    }
    for good in [
        "SELECT value FROM setting WHERE tenant_id = $1 AND name = $2",
        "SELECT s.value FROM setting s JOIN counter c ON c.tenant_id = s.tenant_id AND c.series = s.name \
         WHERE s.tenant_id = $1",
        "INSERT INTO setting (tenant_id, name) VALUES ($1, $2)",
        "SELECT name FROM tenant WHERE code = $1",
    ] {
        assert_eq!(untied(good), [""; 0], "{good}");
    }
}
