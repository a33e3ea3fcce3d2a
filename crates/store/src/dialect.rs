//! What the two engines spell differently, side by side; nothing else in the crate names an engine in SQL.

/// The engine a statement runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL and what speaks its protocol.
    Postgres,
}

impl Dialect {
    /// The name used in schema steps: `-- only: sqlite`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// What the tokens of a schema step stand for.
    pub const fn tokens(self) -> [(&'static str, &'static str); 3] {
        match self {
            Self::Sqlite => [
                ("{{int}}", "INTEGER"),
                ("{{bytes}}", "BLOB"),
                ("{{strict}}", " STRICT"),
            ],
            Self::Postgres => [("{{int}}", "BIGINT"), ("{{bytes}}", "BYTEA"), ("{{strict}}", "")],
        }
    }

    /// Starts a transaction that changes data. On PostgreSQL the whole transaction sees one snapshot and a row changed
    /// meanwhile is a conflict (40001) that the lane repeats, so "load, decide, commit" means the same on both.
    pub(crate) const fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ",
        }
    }

    /// Starts a transaction that only reads, on one snapshot.
    pub(crate) const fn begin_read(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN DEFERRED",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Whether schema steps run inside a transaction. Distributed engines refuse that, so on PostgreSQL each statement
    /// stands alone and must be repeatable.
    pub(crate) const fn steps_in_transactions(self) -> bool {
        matches!(self, Self::Sqlite)
    }

    /// Lists what an engine itself reports as broken, at most a hundred sentences.
    pub(crate) const fn broken(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                "PRAGMA integrity_check(100)",
                "SELECT 'a row of ' || \"table\" || ' refers to a missing row of ' || parent
                 FROM pragma_foreign_key_check LIMIT 100",
            ],
            Self::Postgres => &[
                "SELECT 'constraint ' || conname || ' was never checked' FROM pg_constraint
                 WHERE NOT convalidated LIMIT 100",
                "SELECT 'index ' || CAST(indexrelid AS regclass) || ' is broken' FROM pg_index
                 WHERE NOT indisvalid LIMIT 100",
            ],
        }
    }
}
