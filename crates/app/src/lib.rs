//! Use cases: load → permit → decide → commit. The only reader of the clock.
//!
//! A use case opens a [`Desk`] (one transaction, one person, one instant), loads what it needs as far as the person
//! may see it, lets a rule of `domain` decide, and commits the outcome as a whole.

pub mod agreements;
pub mod callback;
pub mod clock;
pub mod demo;
mod desk;
mod error;
pub mod exchange;
pub mod order;
pub mod people;
pub mod request;
pub mod statement;
pub mod view;
pub mod worker;

pub use desk::Desk;
pub use error::AppError;

use crate::agreements::Agreements;
use crate::clock::Clock;
use domain::ids::{IdSource, TenantId};
use domain::people::Actor;
use domain::refusal::{Refusal, RefusalKind};
use domain::words::Words;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use store::idempotency::{self, DoneCommand};
use store::{Settings, Store};

/// The running product: one store, one clock, one tenant.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
    keyed: Option<Arc<Keyed>>,
}

/// The one command that is done under a key.
struct Keyed {
    key: CommandKey,
    repeated: AtomicBool,
}

struct Shared {
    store: Store,
    clock: Clock,
    tenant: TenantId,
    ids: Mutex<IdSource>,
    seeds: Mutex<Seeds>,
    agreements: RwLock<Arc<Agreements>>,
    sign_ins: people::SignIns,
}

/// Random text for salts and spot checks: digests of a secret and a counter, so that a given secret repeats it.
struct Seeds {
    secret: [u8; 32],
    drawn: u64,
}

/// The tenant of an installation that serves one principal.
pub const TENANT: TenantId = TenantId(1);

impl App {
    /// Starts on an opened store. `secret` is 32 random bytes, or fixed ones for a repeatable run.
    pub async fn start(store: Store, clock: Clock, secret: [u8; 32]) -> Result<Self, AppError> {
        let tenant = TENANT;
        let now = clock.now();
        let (last, agreements) = store
            .write(async move |tx| -> Result<_, AppError> {
                store::tenant::ensure(tx, tenant, now).await?;
                let agreements = Agreements::load(tx, tenant).await?;
                Ok((store::journal::last_id(tx, tenant).await?, agreements))
            })
            .await?;
        Ok(Self {
            shared: Arc::new(Shared {
                store,
                clock,
                tenant,
                ids: Mutex::new(IdSource::after(last)),
                seeds: Mutex::new(Seeds { secret, drawn: 0 }),
                agreements: RwLock::new(Arc::new(agreements)),
                sign_ins: people::SignIns::default(),
            }),
            keyed: None,
        })
    }

    /// Opens the database in a file and starts on it; the file and its folder are made when they are not there.
    pub async fn open_file(
        file: impl Into<PathBuf>,
        clock: Clock,
        secret: [u8; 32],
    ) -> Result<Self, AppError> {
        let store = Store::open(Settings::file(file), clock.now()).await?;
        Self::start(store, clock, secret).await
    }

    /// The product for one command that an outside program sent under a key: whichever use case is called on it is done
    /// at most once. It serves one command only, so it is made anew for each.
    #[must_use]
    pub fn keyed(&self, key: CommandKey) -> Self {
        let keyed = Keyed { key, repeated: AtomicBool::new(false) };
        Self { shared: Arc::clone(&self.shared), keyed: Some(Arc::new(keyed)) }
    }

    /// Whether the answer was given before and is only repeated.
    pub fn has_repeated(&self) -> bool {
        self.keyed.as_ref().is_some_and(|keyed| keyed.repeated.load(Ordering::Relaxed))
    }

    /// The instant it is.
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// The store, for checks and backups.
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// The tenant.
    pub fn tenant(&self) -> TenantId {
        self.shared.tenant
    }

