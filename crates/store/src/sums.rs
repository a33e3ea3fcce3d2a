//! Sums and counts that stand beside lists: what a statement's lines add up to, and what runs under an agreement now.
//!
//! What is read here is bounded by one provider's month or by a limit, never by what is stored.

use crate::args;
use crate::db::{Query, Row, Tx};
use crate::error::StoreError;
use crate::record::{from_body, list_by};
use domain::ids::{AgreementId, ProviderId, StatementId, TenantId};
use domain::ledger::Account;
use domain::obligation::Obligation;
use domain::order::Order;
use domain::settlement::Statement;
use domain::{Fen, Month};

/// The lines of one kind, summed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindSum {
    /// The kind's code.
    pub kind: String,
    /// How many lines.
    pub lines: i64,
    /// Their sum.
    pub amount_fen: Fen,
}

/// The lines of a statement's round, summed by kind.
pub async fn lines_by_kind(
    tx: &mut Tx,
    tenant: TenantId,
    statement: StatementId,
    round: u32,
) -> Result<Vec<KindSum>, StoreError> {
    let sql = "SELECT kind, count(*), CAST(sum(amount_fen) AS BIGINT) FROM statement_line
         WHERE tenant_id = $1 AND statement_id = $2 AND round = $3 GROUP BY kind ORDER BY kind";
    tx.all(sql, args![tenant, statement, round], |row| {
        Ok(KindSum { kind: row.text(0)?, lines: row.int(1)?, amount_fen: Fen(row.int(2)?) })
    })
    .await
}

/// The judged orders of a provider's month under an agreement version, up to a limit.
pub async fn judged_orders(
    tx: &mut Tx,
    tenant: TenantId,
    month: (ProviderId, Month),
    agreement: AgreementId,
    limit: i64,
) -> Result<Vec<Order>, StoreError> {
    let sql = "SELECT body FROM service_order
         WHERE tenant_id = $1 AND provider_id = $2 AND completed_month = $3 AND agreement_id = $4
           AND judgement IS NOT NULL
         ORDER BY order_id LIMIT $5";
    list_by(tx, sql, args![tenant, month.0, month.1.to_string(), agreement, limit]).await
}

/// How many second callbacks of a statement stand in each stage.
pub async fn second_callbacks_by_stage(
    tx: &mut Tx,
    tenant: TenantId,
    statement: StatementId,
) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "SELECT stage, count(*) FROM callback WHERE tenant_id = $1 AND statement_id = $2
         GROUP BY stage ORDER BY stage";
    tx.all(sql, args![tenant, statement], |row| Ok((row.text(0)?, row.int(1)?))).await
}

/// The agreement versions under which a provider completed orders in a month.
pub async fn agreements_of_month(
    tx: &mut Tx,
    tenant: TenantId,
    provider: ProviderId,
    month: Month,
) -> Result<Vec<AgreementId>, StoreError> {
    let sql = "SELECT DISTINCT agreement_id FROM service_order
         WHERE tenant_id = $1 AND provider_id = $2 AND completed_month = $3 AND agreement_id IS NOT NULL
         ORDER BY agreement_id LIMIT 100";
    tx.all(sql, args![tenant, provider, month.to_string()], |row| row.get(0)).await
}

/// The balance of an account; debits positive.
pub async fn balance(tx: &mut Tx, tenant: TenantId, account: Account) -> Result<Fen, StoreError> {
    let sql = "SELECT CAST(coalesce(sum(amount_fen), 0) AS BIGINT) FROM ledger_posting
         WHERE tenant_id = $1 AND account = $2";
    tx.one(sql, args![tenant, account.to_string()], |row| row.get(0)).await
}

/// An agreement version, for one provider or for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Under {
    /// The agreement version.
    pub agreement: AgreementId,
    /// Only what concerns this provider.
    pub provider: Option<ProviderId>,
}

