//! Signing in and out, and who a token stands for.
//!
//! A token is 256 random bits; the store keeps its digest. Five wrong passwords in a row lock a person out for
//! fifteen minutes. A session ends after twelve hours without use and after seven days in any case.

use super::password::Passwords;
use crate::{App, AppError};
use argon2::password_hash::rand_core::{OsRng, RngCore};
use domain::ids::PersonId;
use domain::party::Person;
use domain::people::Actor;
use domain::refusal::{Refusal, RefusalKind};
use domain::{Language, Words, words};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::credential::{self, Credential};
use store::record;
use store::record::party;
use store::session::{self, Session};

/// Wrong passwords in a row that lock a person out.
const FAILURES_MAX: u32 = 5;
/// How long a person stays locked out.
const LOCKED_FOR: SignedDuration = SignedDuration::from_mins(15);
/// A session ends after so long without use.
const IDLE_FOR: SignedDuration = SignedDuration::from_hours(12);
/// A session ends after so long, used or not.
const LASTS_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The use of a session is written down no more often than this.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(10);
/// An answer about a token is trusted for so long without asking the store.
const REMEMBER_FOR: SignedDuration = SignedDuration::from_secs(10);
/// How many answers are remembered.
const REMEMBER_MAX: usize = 4096;

/// What signing in needs between requests: turns for hashing, and who was seen a moment ago.
#[derive(Default)]
pub(crate) struct SignIns {
    pub(super) passwords: Passwords,
    seen: Mutex<HashMap<String, Seen>>,
}

struct Seen {
    at: Timestamp,
    session: Session,
    signed_in: SignedIn,
}

/// Who a token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The person, with their role.
    pub actor: Actor,
    /// What every form of the session sends back.
    pub csrf_token: String,
    /// The language they read.
    pub language: Language,
}

/// What a person types to sign in.
#[derive(Clone)]
pub struct SignIn {
    /// The sign-in name.
    pub login: String,
    /// The password.
    pub password: String,
    /// The language of the page they signed in on.
    pub language: Language,
    /// The token the browser held before; that session ends.
    pub previous: Option<String>,
}

/// A session that has just begun.
#[derive(Clone)]
pub struct NewSession {
    /// The token, told only once.
    pub token: String,
    /// Who it stands for.
    pub signed_in: SignedIn,
}

/// Signs a person in with their password.
pub async fn sign_in(app: &App, command: SignIn) -> Result<NewSession, AppError> {
    let login = super::login_of(&command.login);
    let found = find(app, login.clone()).await?;
    let now = app.now();
    if let Some(until) = found.as_ref().and_then(|(_, credential)| locked(credential, now)) {
        return Err(locked_out(now, until));
    }
    let hash = found.as_ref().map(|(_, credential)| credential.password_hash.clone());
    let right = app.sign_ins().passwords.matches(&command.password, hash).await?;
    let Some((person, _)) = found else {
        return Err(wrong(None));
    };
    if !right {
        return Err(count_failure(app, person.id).await?);
    }
    begin(app, person, &command).await
}

/// The person of this name who may sign in, with their credential.
async fn find(app: &App, login: String) -> Result<Option<(Person, Credential)>, AppError> {
    app.read(None, async move |desk| {
        let tenant = desk.tenant();
        let Some(person) = party::person_by_login(desk.tx(), tenant, &login).await? else {
            return Ok(None);
        };
        if !person.profile.active {
            return Ok(None);
        }
        let credential = credential::find(desk.tx(), tenant, person.id).await?;
        Ok(credential.map(|credential| (person, credential)))
    })
    .await
}

