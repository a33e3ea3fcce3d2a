//! How requests, orders, obligations, callbacks and statements are kept, and how they are found.

use super::{Stored, find_by, list_by};
use crate::args;
use crate::db::{Tx, Value};
use crate::error::StoreError;
use domain::Month;
use domain::callback::Callback;
use domain::coverage::Category;
use domain::ids::{AgreementId, OrderId, ProviderId, StatementId, TenantId, UnitId};
use domain::obligation::{Debtor, Obligation, ObligationState, PauseReason};
use domain::order::{Order, OrderFact};
use domain::outcome::Subject;
use domain::request::Request;
use domain::settlement::{Statement, StatementLine};

/// The code a category is stored under; an undecided one is a word of its own, never an empty cell.
pub const fn category_code(category: Option<Category>) -> &'static str {
    match category {
        Some(Category::Paid) => "paid",
        Some(Category::Contract) => "contract",
        Some(Category::Warranty) => "warranty",
        Some(Category::Internal) => "internal",
        None => "undecided",
    }
}

impl Stored for Request {
    const INSERT: &'static str =
        "INSERT INTO request (tenant_id, request_id, version, body, number, stage, channel,
         category, customer_id, unit_id, reported_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    const UPDATE: &'static str =
        "UPDATE request SET version = $3, body = $4, number = $5, stage = $6, channel = $7, category
         = $8, customer_id = $9, unit_id = $10, reported_at = $11
         WHERE tenant_id = $1 AND request_id = $2 AND version = $12";
    const LOAD: &'static str = "SELECT body FROM request WHERE tenant_id = $1 AND request_id = $2";
    const SCAN: &'static str =
        "SELECT request_id, version, body, number, stage, channel, category, customer_id, unit_id,
         reported_at FROM request
         WHERE tenant_id = $1 AND request_id > $2 ORDER BY request_id LIMIT $3";
    const COLUMNS: usize = 7;

    fn columns(&self) -> Vec<Value<'_>> {
        args![
            &self.taken.number,
            self.stage.code(),
            self.taken.channel.code(),
            category_code(self.taken.coverage.category),
            self.taken.customer_id,
            self.taken.unit_id,
            self.taken.reported_at,
        ]
        .into()
    }
}

impl Stored for Order {
    const INSERT: &'static str =
        "INSERT INTO service_order (tenant_id, order_id, version, body, number, stage, category,
         product_line, division, provider_id, technician_id, customer_id, unit_id, agreement_id,
         reported_at, due_at, completed_month, judgement, statement_id, paused)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
         $19, $20)";
    const UPDATE: &'static str =
        "UPDATE service_order SET version = $3, body = $4, stage = $5, category = $6,
         provider_id = $7, technician_id = $8, due_at = $9, completed_month = $10, judgement = $11,
         statement_id = $12, paused = $13
         WHERE tenant_id = $1 AND order_id = $2 AND version = $14";
    const LOAD: &'static str = "SELECT body FROM service_order WHERE tenant_id = $1 AND order_id = $2";
    const SCAN: &'static str =
        "SELECT order_id, version, body, number, stage, category, product_line, division,
         provider_id, technician_id, customer_id, unit_id, agreement_id, reported_at, due_at,
         completed_month, judgement, statement_id, paused FROM service_order
         WHERE tenant_id = $1 AND order_id > $2 ORDER BY order_id LIMIT $3";
    const COLUMNS: usize = 16;

    fn columns(&self) -> Vec<Value<'_>> {
        args![
            &self.opened.number,
            self.stage.code(),
            category_code(self.coverage.category),
            &self.opened.product_line,
            &self.opened.division,
            self.provider_id(),
            self.technician_id(),
            self.opened.customer_id,
            self.opened.unit_id,
            self.opened.agreement_id,
            self.opened.reported_at,
            self.due_at.filter(|_| self.is_open()),
            self.completion().map(|completion| completion.month.to_string()),
            self.judgement.as_ref().map(|judgement| judgement.kind.code()),
            self.statement_id,
            self.paused.map(PauseReason::code),
        ]
        .into()
    }

    /// What an order was opened with never changes, and a claim changes nothing but the statement.
    fn rewritten(&self, facts: &[OrderFact]) -> (&'static str, Vec<Value<'_>>) {
        if facts.iter().all(|fact| matches!(fact, OrderFact::Claimed { .. })) {
            let sql = "UPDATE service_order SET version = $3, body = $4, statement_id = $5
         WHERE tenant_id = $1 AND order_id = $2 AND version = $6";
            return (sql, args![self.statement_id].into());
        }
        let columns = args![
            self.stage.code(),
            category_code(self.coverage.category),
            self.provider_id(),
            self.technician_id(),
            self.due_at.filter(|_| self.is_open()),
            self.completion().map(|completion| completion.month.to_string()),
            self.judgement.as_ref().map(|judgement| judgement.kind.code()),
            self.statement_id,
            self.paused.map(PauseReason::code),
        ];
        (Self::UPDATE, columns.into())
    }
}

