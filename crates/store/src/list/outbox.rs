//! Messages on their way out: waiting, given up, or sent.

use super::page::{Listed, Order, Page, Plan, fetch, order};
use super::part_of;
use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::TenantId;
use domain::outcome::Message;
use domain::people::Scope;
use jiff::Timestamp;

const WAITING: Order = order!("outbox-waiting" outbox int next_try_at, message_id up);
const NEWEST: Order = order!("outbox" outbox message_id down);

/// How messages stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutboxState {
    /// To be sent; the next try first.
    #[default]
    Waiting,
    /// Given up after too many tries; newest first.
    Failed,
    /// All of them, newest first.
    Any,
}

/// A message in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its identifier.
    pub message_id: i64,
    /// The message.
    pub message: Message,
    /// When it was written.
    pub created_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_try_at: Option<Timestamp>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
}

/// The messages that stand so. Only the principal sees them.
pub async fn outbox(
    tx: &mut Tx,
    tenant: TenantId,
    scope: Scope,
    state: OutboxState,
    page: &Page,
) -> Result<Listed<OutboxRow>, StoreError> {
    if scope != Scope::All {
        return Ok(Listed::EMPTY);
    }
    let (keys, next) = plan(state).keys(tx, tenant, page).await?;
    let sql = "SELECT message_id, body, created_at, attempts, next_try_at, sent_at FROM outbox
         WHERE tenant_id = ?";
    let rows = fetch(tx, sql, " AND message_id IN (", args![tenant], &keys, |row| {
        Ok(OutboxRow {
            message_id: row.get(0)?,
            message: part_of(row, 1)?,
            created_at: row.get(2)?,
            attempts: row.get(3)?,
            next_try_at: row.get(4)?,
            sent_at: row.get(5)?,
        })
    })
    .await?;
    Ok(Listed { rows, next })
}

pub(super) fn plan(state: OutboxState) -> Plan {
    match state {
        OutboxState::Waiting => {
            let mut plan = Plan::new(WAITING);
            plan.bounds.and(" AND next_try_at IS NOT NULL", []);
            plan
        }
        OutboxState::Failed => {
            let mut plan = Plan::new(NEWEST);
            plan.bounds.and(" AND next_try_at IS NULL AND sent_at IS NULL", []);
            plan
        }
        OutboxState::Any => Plan::new(NEWEST),
    }
}
