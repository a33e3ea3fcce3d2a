//! How a command ends: one exit code, and one sentence in both languages when it failed.

use app::AppError;
use domain::refusal::{Refusal, RefusalKind};
use domain::words;
use domain::words::Words;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use store::StoreError;

/// What the exit codes mean. A wrong command line ends with 2 as well, as `clap` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Refused by a rule, or failed.
    Refused = 1,
    /// The input is wrong: an agreement with errors, a file that cannot be read, a value of no valid form.
    BadInput = 2,
    /// The check found something wrong with the data.
    Damaged = 3,
    /// The surroundings do not allow it: port taken, folder read-only, disk full, newer database, folder in use.
    Environment = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    message: Words,
}

impl Failure {
    /// A failure of this kind.
    pub const fn new(exit: Exit, message: Words) -> Self {
        Self { exit, message }
    }

    /// The system did not allow something; `doing` names it, as "to …" does.
    pub fn system(zh: &str, en: &str, error: &io::Error) -> Self {
        let message = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull.words(),
            _ => words!(
                "无法{zh}：{error}。请排除后再试。",
                "Cannot {en}: {error}. Remove the cause and try again."
            ),
        };
        Self::new(Exit::Environment, message)
    }

    /// A file could not be written.
    pub fn writing(file: &Path, error: &io::Error) -> Self {
        let name = file.display();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull.into(),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::new(
                Exit::Environment,
                words!(
                    "{name} 不可写：{error}。请检查权限，或换一个位置。",
                    "{name} cannot be written: {error}. Check its permissions, or choose another place."
                ),
            ),
            _ => Self::system(&format!("写入 {name}"), &format!("write {name}"), error),
        }
    }

    /// Prints the sentence to stderr in both languages and gives the exit code.
    pub fn tell(&self) -> ExitCode {
        crate::say::problem(&self.message);
        self.exit.into()
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let exit = match error {
            StoreError::DiskFull
            | StoreError::ReadOnly
            | StoreError::Locked
            | StoreError::NewerSchema { .. }
            | StoreError::ChangedStep { .. }
            | StoreError::Unavailable { .. } => Exit::Environment,
            StoreError::Corrupt { .. } => Exit::Damaged,
            _ => Exit::Refused,
        };
        Self::new(exit, error.words())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let exit = if refusal.kind == RefusalKind::Invalid { Exit::BadInput } else { Exit::Refused };
        Self::new(exit, refusal.message)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(refusal) => refusal.into(),
            AppError::Store(error) => error.into(),
        }
    }
}
