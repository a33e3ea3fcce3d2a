//! A database of its own for each test, on either engine.

use domain::ids::TenantId;
use jiff::Timestamp;
use store::tenant::{self, Tenant};
use store::{Settings, Store, StoreError};
use tempfile::TempDir;
use testkit::postgres::Database;

/// The tenant of the tests.
pub const TENANT: TenantId = TenantId(7);

/// Where one test keeps its data; gone when the test ends.
pub struct Home {
    pub settings: Settings,
    folder: Option<TempDir>,
    _database: Option<Database>,
}

impl Home {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            settings: Settings::file(folder.path().join("makegood.db")),
            folder: Some(folder),
            _database: None,
        }
    }

    /// None when there is no PostgreSQL here; the test kit has said so.
    pub async fn postgres() -> Option<Self> {
        let database = Database::create().await?;
        Some(Self { settings: Settings::server(database.url()), folder: None, _database: Some(database) })
    }

    /// The folder of an embedded database.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_ref().map(TempDir::path)
    }

    /// A store with one tenant in it.
    pub async fn open(&self) -> Store {
        let store = self.try_open().await.unwrap();
        store
            .write(async |tx| {
                let principal = Tenant { tenant_id: TENANT, code: "sun".into(), name: "日光".into() };
                match tenant::list(tx, TenantId(0), 1).await?.as_slice() {
                    [] => tenant::add(tx, &principal, at(0)).await,
                    _ => Ok::<_, StoreError>(()),
                }
            })
            .await
            .unwrap();
        store
    }

    pub async fn try_open(&self) -> Result<Store, StoreError> {
        Store::open(self.settings.clone(), at(0)).await
    }
}

/// A made-up instant, `seconds` after the start of the tests' time.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_772_000_000 + seconds).unwrap()
}

/// Turns each function into two tests, one for each engine.
#[macro_export]
macro_rules! both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($home:ident: Home) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$meta])*
            async fn check($home: Home) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                check(Home::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(home) = Home::postgres().await {
                    check(home).await;
                }
            }
        }
    )+};
}