impl Stored for Obligation {
    const INSERT: &'static str =
        "INSERT INTO obligation (tenant_id, obligation_id, version, body, kind, state, provider_id,
         subject_kind, subject_id, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    const UPDATE: &'static str =
        "UPDATE obligation SET version = $3, body = $4, kind = $5, state = $6, provider_id = $7,
         subject_kind = $8, subject_id = $9, due_at = $10
         WHERE tenant_id = $1 AND obligation_id = $2 AND version = $11";
    const LOAD: &'static str = "SELECT body FROM obligation WHERE tenant_id = $1 AND obligation_id = $2";
    const SCAN: &'static str =
        "SELECT obligation_id, version, body, kind, state, provider_id, subject_kind, subject_id,
         due_at FROM obligation
         WHERE tenant_id = $1 AND obligation_id > $2 ORDER BY obligation_id LIMIT $3";
    const COLUMNS: usize = 6;

    fn columns(&self) -> Vec<Value<'_>> {
        args![
            self.kind.code(),
            state_code(&self.state),
            provider_of(self.debtor),
            self.subject.kind.code(),
            self.subject.id,
            self.open_due_at(),
        ]
        .into()
    }
}

/// The code an obligation's state is stored under.
const fn state_code(state: &ObligationState) -> &'static str {
    match state {
        ObligationState::Open { .. } => "open",
        ObligationState::Paused { .. } => "paused",
        ObligationState::Met { .. } => "met",
        ObligationState::Breached { .. } => "breached",
        ObligationState::Lapsed { .. } => "lapsed",
    }
}

const fn provider_of(debtor: Debtor) -> Option<ProviderId> {
    match debtor {
        Debtor::Principal => None,
        Debtor::Provider(provider) => Some(provider),
    }
}

impl Stored for Callback {
    const INSERT: &'static str =
        "INSERT INTO callback (tenant_id, callback_id, version, body, kind, stage, order_id,
         provider_id, month, statement_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    const UPDATE: &'static str =
        "UPDATE callback SET version = $3, body = $4, kind = $5, stage = $6, order_id = $7,
         provider_id = $8, month = $9, statement_id = $10
         WHERE tenant_id = $1 AND callback_id = $2 AND version = $11";
    const LOAD: &'static str = "SELECT body FROM callback WHERE tenant_id = $1 AND callback_id = $2";
    const SCAN: &'static str =
        "SELECT callback_id, version, body, kind, stage, order_id, provider_id, month, statement_id
         FROM callback
         WHERE tenant_id = $1 AND callback_id > $2 ORDER BY callback_id LIMIT $3";
    const COLUMNS: usize = 6;

    fn columns(&self) -> Vec<Value<'_>> {
        args![
            self.kind.code(),
            self.stage.code(),
            self.order_id,
            self.provider_id,
            self.month.to_string(),
            self.statement_id,
        ]
        .into()
    }
}

