//! The numbers on the home page: each is the count of a list, no further than [`COUNTED_AT_MOST`].

use super::page::{COUNTED_AT_MOST, Tally};
use super::{
    CallbackFilter, ObligationFilter, OrderFilter, OutboxState, RequestFilter, callbacks, obligations,
    orders, outbox, provider_of, requests,
};
use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::Fen;
use domain::ids::{ProviderId, TenantId};
use domain::people::Scope;
use domain::settlement::StatementStage;

/// How many orders pass a filter. Its `text` is not looked at.
pub async fn count_orders(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &OrderFilter,
) -> Result<Tally, StoreError> {
    match orders::narrowed(scope, filter) {
        Some(filter) => orders::plan(filter, None).count(tx, tenant).await,
        None => Ok(Tally::default()),
    }
}

/// How many requests pass a filter.
pub async fn count_requests(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &RequestFilter,
) -> Result<Tally, StoreError> {
    if scope != Scope::All {
        return Ok(Tally::default());
    }
    requests::plan(filter.clone()).count(tx, tenant).await
}

/// How many callbacks pass a filter.
pub async fn count_callbacks(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &CallbackFilter,
) -> Result<Tally, StoreError> {
    let Ok(provider) = provider_of(scope, filter.provider) else {
        return Ok(Tally::default());
    };
    let filter = CallbackFilter { provider, ..filter.clone() };
    callbacks::plan(filter).count(tx, tenant).await
}

/// How many obligations pass a filter.
pub async fn count_obligations(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    filter: &ObligationFilter,
) -> Result<Tally, StoreError> {
    match obligations::narrowed(scope, *filter) {
        Some(filter) => obligations::plan(filter).count(tx, tenant).await,
        None => Ok(Tally::default()),
    }
}

/// How many messages stand so.
pub async fn count_outbox(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    state: OutboxState,
) -> Result<Tally, StoreError> {
    if scope != Scope::All {
        return Ok(Tally::default());
    }
    outbox::plan(state).count(tx, tenant).await
}

/// What the statements of one stage sum to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementSum {
    /// The stage, by code.
    pub stage: &'static str,
    /// How many statements; the newest, when there are more.
    pub tally: Tally,
    /// What these sum to.
    pub amount_fen: Fen,
}

/// What the statements within a scope sum to, stage by stage.
pub async fn statement_sums(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
) -> Result<Vec<StatementSum>, StoreError> {
    let Ok(provider) = provider_of(scope, None) else {
        return Ok(Vec::new());
    };
    let mut sums = Vec::with_capacity(StatementStage::WAY.len());
    for stage in StatementStage::WAY {
        let (count, amount_fen) = match provider {
            None => sum_of_all(tx, tenant, stage).await?,
            Some(provider) => sum_of_provider(tx, tenant, provider, stage).await?,
        };
        let tally = Tally { count, is_more: count == COUNTED_AT_MOST };
        sums.push(StatementSum { stage, tally, amount_fen });
    }
    Ok(sums)
}

async fn sum_of_all(tx: &mut Tx, tenant: TenantId, stage: &str) -> Result<(i64, Fen), StoreError> {
    let sql = "SELECT count(*), CAST(coalesce(sum(amount_fen), 0) AS BIGINT) FROM
             (SELECT amount_fen FROM statement WHERE tenant_id = $1 AND stage = $2
              ORDER BY statement_id DESC LIMIT $3) newest";
    tx.one(sql, args![tenant, stage, COUNTED_AT_MOST], |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// A provider has one statement a month and agreement, so all of its newest are looked through.
async fn sum_of_provider(
    tx: &mut Tx,
    tenant: TenantId,
    provider: ProviderId,
    stage: &str,
) -> Result<(i64, Fen), StoreError> {
    let sql = "SELECT count(*), CAST(coalesce(sum(amount_fen), 0) AS BIGINT) FROM
             (SELECT amount_fen, stage FROM statement WHERE tenant_id = $1 AND provider_id = $2
              ORDER BY statement_id DESC LIMIT $3) newest
         WHERE newest.stage = $4";
    tx.one(sql, args![tenant, provider, COUNTED_AT_MOST, stage], |row| Ok((row.get(0)?, row.get(1)?))).await
}