/// One more wrong password; the answer is what to tell the person.
async fn count_failure(app: &App, person: PersonId) -> Result<AppError, AppError> {
    app.write(None, async move |desk| {
        let (tenant, now) = (desk.tenant(), desk.now());
        let Some(credential) = credential::find(desk.tx(), tenant, person).await? else {
            return Ok(wrong(None));
        };
        if let Some(until) = locked(&credential, now) {
            return Ok(locked_out(now, until));
        }
        let failures = credential.failures + 1;
        let until = (failures >= FAILURES_MAX).then(|| now + LOCKED_FOR);
        // After the lock the count begins anew.
        let kept = if until.is_some() { 0 } else { failures };
        credential::count_failures(desk.tx(), tenant, person, kept, until).await?;
        Ok(until.map_or_else(|| wrong(Some(FAILURES_MAX - failures)), |until| locked_out(now, until)))
    })
    .await
}

/// Begins the session of a person whose password was right.
async fn begin(app: &App, person: Person, command: &SignIn) -> Result<NewSession, AppError> {
    let (token, csrf_token) = (random_token(), random_token());
    let now = app.now();
    let session = Session {
        token_digest: digest(&token),
        person_id: person.id,
        csrf_token: csrf_token.clone(),
        language: command.language.tag().to_owned(),
        created_at: now,
        seen_at: now,
        expires_at: now + LASTS_FOR,
    };
    let previous = command.previous.as_deref().map(digest);
    if let Some(previous) = &previous {
        app.sign_ins().forget(previous);
    }
    app.write(None, async move |desk| {
        let (tenant, now) = (desk.tenant(), desk.now());
        // Another attempt may have locked the person out while this password was looked at.
        if let Some(until) = credential::find(desk.tx(), tenant, session.person_id)
            .await?
            .and_then(|credential| locked(&credential, now))
        {
            return Err(locked_out(now, until));
        }
        credential::count_failures(desk.tx(), tenant, session.person_id, 0, None).await?;
        if let Some(previous) = &previous {
            session::close(desk.tx(), tenant, previous).await?;
        }
        let seen_before = now - IDLE_FOR;
        session::forget_expired_of(desk.tx(), tenant, session.person_id, seen_before, now).await?;
        session::open(desk.tx(), tenant, &session).await?;
        Ok(())
    })
    .await?;
    let signed_in = SignedIn { actor: actor(&person), csrf_token, language: command.language };
    Ok(NewSession { token, signed_in })
}

/// Who a token stands for; nobody when it is unknown, its session has ended, or the person may no longer sign in.
pub async fn authenticate(app: &App, token: &str) -> Result<Option<SignedIn>, AppError> {
    let (token_digest, now) = (digest(token), app.now());
    if let Some(signed_in) = app.sign_ins().recall(&token_digest, now) {
        return Ok(Some(signed_in));
    }
    let wanted = token_digest.clone();
    let found = app
        .read(None, async move |desk| {
            let tenant = desk.tenant();
            let Some(session) = session::find(desk.tx(), tenant, &wanted).await? else {
                return Ok(None);
            };
            let person = record::find::<Person>(desk.tx(), tenant, session.person_id.0).await?;
            Ok(person.map(|person| (session, person)))
        })
        .await?;
    let Some((mut session, person)) = found else {
        return Ok(None);
    };
    if has_ended(&session, now) || !person.profile.active {
        return Ok(None);
    }
    if now.duration_since(session.seen_at) >= TOUCH_EVERY {
        session.seen_at = now;
        let touched = token_digest.clone();
        app.write(None, async move |desk| {
            let (tenant, now) = (desk.tenant(), desk.now());
            Ok(session::touch(desk.tx(), tenant, &touched, now).await?)
        })
        .await?;
    }
    let signed_in = SignedIn {
        actor: actor(&person),
        csrf_token: session.csrf_token.clone(),
        language: Language::from_tag(&session.language).unwrap_or_default(),
    };
    app.sign_ins().remember(token_digest, Seen { at: now, session, signed_in: signed_in.clone() });
    Ok(Some(signed_in))
}

