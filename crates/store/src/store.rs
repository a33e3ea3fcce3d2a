//! The store: where it is, its lanes, and the two ways in, `read` and `write`.

use crate::db::{Connection, Tx};
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::lane::{self, Queue, Task};
use crate::postgres::Session;
use crate::{migration, postgres, sqlite};
use jiff::Timestamp;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// Where the data is and how many lanes serve it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the data is.
    pub place: Place,
    /// Lanes that read.
    pub read_lanes: usize,
    /// Lanes that write; SQLite has always one.
    pub write_lanes: usize,
    /// Jobs that may wait in each of the two queues before the store says it is busy.
    pub queue: usize,
}

/// Where the data is.
#[derive(Clone)]
pub enum Place {
    /// A file of SQLite; it and its folder are made when they are not there.
    File(PathBuf),
    /// The address of a PostgreSQL database.
    Server(String),
}

impl fmt::Debug for Place {
    /// Without the address of a server, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => f.debug_tuple("File").field(file).finish(),
            Self::Server(_) => f.write_str("Server"),
        }
    }
}

impl Settings {
    /// An embedded database in `file`.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        Self::at(Place::File(file.into()))
    }

    /// A database on a server: `postgresql://user@host/database`.
    pub fn server(url: impl Into<String>) -> Self {
        Self::at(Place::Server(url.into()))
    }

    const fn at(place: Place) -> Self {
        Self { place, read_lanes: 4, write_lanes: 4, queue: 4096 }
    }
}

/// The store of one process. Handles are cheap to clone; the lanes end when [`Store::close`] is called or the last handle
/// goes.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    place: Place,
    reads: Side,
    writes: Side,
}

/// A queue and the lanes that serve it.
struct Side {
    queue: Arc<Queue>,
    lanes: Mutex<Vec<JoinHandle<()>>>,
}

impl Store {
    /// Opens the database, brings its schema up to this program's, and starts the lanes.
    pub async fn open(settings: Settings, now: Timestamp) -> Result<Self, StoreError> {
        let (reads, writes) = match &settings.place {
            Place::File(file) => open_file(file, &settings, now).await?,
            Place::Server(address) => open_server(address, &settings, now).await?,
        };
        let place = settings.place;
        Ok(Self { shared: Arc::new(Shared { place, reads, writes }) })
    }

    /// Runs a use case that changes data. Its error undoes all it did; its answer comes only after the commit is on disk:
    ///
    /// ```
    /// # use {domain::ids::TenantId, store::{Store, StoreError, counter}};
    /// # async fn example(store: &Store, tenant: TenantId) -> Result<i64, StoreError> {
    /// store.write(async move |tx| counter::draw(tx, tenant, "order").await).await
    /// # }
    /// ```
    ///
    /// On PostgreSQL the closure runs again after a conflict, so it takes what it uses by reference and does nothing
    /// but work on its transaction. A caller that goes away before its turn is not served.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.shared.writes.run(work).await
    }

    /// Runs a use case that only reads; everything it reads is of one moment.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.shared.reads.run(work).await
    }

    /// Where the data is.
    pub fn place(&self) -> &Place {
        &self.shared.place
    }

    /// Takes no more work, finishes what is queued, brings the log back into the file and ends the lanes.
    pub async fn close(&self) {
        let shared = Arc::clone(&self.shared);
        if tokio::task::spawn_blocking(move || shared.close()).await.is_err() {
            tracing::error!("the store's lanes did not end in order");
        }
    }
}

/// Starts the lanes of an embedded database: one that writes, and those that read.
async fn open_file(file: &Path, settings: &Settings, now: Timestamp) -> Result<(Side, Side), StoreError> {
    let mut writer = Tx::on(Connection::Sqlite(sqlite::open_writer(file)?));
    migration::run(&mut writer, now).await?;
    let (reads, writes) = (Side::new(settings.queue), Side::new(settings.queue));
    for _ in 0..settings.read_lanes.max(1) {
        let reader = Tx::on(Connection::Sqlite(sqlite::open_reader(file)?));
        reads.start("store-read", runtime(false)?, async move |queue| {
            lane::run_reader(reader, queue).await;
        })?;
    }
    writes.start("store-write", runtime(false)?, async move |queue| {
        lane::run_writer(writer, queue).await;
    })?;
    Ok((reads, writes))
}

/// Starts the lanes of a database on a server; each connects when its first job comes.
async fn open_server(address: &str, settings: &Settings, now: Timestamp) -> Result<(Side, Side), StoreError> {
    let config = postgres::config(address)?;
    let session = Session::connect(&config).await?;
    session.check_collation().await?;
    migration::run(&mut Tx::on(Connection::Postgres(session)), now).await?;
    let sides = (Side::new(settings.queue), Side::new(settings.queue));
    for (side, name, lanes, begin) in [
        (&sides.0, "store-read", settings.read_lanes, Dialect::Postgres.begin_read()),
        (&sides.1, "store-write", settings.write_lanes, Dialect::Postgres.begin_write()),
    ] {
        for _ in 0..lanes.max(1) {
            let config = config.clone();
            side.start(name, runtime(true)?, async move |queue| {
                lane::run_postgres(config, begin, queue).await;
            })?;
        }
    }
    Ok(sides)
}

/// What drives a lane; SQLite has no sockets to watch, but its writer waits for a moment now and then.
fn runtime(sockets: bool) -> Result<Runtime, StoreError> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    if sockets {
        builder.enable_all();
    } else {
        builder.enable_time();
    }
    builder.build().map_err(|error| StoreError::unavailable(format!("no lane could be started: {error}")))
}

impl Shared {
    /// The readers end first, so that the writer is alone when it brings the log back.
    fn close(&self) {
        self.reads.close();
        self.writes.close();
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.close();
    }
}

impl Side {
    fn new(capacity: usize) -> Self {
        Self { queue: Arc::new(Queue::new(capacity)), lanes: Mutex::default() }
    }

    /// Starts a thread that serves the queue until it closes.
    fn start(
        &self,
        name: &str,
        runtime: Runtime,
        lane: impl AsyncFnOnce(&Queue) + Send + 'static,
    ) -> Result<(), StoreError> {
        let queue = Arc::clone(&self.queue);
        let lane = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || runtime.block_on(lane(&queue)))
            .map_err(|error| StoreError::unavailable(format!("no thread could be started: {error}")))?;
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner).push(lane);
        Ok(())
    }

    async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        self.queue.push(Box::new(Task::new(work, caller)))?;
        answer.await.unwrap_or_else(|_| Err(StoreError::unavailable("the store is closed").into()))
    }

    fn close(&self) {
        self.queue.close();
        let lanes = std::mem::take(&mut *self.lanes.lock().unwrap_or_else(PoisonError::into_inner));
        for lane in lanes {
            // The last handle may go inside a job, on the lane itself; that lane ends on its own.
            if lane.thread().id() != thread::current().id() && lane.join().is_err() {
                tracing::error!("a lane of the store ended with a panic");
            }
        }
    }
}
