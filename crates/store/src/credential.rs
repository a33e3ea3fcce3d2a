//! Passwords, as their hashes, and how often they were mistaken lately.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use domain::ids::{PersonId, TenantId};
use jiff::Timestamp;

/// What is kept about a person's password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The hash with its parameters and salt, in the PHC format.
    pub password_hash: String,
    /// Wrong passwords in a row.
    pub failures: u32,
    /// Until when no password is looked at.
    pub locked_until: Option<Timestamp>,
}

/// A person's credential, if they have a password.
pub async fn find(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Option<Credential>, StoreError> {
    tx.maybe(
        "SELECT password_hash, failures, locked_until FROM credential WHERE tenant_id = $1 AND person_id = $2",
        args![tenant, person],
        |row| {
            Ok(Credential {
                password_hash: row.text(0)?,
                failures: row.get(1)?,
                locked_until: row.get(2)?,
            })
        },
    )
    .await
}

/// Sets a person's password; what went wrong before is forgotten.
pub async fn set(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO credential (tenant_id, person_id, password_hash, failures, locked_until, changed_at)
         VALUES ($1, $2, $3, 0, NULL, $4)
         ON CONFLICT (tenant_id, person_id)
         DO UPDATE SET password_hash = $3, failures = 0, locked_until = NULL, changed_at = $4",
        args![tenant, person, password_hash, now],
    )
    .await
    .map(drop)
}

/// Writes down how many wrong passwords there were in a row, and until when the person is locked out.
pub async fn count_failures(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    failures: u32,
    locked_until: Option<Timestamp>,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE credential SET failures = $3, locked_until = $4 WHERE tenant_id = $1 AND person_id = $2",
        args![tenant, person, failures, locked_until],
    )
    .await
    .map(drop)
}
