//! Passwords: hashed slowly with argon2id, away from the store's lanes, two at a time.

use crate::AppError;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::refusal::Refusal;
use domain::words::Words;
use store::StoreError;
use tokio::sync::Semaphore;

/// The shortest password, in characters.
const LENGTH_MIN: usize = 8;
/// The longest password, in bytes: a bound on what is hashed.
const LENGTH_MAX: usize = 256;
/// How many passwords are hashed at the same time; each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// The only place that hashes passwords.
pub(crate) struct Passwords {
    turns: Semaphore,
    /// The hash of a password nobody has: looked at for unknown names, so that they take as long as known ones.
    nobody: tokio::sync::OnceCell<String>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), nobody: tokio::sync::OnceCell::new() }
    }
}

impl Passwords {
    /// The hash of a new password.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, AppError> {
        let password = password.to_owned();
        self.in_turn(move || {
            let salt = SaltString::generate(&mut OsRng);
            let hash = hasher()?.hash_password(password.as_bytes(), &salt);
            Ok(hash.map_err(unhashable)?.to_string())
        })
        .await
    }

    /// Whether `password` is the one behind `hash`; without a hash the answer is no, after the same work.
    pub(crate) async fn matches(&self, password: &str, hash: Option<String>) -> Result<bool, AppError> {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => self.nobody.get_or_try_init(|| self.hash("nobody has this password")).await?.clone(),
        };
        let password = password.to_owned();
        let same = self
            .in_turn(move || {
                let hash = PasswordHash::new(&hash).map_err(unhashable)?;
                Ok(hasher()?.verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(same && known)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let _turn = self.turns.acquire().await.map_err(|_| AppError::Store(StoreError::Busy))?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| AppError::Store(StoreError::Panicked { message: error.to_string() }))?
    }
}

/// argon2id with 19 MiB, two passes, one lane.
fn hasher() -> Result<Argon2<'static>, AppError> {
    let params = Params::new(19 * 1024, 2, 1, None)
        .map_err(|error| AppError::Store(StoreError::Other { detail: error.to_string() }))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn unhashable(error: argon2::password_hash::Error) -> AppError {
    AppError::Store(StoreError::corrupt(format!("a password hash cannot be used: {error}")))
}

/// Refuses passwords that are guessed first.
pub(crate) fn check(password: &str, login: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    let refuse = |message| Err(Refusal::invalid("person.password", "password", message));
    if length < LENGTH_MIN {
        return refuse(domain::words!(
            "密码只有 {length} 个字符，至少需要 {LENGTH_MIN} 个。请换一个更长的密码。",
            "The password has {length} characters and needs at least {LENGTH_MIN}. Choose a longer one."
        ));
    }
    if password.len() > LENGTH_MAX {
        return refuse(domain::words!(
            "密码过长，最多 {LENGTH_MAX} 字节。请换一个短一些的密码。",
            "The password is longer than {LENGTH_MAX} bytes. Choose a shorter one."
        ));
    }
    if password.to_lowercase().contains(login) {
        return refuse(Words::fixed(
            "密码不能包含登录名，请换一个密码。",
            "The password must not contain the sign-in name. Choose another.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_long_and_obvious_passwords_are_refused() {
        assert!(check("短密码", "wang").is_err());
        assert!(check(&"长".repeat(100), "wang").is_err());
        assert!(check("WANG12345", "wang").is_err());
        assert!(check("太阳能热水器八字", "wang").is_ok());
    }

    #[tokio::test]
    async fn a_hash_matches_its_own_password_only() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.matches("correct horse", Some(hash.clone())).await.unwrap());
        assert!(!passwords.matches("wrong horse", Some(hash)).await.unwrap());
        assert!(!passwords.matches("nobody has this password", None).await.unwrap());
    }
}