    /// The agreements in force and before.
    pub fn agreements(&self) -> Arc<Agreements> {
        Arc::clone(&self.shared.agreements.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Passwords and who is signed in.
    pub(crate) fn sign_ins(&self) -> &people::SignIns {
        &self.shared.sign_ins
    }

    fn replace_agreements(&self, agreements: Agreements) {
        *self.shared.agreements.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(agreements);
    }

    /// The next identifier.
    pub(crate) fn next_id(&self, now: Timestamp) -> i64 {
        self.shared.ids.lock().unwrap_or_else(PoisonError::into_inner).next(now)
    }

    /// A random text of 32 hexadecimal digits.
    pub(crate) fn random_text(&self) -> String {
        let mut seeds = self.shared.seeds.lock().unwrap_or_else(PoisonError::into_inner);
        seeds.drawn += 1;
        let digest = blake3::keyed_hash(&seeds.secret, &seeds.drawn.to_be_bytes());
        digest.to_hex().as_str()[..32].to_owned()
    }

    /// An id for a form that is about to be filled in: sending it twice does its work once.
    pub fn command_id(&self) -> String {
        people::random_token()
    }

    /// Runs a use case that changes data, as a person; `None` is the product itself.
    pub async fn write<T, F>(&self, who: Option<&Actor>, work: F) -> Result<T, AppError>
    where
        F: AsyncFn(&mut Desk<'_>) -> Result<T, AppError> + Send + 'static,
        T: Send + 'static,
    {
        let (app, who, now) = (self.clone(), who.cloned(), self.now());
        self.shared.store.write(async move |tx| work(&mut Desk::new(&app, tx, who.as_ref(), now)).await).await
    }

    /// Runs a use case that only reads.
    pub async fn read<T, F>(&self, who: Option<&Actor>, work: F) -> Result<T, AppError>
    where
        F: AsyncFn(&mut Desk<'_>) -> Result<T, AppError> + Send + 'static,
        T: Send + 'static,
    {
        let (app, who, now) = (self.clone(), who.cloned(), self.now());
        self.shared.store.read(async move |tx| work(&mut Desk::new(&app, tx, who.as_ref(), now)).await).await
    }

    /// Runs a use case that changes data, as a person, and at most once when the product is [`keyed`](Self::keyed).
    pub async fn command<T, F>(&self, who: &Actor, work: F) -> Result<T, AppError>
    where
        F: AsyncFn(&mut Desk<'_>) -> Result<T, AppError> + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        self.write_once(Some(who), None, work).await
    }

    /// Runs a use case at most once: sending the same command id again gets the first answer; the same id with other
    /// content is refused.
    pub async fn write_once<T, F>(
        &self,
        who: Option<&Actor>,
        key: Option<CommandKey>,
        work: F,
    ) -> Result<T, AppError>
    where
        F: AsyncFn(&mut Desk<'_>) -> Result<T, AppError> + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let keyed = self.keyed.clone();
        let Some(key) = key.or_else(|| keyed.as_ref().map(|keyed| keyed.key.clone())) else {
            return self.write(who, work).await;
        };
        self.write(who, async move |desk: &mut Desk<'_>| {
            let tenant = desk.tenant();
            if let Some(done) = idempotency::find(desk.tx(), tenant, &key.command_id).await? {
                let answer = key.repeat(&done)?;
                if let Some(keyed) = &keyed {
                    keyed.repeated.store(true, Ordering::Relaxed);
                }
                return Ok(answer);
            }
            let answer = work(desk).await?;
            let result = serde_json::to_string(&answer).map_err(AppError::json)?;
            let done = DoneCommand {
                command_id: key.command_id.clone(),
                command: key.command.to_owned(),
                fingerprint: key.fingerprint.to_vec(),
                result,
                done_at: desk.now(),
            };
            idempotency::remember(desk.tx(), tenant, &done).await?;
            Ok(answer)
        })
        .await
    }
}

/// The id an outside program gave a command, and a digest of what it sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandKey {
    /// The sender's id.
    pub command_id: String,
    /// The command's name.
    pub command: &'static str,
    /// The digest of the content.
    pub fingerprint: [u8; 32],
}

impl CommandKey {
    /// The key of a command and its content.
    pub fn new(command_id: impl Into<String>, command: &'static str, content: &[u8]) -> Self {
        Self { command_id: command_id.into(), command, fingerprint: *blake3::hash(content).as_bytes() }
    }

    /// The first answer once more.
    fn repeat<T: DeserializeOwned>(&self, done: &DoneCommand) -> Result<T, AppError> {
        if done.command != self.command || done.fingerprint != self.fingerprint {
            let id = &self.command_id;
            return Err(Refusal::new(
                RefusalKind::Conflict,
                "command.other_content",
                domain::words!(
                    "命令编号 {id} 已用于另一内容。请换一个新的编号再提交。",
                    "Command id {id} was already used with other content. Send it again under a new id."
                ),
            )
            .into());
        }
        serde_json::from_str(&done.result).map_err(AppError::json)
    }
}

/// "No such order", and the same for what one may not see.
pub(crate) fn not_found(zh: &'static str, en: &'static str) -> AppError {
    Refusal::not_found(&Words::fixed(zh, en)).into()
}
