//! Copies of the whole database, and what the engine says about its health.

use crate::args;
use crate::db::Tx;
use crate::error::StoreError;
use crate::sqlite;
use crate::store::{Place, Store};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A finished backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub file: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// Its BLAKE3 hash, to know it by after a journey.
    pub checksum: String,
}

impl Store {
    /// Copies an embedded database to a new file while work goes on. The copy is of one moment, compact, checked and on disk
    /// before it gets its name. A server's database is backed up with the server's own tools.
    pub async fn backup(&self, to: &Path) -> Result<Backup, StoreError> {
        let Place::File(file) = self.place().clone() else {
            return Err(StoreError::unavailable(
                "a PostgreSQL database is backed up with pg_basebackup or pg_dump",
            ));
        };
        let to = to.to_owned();
        let done = tokio::task::spawn_blocking(move || back_up(&file, &to)).await;
        done.unwrap_or_else(|error| Err(StoreError::other(error.to_string())))
    }

    /// What the engine finds wrong with the stored data; empty when all is well.
    pub async fn integrity(&self) -> Result<Vec<String>, StoreError> {
        self.read(broken).await
    }
}

async fn broken(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for sql in tx.dialect().broken() {
        found.extend(tx.all(sql, args![], |row| row.text(0)).await?);
    }
    found.retain(|sentence| sentence != "ok");
    Ok(found)
}

fn back_up(file: &Path, to: &Path) -> Result<Backup, StoreError> {
    if to.exists() {
        return Err(StoreError::unavailable(format!("{} exists already; choose another name", to.display())));
    }
    let unfinished = to.with_added_extension("part");
    // What an interrupted backup left behind is worth nothing.
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&unfinished, &error)),
        _ => {}
    }
    let copied = copy(file, &unfinished).and_then(|()| finish(&unfinished, to));
    if copied.is_err() {
        drop(fs::remove_file(&unfinished));
    }
    copied
}

fn copy(file: &Path, to: &Path) -> Result<(), StoreError> {
    let name = to
        .to_str()
        .ok_or_else(|| StoreError::unavailable(format!("{} is not a name in UTF-8", to.display())))?;
    sqlite::open_reader(file)?.execute("VACUUM INTO ?1", [name])?;
    let verdict: String =
        sqlite::open_reader(to)?.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::corrupt(verdict)) }
}

/// Brings the copy to disk, then gives it its name.
fn finish(unfinished: &Path, to: &Path) -> Result<Backup, StoreError> {
    let written = || -> io::Result<(u64, String)> {
        let mut copy = File::open(unfinished)?;
        copy.sync_all()?;
        let mut hasher = blake3::Hasher::new();
        let bytes = io::copy(&mut copy, &mut hasher)?;
        fs::rename(unfinished, to)?;
        if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        Ok((bytes, hasher.finalize().to_hex().to_string()))
    };
    let (bytes, checksum) = written().map_err(|error| failed(to, &error))?;
    Ok(Backup { file: to.to_owned(), bytes, checksum })
}

fn failed(file: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        _ => StoreError::unavailable(format!("{}: {error}", file.display())),
    }
}
