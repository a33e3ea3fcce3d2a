//! What a use case may answer besides its result: an expected "no", or a surprise of the store.

use domain::refusal::{Refusal, RefusalKind};
use domain::words::Words;
use store::StoreError;

/// An error of a use case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppError {
    /// An expected "no".
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store could not do it.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Refused(Refusal::new(
                RefusalKind::Stale,
                "stale",
                Words::fixed(
                    "其他人刚刚修改了该记录。请刷新页面，查看是谁改了什么，再决定是否继续。",
                    "Somebody else has just changed this record. Reload to see who changed what, then decide again.",
                ),
            )),
            StoreError::NotFound => Self::Refused(Refusal::not_found(&Words::fixed("该记录", "record"))),
            other => Self::Store(other),
        }
    }
}

impl AppError {
    /// Something the program wrote itself cannot be read back.
    pub(crate) fn json(error: impl std::fmt::Display) -> Self {
        Self::Store(StoreError::Corrupt { detail: error.to_string() })
    }

    /// Whether the same step may well succeed a moment later.
    pub const fn is_passing(&self) -> bool {
        use StoreError::{Busy, Conflict, Locked, Unavailable};
        matches!(self, Self::Store(Busy | Locked | Conflict | Unavailable { .. }))
    }

    /// Whether the disk is full: only the administrator can help, and the answer says so.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Store(StoreError::DiskFull))
    }

    /// The text for people.
    pub fn words(&self) -> Words {
        match self {
            Self::Refused(refusal) => refusal.message.clone(),
            Self::Store(error) => error.words(),
        }
    }
}
