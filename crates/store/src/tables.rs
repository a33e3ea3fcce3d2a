//! Every table and its kind; tests hold the schema and each statement against this list.

/// How a table is spread when data is spread over nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Belongs to tenants: `tenant_id` leads its keys and stands in every statement.
    Tenant,
    /// Small, rarely written, the same everywhere.
    Reference,
    /// The node's own, never joined.
    NodeLocal,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How it is spread.
    pub kind: Kind,
}

const fn table(name: &'static str, kind: Kind) -> Table {
    Table { name, kind }
}

/// Every table of the schema.
pub const TABLES: &[Table] = &[
    table("schema_step", Kind::NodeLocal),
    table("schema_lock", Kind::NodeLocal),
    table("tenant", Kind::Reference),
    table("counter", Kind::Tenant),
    table("idempotency", Kind::Tenant),
    table("setting", Kind::Tenant),
    table("product", Kind::Tenant),
    table("part", Kind::Tenant),
    table("provider", Kind::Tenant),
    table("territory", Kind::Tenant),
    table("technician", Kind::Tenant),
    table("person", Kind::Tenant),
    table("credential", Kind::Tenant),
    table("session", Kind::Tenant),
    table("customer", Kind::Tenant),
    table("unit", Kind::Tenant),
    table("sales", Kind::Tenant),
    table("agreement", Kind::Tenant),
    table("request", Kind::Tenant),
    table("service_order", Kind::Tenant),
    table("obligation", Kind::Tenant),
    table("callback", Kind::Tenant),
    table("statement", Kind::Tenant),
    table("statement_line", Kind::Tenant),
    table("journal", Kind::Tenant),
    table("journal_head", Kind::Tenant),
    table("ledger_posting", Kind::Tenant),
    table("wake", Kind::Tenant),
    table("outbox", Kind::Tenant),
    table("reveal", Kind::Tenant),
    table("customer_search", Kind::Tenant),
];

/// The statements that read over all tenants at once, each with the reason; no other may leave out `tenant_id`.
pub const ACROSS_TENANTS: &[(&str, &str)] = &[];
