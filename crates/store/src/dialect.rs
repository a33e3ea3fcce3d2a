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
            Self::Sqlite => [("{{int}}", "INTEGER"), ("{{bytes}}", "BLOB"), ("{{strict}}", " STRICT")],
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

    /// Keeps the words a customer is found by: tenant, customer, words with blanks between.
    pub(crate) const fn index_customer(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "INSERT OR REPLACE INTO customer_search (tenant_id, rowid, terms) VALUES ($1, $2, $3)"
            }
            Self::Postgres => {
                "INSERT INTO customer_search (tenant_id, customer_id, terms)
                 VALUES ($1, $2, array_to_tsvector(string_to_array(CAST($3 AS TEXT), ' ')))
                 ON CONFLICT (tenant_id, customer_id) DO UPDATE SET terms = excluded.terms"
            }
        }
    }

    /// Finds customers that have all words, newest first: tenant, words in [`Self::all_words`], limit.
    pub(crate) const fn find_customers(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT rowid FROM customer_search WHERE tenant_id = $1 AND customer_search MATCH $2
                 ORDER BY rowid DESC LIMIT $3"
            }
            Self::Postgres => {
                "SELECT customer_id FROM customer_search
                 WHERE tenant_id = $1 AND terms @@ CAST(CAST($2 AS TEXT) AS tsquery)
                 ORDER BY customer_id DESC LIMIT $3"
            }
        }
    }

    /// "All of these words", as the engine asks for it.
    pub(crate) fn all_words(self, words: &[String]) -> String {
        words.join(match self {
            Self::Sqlite => " AND ",
            Self::Postgres => " & ",
        })
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
