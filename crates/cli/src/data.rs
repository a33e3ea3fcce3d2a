//! The data folder: the database, the secret, and the lock that keeps a second process out.

use crate::failure::{Exit, Failure};
use app::App;
use app::clock::Clock;
use domain::words;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use store::{Settings, Store, StoreError};

/// The data folder when none is named.
pub const DEFAULT_FOLDER: &str = "makegood-data";
/// The database in a data folder.
const DATABASE: &str = "makegood.db";
/// The secret in a data folder.
const SECRET: &str = "secret";
/// The file whose lock says that the folder is in use.
const LOCK: &str = "makegood.lock";

/// `--data DIR`, as every command that works on data has it.
#[derive(clap::Args, Clone, Debug)]
pub struct DataArgs {
    /// 数据文件夹 The data folder.
    #[arg(
        long,
        value_name = "DIR",
        env = "MAKEGOOD_DATA_DIR",
        default_value = DEFAULT_FOLDER
    )]
    pub data: PathBuf,
}

/// A data folder that this process alone works on, until it is dropped.
#[derive(Debug)]
pub struct DataFolder {
    folder: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Takes a folder, making it when it is not there.
    pub fn take(folder: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
        let file = folder.join(LOCK);
        let lock = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(file)
            .map_err(|error| unusable(folder, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder: folder.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                let name = folder.display();
                Err(Failure::new(
                    Exit::Environment,
                    words!(
                        "另一个 makegood 进程正在使用数据文件夹 {name}。请先停止它，或用 --data 指定另一个文件夹。",
                        "Another makegood process is using the data folder {name}. Stop it, or choose another folder with --data."
                    ),
                ))
            }
            Err(TryLockError::Error(error)) => Err(unusable(folder, &error)),
        }
    }

    /// Takes a folder that must hold a database already.
    pub fn existing(folder: &Path) -> Result<Self, Failure> {
        if folder.join(DATABASE).is_file() {
            return Self::take(folder);
        }
        let name = folder.display();
        Err(Failure::new(
            Exit::BadInput,
            words!(
                "文件夹 {name} 里没有 makegood 的数据。请用 --data 指定数据文件夹，或先运行 makegood serve。",
                "The folder {name} holds no makegood data. Name the data folder with --data, or run makegood serve first."
            ),
        ))
    }

    /// Whether a database is there.
    pub fn has_data(&self) -> bool {
        self.folder.join(DATABASE).exists()
    }

    /// Opens the database.
    pub async fn open_store(&self, clock: &Clock) -> Result<Store, Failure> {
        let store = Store::open(Settings::file(self.folder.join(DATABASE)), clock.now()).await?;
        Ok(store)
    }

    /// Starts the use cases on the opened database.
    pub async fn start(&self, store: Store, clock: Clock) -> Result<App, Failure> {
        let secret = self.secret()?;
        Ok(App::start(store, clock, secret).await?)
    }

    /// Opens the database and starts the use cases by the system's clock.
    pub async fn open(&self) -> Result<App, Failure> {
        self.open_at(Clock::System).await
    }

    /// Opens the database and starts the use cases by a clock.
    pub async fn open_at(&self, clock: Clock) -> Result<App, Failure> {
        let store = self.open_store(&clock).await?;
        self.start(store, clock).await
    }

    /// The secret of this folder: 32 random bytes that only the owner may read, drawn when they are not there.
    fn secret(&self) -> Result<[u8; 32], Failure> {
        let file = self.folder.join(SECRET);
        let mut secret = [0_u8; 32];
        match File::open(&file) {
            Ok(mut kept) => {
                kept.read_exact(&mut secret).map_err(|error| damaged(&file, &error))?;
                Ok(secret)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                draw(&mut secret)?;
                keep(&file, &secret).map_err(|error| unusable(&self.folder, &error))?;
                Ok(secret)
            }
            Err(error) => Err(damaged(&file, &error)),
        }
    }
}

/// Fills a buffer with random bytes of the system.
pub fn draw(buffer: &mut [u8]) -> Result<(), Failure> {
    File::open("/dev/urandom")
        .and_then(|mut random| random.read_exact(buffer))
        .map_err(|error| Failure::system("取得随机数", "draw random bytes", &error))
}

/// Writes the secret whole or not at all.
fn keep(file: &Path, secret: &[u8]) -> io::Result<()> {
    let unfinished = file.with_added_extension("part");
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut new = options.open(&unfinished)?;
    new.write_all(secret)?;
    new.sync_all()?;
    fs::rename(unfinished, file)
}

fn damaged(file: &Path, error: &io::Error) -> Failure {
    let name = file.display();
    Failure::new(
        Exit::Environment,
        words!(
            "密钥文件 {name} 无法读取：{error}。请恢复它；删除它会使所有人重新登录。",
            "The secret {name} cannot be read: {error}. Restore it; without it everybody signs in anew."
        ),
    )
}

fn unusable(folder: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly.into(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull.into(),
        _ => {
            let name = folder.display();
            Failure::system(&format!("使用数据文件夹 {name}"), &format!("use the data folder {name}"), error)
        }
    }
}