/// How many orders of each category were completed in a month under an agreement version.
pub async fn completed_by_category(
    tx: &mut Tx,
    tenant: TenantId,
    under: Under,
    month: Month,
) -> Result<Vec<(String, i64)>, StoreError> {
    let (agreement, month) = (under.agreement, month.to_string());
    let read = |row: &Row<'_>| Ok((row.text(0)?, row.int(1)?));
    let Some(provider) = under.provider else {
        let sql = "SELECT category, count(*) FROM service_order
         WHERE tenant_id = $1 AND completed_month = $2 AND agreement_id = $3
         GROUP BY category ORDER BY category LIMIT 100";
        return tx.all(sql, args![tenant, month, agreement], read).await;
    };
    let sql = "SELECT category, count(*) FROM service_order
         WHERE tenant_id = $1 AND completed_month = $2 AND agreement_id = $3 AND provider_id = $4
         GROUP BY category ORDER BY category LIMIT 100";
    tx.all(sql, args![tenant, month, agreement, provider], read).await
}

/// How many orders under an agreement version were judged, by judgement.
pub async fn judged_by_kind(
    tx: &mut Tx,
    tenant: TenantId,
    under: Under,
) -> Result<Vec<(String, i64)>, StoreError> {
    let agreement = under.agreement;
    let read = |row: &Row<'_>| Ok((row.text(0)?, row.int(1)?));
    let Some(provider) = under.provider else {
        let sql = "SELECT judgement, count(*) FROM service_order
         WHERE tenant_id = $1 AND judgement IS NOT NULL AND agreement_id = $2
         GROUP BY judgement ORDER BY judgement LIMIT 100";
        return tx.all(sql, args![tenant, agreement], read).await;
    };
    let sql = "SELECT judgement, count(*) FROM service_order
         WHERE tenant_id = $1 AND judgement IS NOT NULL AND agreement_id = $2 AND provider_id = $3
         GROUP BY judgement ORDER BY judgement LIMIT 100";
    tx.all(sql, args![tenant, agreement, provider], read).await
}

/// The statements of a month under an agreement version, up to a limit.
pub async fn statements_under(
    tx: &mut Tx,
    tenant: TenantId,
    under: Under,
    month: Month,
    limit: i64,
) -> Result<Vec<Statement>, StoreError> {
    let mut query = Query::new(
        "SELECT body FROM statement WHERE tenant_id = ? AND month = ? AND agreement_id = ?",
        args![tenant, month.to_string(), under.agreement],
    );
    query.push_if(" AND provider_id = ?", under.provider);
    query.push(" ORDER BY statement_id LIMIT ?", args![limit]);
    query.all(tx, |row| from_body(row.str(0)?)).await
}

/// Which obligations are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Those whose clock runs.
    Running,
    /// Those that were missed.
    Breached,
}

/// The newest obligations under an agreement version, up to a limit.
pub async fn obligations_under(
    tx: &mut Tx,
    tenant: TenantId,
    under: Under,
    owed: Owed,
    limit: i64,
) -> Result<Vec<Obligation>, StoreError> {
    let mut query = Query::new(
        "SELECT b.body FROM obligation b
         LEFT JOIN service_order o ON o.tenant_id = ? AND o.order_id = b.subject_id AND b.subject_kind = 'order'
         LEFT JOIN statement s ON s.tenant_id = ? AND s.statement_id = b.subject_id AND b.subject_kind = 'statement'
         WHERE b.tenant_id = ? AND coalesce(o.agreement_id, s.agreement_id) = ?",
        args![tenant, tenant, tenant, under.agreement],
    );
    match owed {
        Owed::Running => query.push(" AND b.due_at IS NOT NULL", []),
        Owed::Breached => query.push(" AND b.state = 'breached'", []),
    };
    if let Some(provider) = under.provider {
        query.push(" AND coalesce(o.provider_id, s.provider_id) = ?", args![provider]);
    }
    query.push(" ORDER BY b.obligation_id DESC LIMIT ?", args![limit]);
    query.all(tx, |row| from_body(row.str(0)?)).await
}