impl Stored for Statement {
    const INSERT: &'static str =
        "INSERT INTO statement (tenant_id, statement_id, version, body, number, stage, provider_id,
         month, agreement_id, amount_fen)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    const UPDATE: &'static str =
        "UPDATE statement SET version = $3, body = $4, number = $5, stage = $6, provider_id = $7,
         month = $8, agreement_id = $9, amount_fen = $10
         WHERE tenant_id = $1 AND statement_id = $2 AND version = $11";
    const LOAD: &'static str = "SELECT body FROM statement WHERE tenant_id = $1 AND statement_id = $2";
    const SCAN: &'static str =
        "SELECT statement_id, version, body, number, stage, provider_id, month, agreement_id,
         amount_fen FROM statement
         WHERE tenant_id = $1 AND statement_id > $2 ORDER BY statement_id LIMIT $3";
    const COLUMNS: usize = 6;

    fn columns(&self) -> Vec<Value<'_>> {
        args![
            &self.number,
            self.stage.code(),
            self.provider_id,
            self.month.to_string(),
            self.agreement_id,
            self.totals.amount_fen,
        ]
        .into()
    }
}

/// The request with this number.
pub async fn request_by_number(
    tx: &mut Tx,
    tenant: TenantId,
    number: &str,
) -> Result<Option<Request>, StoreError> {
    find_by(tx, "SELECT body FROM request WHERE tenant_id = $1 AND number = $2", args![tenant, number]).await
}

/// The order with this number.
pub async fn order_by_number(
    tx: &mut Tx,
    tenant: TenantId,
    number: &str,
) -> Result<Option<Order>, StoreError> {
    find_by(tx, "SELECT body FROM service_order WHERE tenant_id = $1 AND number = $2", args![tenant, number])
        .await
}

/// The open orders of a unit, up to ten.
pub async fn open_orders_of_unit(
    tx: &mut Tx,
    tenant: TenantId,
    unit: UnitId,
) -> Result<Vec<Order>, StoreError> {
    let sql = "SELECT body FROM service_order
         WHERE tenant_id = $1 AND unit_id = $2 AND stage NOT IN ('completed', 'cancelled')
         ORDER BY order_id LIMIT 10";
    list_by(tx, sql, args![tenant, unit]).await
}

/// The orders a provider completed in a month under an agreement version, up to a limit.
pub async fn completed_orders(
    tx: &mut Tx,
    tenant: TenantId,
    provider: ProviderId,
    month: Month,
    agreement: AgreementId,
) -> Result<Vec<Order>, StoreError> {
    let sql = "SELECT body FROM service_order
         WHERE tenant_id = $1 AND provider_id = $2 AND completed_month = $3 AND agreement_id = $4
         ORDER BY order_id LIMIT 200000";
    list_by(tx, sql, args![tenant, provider, month.to_string(), agreement]).await
}

/// The obligations about a subject, oldest first.
pub async fn obligations_of(
    tx: &mut Tx,
    tenant: TenantId,
    subject: Subject,
) -> Result<Vec<Obligation>, StoreError> {
    let sql = "SELECT body FROM obligation WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id = $3
         ORDER BY obligation_id LIMIT 100";
    list_by(tx, sql, args![tenant, subject.kind.code(), subject.id]).await
}

/// The callbacks about an order, oldest first.
pub async fn callbacks_of_order(
    tx: &mut Tx,
    tenant: TenantId,
    order: OrderId,
) -> Result<Vec<Callback>, StoreError> {
    let sql =
        "SELECT body FROM callback WHERE tenant_id = $1 AND order_id = $2 ORDER BY callback_id LIMIT 20";
    list_by(tx, sql, args![tenant, order]).await
}