/// Ends the session of a token.
pub async fn sign_out(app: &App, token: &str) -> Result<(), AppError> {
    let token_digest = digest(token);
    app.sign_ins().forget(&token_digest);
    let ended = token_digest.clone();
    app.write(None, async move |desk| {
        let tenant = desk.tenant();
        Ok(session::close(desk.tx(), tenant, &ended).await?)
    })
    .await?;
    // A request that was under way may have remembered it again.
    app.sign_ins().forget(&token_digest);
    Ok(())
}

/// The person of a token reads another language from now on.
pub async fn set_language(app: &App, token: &str, language: Language) -> Result<(), AppError> {
    let token_digest = digest(token);
    let changed = token_digest.clone();
    app.write(None, async move |desk| {
        let tenant = desk.tenant();
        Ok(session::set_language(desk.tx(), tenant, &changed, language.tag()).await?)
    })
    .await?;
    app.sign_ins().forget(&token_digest);
    Ok(())
}

impl SignIns {
    fn seen(&self) -> std::sync::MutexGuard<'_, HashMap<String, Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recall(&self, token_digest: &str, now: Timestamp) -> Option<SignedIn> {
        let seen = self.seen();
        let known = seen.get(token_digest)?;
        let age = now.duration_since(known.at);
        let fresh = !age.is_negative() && age < REMEMBER_FOR && !has_ended(&known.session, now);
        fresh.then(|| known.signed_in.clone())
    }

    fn remember(&self, token_digest: String, answer: Seen) {
        let mut seen = self.seen();
        if seen.len() >= REMEMBER_MAX {
            seen.clear();
        }
        seen.insert(token_digest, answer);
    }

    fn forget(&self, token_digest: &str) {
        self.seen().remove(token_digest);
    }

    /// Forgets what is remembered of a person, whose rights or password have changed.
    pub(super) fn forget_person(&self, person: PersonId) {
        self.seen().retain(|_, seen| seen.session.person_id != person);
    }
}

fn has_ended(session: &Session, now: Timestamp) -> bool {
    now >= session.expires_at || now.duration_since(session.seen_at) >= IDLE_FOR
}

fn locked(credential: &Credential, now: Timestamp) -> Option<Timestamp> {
    credential.locked_until.filter(|until| *until > now)
}

/// The actor a person is.
pub fn actor(person: &Person) -> Actor {
    let profile = &person.profile;
    Actor {
        person_id: person.id,
        name: profile.name.clone(),
        role: profile.role,
        provider_id: profile.provider_id,
        technician_id: profile.technician_id,
    }
}

/// 256 random bits as text.
pub(crate) fn random_token() -> String {
    let mut bytes = [0; 32];
    OsRng.fill_bytes(&mut bytes);
    blake3::Hash::from(bytes).to_hex().to_string()
}

fn digest(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

/// The same for an unknown name and a wrong password.
fn wrong(attempts_left: Option<u32>) -> AppError {
    let message = match attempts_left {
        Some(1) => Words::fixed(
            "登录名或密码不对。再错 1 次将锁定 15 分钟；忘记密码请联系系统管理员。",
            "The sign-in name or password is wrong. One more mistake locks you out for 15 minutes; if you forgot the password, ask the administrator.",
        ),
        _ => Words::fixed(
            "登录名或密码不对。请检查大小写后重试；忘记密码请联系系统管理员。",
            "The sign-in name or password is wrong. Check upper and lower case and try again; if you forgot the password, ask the administrator.",
        ),
    };
    Refusal::invalid("sign_in.wrong", "password", message).into()
}

fn locked_out(now: Timestamp, until: Timestamp) -> AppError {
    let minutes = (until.duration_since(now).as_secs() + 59) / 60;
    Refusal::new(
        RefusalKind::Forbidden,
        "sign_in.locked",
        words!(
            "连续 {FAILURES_MAX} 次密码错误，已暂停登录。请 {minutes} 分钟后再试，或请系统管理员重设密码。",
            "{FAILURES_MAX} wrong passwords in a row: signing in is paused. Try again in {minutes} min, or ask the administrator to reset the password."
        ),
    )
    .into()
}
