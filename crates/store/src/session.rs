//! Who is signed in. Only a digest of each session's token is kept, so that a copy of the data opens no session.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::{PersonId, TenantId};
use jiff::Timestamp;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The digest of its token.
    pub token_digest: String,
    /// Whose it is.
    pub person_id: PersonId,
    /// What every form of the session sends back.
    pub csrf_token: String,
    /// The tag of the language the person reads.
    pub language: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to within some minutes.
    pub seen_at: Timestamp,
    /// When it ends, used or not.
    pub expires_at: Timestamp,
}

/// Begins a session.
pub async fn open(tx: &mut Tx, tenant: TenantId, session: &Session) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO session (tenant_id, token_digest, person_id, csrf_token, language, created_at, seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            tenant,
            &session.token_digest,
            session.person_id,
            &session.csrf_token,
            &session.language,
            session.created_at,
            session.seen_at,
            session.expires_at,
        ],
    )
    .await
    .map(drop)
}

/// The session whose token has this digest, expired or not.
pub async fn find(tx: &mut Tx, tenant: TenantId, token_digest: &str) -> Result<Option<Session>, StoreError> {
    tx.maybe(
        "SELECT token_digest, person_id, csrf_token, language, created_at, seen_at, expires_at
         FROM session WHERE tenant_id = $1 AND token_digest = $2",
        args![tenant, token_digest],
        |row| {
            Ok(Session {
                token_digest: row.get(0)?,
                person_id: row.get(1)?,
                csrf_token: row.get(2)?,
                language: row.get(3)?,
                created_at: row.get(4)?,
                seen_at: row.get(5)?,
                expires_at: row.get(6)?,
            })
        },
    )
    .await
}

/// The session was used.
pub async fn touch(
    tx: &mut Tx,
    tenant: TenantId,
    token_digest: &str,
    seen_at: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE session SET seen_at = $3 WHERE tenant_id = $1 AND token_digest = $2",
        args![tenant, token_digest, seen_at],
    )
    .await
    .map(drop)
}

/// The person reads another language from now on.
pub async fn set_language(
    tx: &mut Tx,
    tenant: TenantId,
    token_digest: &str,
    language: &str,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE session SET language = $3 WHERE tenant_id = $1 AND token_digest = $2",
        args![tenant, token_digest, language],
    )
    .await
    .map(drop)
}

/// Ends a session; ending it twice is the same.
pub async fn close(tx: &mut Tx, tenant: TenantId, token_digest: &str) -> Result<(), StoreError> {
    tx.exec("DELETE FROM session WHERE tenant_id = $1 AND token_digest = $2", args![tenant, token_digest])
        .await
        .map(drop)
}

/// Ends every session of a person.
pub async fn close_all_of(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<(), StoreError> {
    tx.exec("DELETE FROM session WHERE tenant_id = $1 AND person_id = $2", args![tenant, person])
        .await
        .map(drop)
}

/// Forgets a person's sessions that have ended by themselves.
pub async fn forget_expired_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    seen_before: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(
        "DELETE FROM session
         WHERE tenant_id = $1 AND person_id = $2 AND (expires_at <= $4 OR seen_at <= $3)",
        args![tenant, person, seen_before, now],
    )
    .await
    .map(drop)
}
