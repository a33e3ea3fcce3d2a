//! The store: where it is, its lanes, and the two ways in, `read` and `write`.

use crate::db::{Connection, Tx};
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::lane::{self, Queue, Task};
use crate::postgres::Session;
use crate::{migration, postgres, sqlite};
use jiff::Timestamp;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;
use tokio_postgres::Config;

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
        Self {
            place,
            read_lanes: 4,
            write_lanes: 4,
            queue: 4096,
        }
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
            Place::File(file) => {
                let mut writer = Tx::on(Connection::Sqlite(sqlite::open_writer(file)?));
                migration::run(&mut writer, now).await?;
                let readers: Vec<_> = (0..settings.read_lanes.max(1))
                    .map(|_| sqlite::open_reader(file))
                    .collect::<Result<_, _>>()?;
                let reads = Side::new(settings.queue);
                for reader in readers {
                    let reader = Tx::on(Connection::Sqlite(reader));
                    reads.start("store-read", move |queue| {
                        without_reactor().block_on(lane::run_reader(reader, queue));
                    })?;
                }
                let writes = Side::new(settings.queue);
                writes.start("store-write", move |queue| {
                    without_reactor().block_on(lane::run_writer(writer, queue));
                })?;
                (reads, writes)
            }
            Place::Server(url) => {
                let config = postgres::config(url)?;
                let session = Session::connect(&config).await?;
                session.check_collation().await?;
                migration::run(&mut Tx::on(Connection::Postgres(session)), now).await?;
                let reads = Side::new(settings.queue);
                for _ in 0..settings.read_lanes.max(1) {
                    reads.start_postgres("store-read", &config, Dialect::begin_read)?;
                }
                let writes = Side::new(settings.queue);
                for _ in 0..settings.write_lanes.max(1) {
                    writes.start_postgres("store-write", &config, Dialect::begin_write)?;
                }
                (reads, writes)
            }
        };
        let place = settings.place;
        Ok(Self {
            shared: Arc::new(Shared { place, reads, writes }),
        })
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
    /// but work on its transaction.
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
        Self {
            queue: Arc::new(Queue::new(capacity)),
            lanes: Mutex::default(),
        }
    }

    fn start(&self, name: &str, lane: impl FnOnce(&Queue) + Send + 'static) -> Result<(), StoreError> {
        let queue = Arc::clone(&self.queue);
        let lane = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || lane(&queue))
            .map_err(|error| StoreError::unavailable(format!("no thread could be started: {error}")))?;
        self.lanes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(lane);
        Ok(())
    }

    fn start_postgres(
        &self,
        name: &str,
        config: &Config,
        begin: fn(Dialect) -> &'static str,
    ) -> Result<(), StoreError> {
        let config = config.clone();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::unavailable(format!("no connection could be started: {error}")))?;
        self.start(name, move |queue| {
            runtime.block_on(lane::run_postgres(config, begin, queue));
        })
    }

    async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        self.queue.push(Box::new(Task::new(work, caller)))?;
        answer
            .await
            .unwrap_or_else(|_| Err(StoreError::unavailable("the store is closed").into()))
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

/// A runtime that only waits for the queue: SQLite has no sockets to watch.
fn without_reactor() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime without drivers asks nothing of the system")
}