/// The second callbacks of a statement, up to a limit.
pub async fn callbacks_of_statement(
    tx: &mut Tx,
    tenant: TenantId,
    statement: StatementId,
) -> Result<Vec<Callback>, StoreError> {
    let sql = "SELECT body FROM callback WHERE tenant_id = $1 AND statement_id = $2
         ORDER BY callback_id LIMIT 10000";
    list_by(tx, sql, args![tenant, statement]).await
}

/// How many first callbacks of a provider's month stand in each stage.
pub async fn first_callback_counts(
    tx: &mut Tx,
    tenant: TenantId,
    provider: ProviderId,
    month: Month,
) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "SELECT stage, count(*) FROM callback
         WHERE tenant_id = $1 AND provider_id = $2 AND month = $3 AND kind = 'first' GROUP BY stage ORDER BY stage";
    tx.all(sql, args![tenant, provider, month.to_string()], |row| Ok((row.text(0)?, row.int(1)?))).await
}

/// How many first callbacks of a provider's month stand in each stage, of the orders under an agreement version.
pub async fn first_callback_counts_under(
    tx: &mut Tx,
    tenant: TenantId,
    provider: ProviderId,
    month: Month,
    agreement: AgreementId,
) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "SELECT c.stage, count(*) FROM callback c
         JOIN service_order o ON o.tenant_id = c.tenant_id AND o.order_id = c.order_id
         WHERE c.tenant_id = $1 AND o.tenant_id = $1 AND c.provider_id = $2 AND c.month = $3 AND c.kind = 'first'
           AND o.agreement_id = $4
         GROUP BY c.stage ORDER BY c.stage";
    tx.all(sql, args![tenant, provider, month.to_string(), agreement], |row| Ok((row.text(0)?, row.int(1)?)))
        .await
}

/// The statement with this number.
pub async fn statement_by_number(
    tx: &mut Tx,
    tenant: TenantId,
    number: &str,
) -> Result<Option<Statement>, StoreError> {
    find_by(tx, "SELECT body FROM statement WHERE tenant_id = $1 AND number = $2", args![tenant, number])
        .await
}

/// The statements of a provider's month, one an agreement version.
pub async fn statements_of_month(
    tx: &mut Tx,
    tenant: TenantId,
    provider: ProviderId,
    month: Month,
) -> Result<Vec<Statement>, StoreError> {
    let sql = "SELECT body FROM statement WHERE tenant_id = $1 AND provider_id = $2 AND month = $3
         ORDER BY statement_id LIMIT 100";
    list_by(tx, sql, args![tenant, provider, month.to_string()]).await
}

/// The lines of a statement's round after a line number, up to a limit.
pub async fn statement_lines(
    tx: &mut Tx,
    tenant: TenantId,
    statement: StatementId,
    round: u32,
    after: u32,
    limit: i64,
) -> Result<Vec<StatementLine>, StoreError> {
    let sql = "SELECT body FROM statement_line
         WHERE tenant_id = $1 AND statement_id = $2 AND round = $3 AND line_number > $4
         ORDER BY line_number LIMIT $5";
    tx.all(sql, args![tenant, statement, round, after, limit], |row| {
        serde_json::from_str(row.str(0)?)
            .map_err(|error| StoreError::corrupt(format!("a statement line cannot be read: {error}")))
    })
    .await
}

/// Which providers completed orders in a month, and under which agreement version.
pub async fn months_work(
    tx: &mut Tx,
    tenant: TenantId,
    month: Month,
) -> Result<Vec<(ProviderId, AgreementId)>, StoreError> {
    let sql = "SELECT DISTINCT provider_id, agreement_id FROM service_order
         WHERE tenant_id = $1 AND completed_month = $2 AND provider_id IS NOT NULL AND agreement_id IS NOT NULL
         ORDER BY provider_id, agreement_id LIMIT 100000";
    tx.all(sql, args![tenant, month.to_string()], |row| Ok((row.get(0)?, row.get(1)?))).await
}
