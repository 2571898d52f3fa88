//! Passwords: argon2id on a small pool of its own, with admission control.
//!
//! A hash takes 19 MiB and tens of milliseconds of one core. Two run at a time and a bounded number
//! wait; whoever comes beyond that is told to come back, so that a flood of log-ins slows down
//! log-ins and nothing else.

use crate::error::Trouble;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordVerifier, Version};
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// How many hashes run at once.
const AT_ONCE: usize = 2;
/// How many may wait for their turn.
const WAITING: usize = 32;

/// The cost of a hash. The defaults are OWASP's minimum (m = 19 MiB, t = 2, p = 1).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default)]
pub struct HasherSettings {
    /// Memory in KiB.
    pub argon2_memory_kib: u32,
    /// Passes over the memory.
    pub argon2_passes: u32,
}

impl Default for HasherSettings {
    fn default() -> Self {
        Self { argon2_memory_kib: 19 * 1024, argon2_passes: 2 }
    }
}

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone)]
pub struct Hasher {
    params: Params,
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
    decoy: Arc<str>,
}

impl Hasher {
    /// A hasher of the given cost; costs that argon2 can't do become the default.
    #[must_use]
    pub fn new(settings: HasherSettings) -> Self {
        let params = Params::new(settings.argon2_memory_kib, settings.argon2_passes, 1, None)
            .unwrap_or(Params::DEFAULT);
        // What is checked for people who don't exist: any 32 bytes cost as much as a real hash.
        let decoy = format!(
            "$argon2id$v=19$m={},t={},p={}$b3N0YS1kZWNveS1zYWx0${}",
            params.m_cost(),
            params.t_cost(),
            params.p_cost(),
            "A".repeat(43),
        );
        Self {
            params,
            running: Arc::new(Semaphore::new(AT_ONCE)),
            admitted: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            decoy: decoy.into(),
        }
    }

    /// The hash of `password` with a new salt, as a PHC string.
    ///
    /// # Errors
    /// [`Trouble::Busy`] when too many wait.
    pub async fn hash(&self, password: Zeroizing<String>) -> Result<String, Trouble> {
        let argon2 = self.argon2();
        self.run(move || {
            let hash: PasswordHash = argon2
                .hash_password(password.as_bytes())
                .map_err(|e| Trouble::broken_by("the password hasher", e))?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `password` is the one of `stored`. Takes the same time when there is none stored.
    ///
    /// # Errors
    /// [`Trouble::Busy`] when too many wait.
    pub async fn verify(
        &self,
        password: Zeroizing<String>,
        stored: Option<String>,
    ) -> Result<bool, Trouble> {
        let argon2 = self.argon2();
        let known = stored.is_some();
        let hash = stored.unwrap_or_else(|| self.decoy.to_string());
        let fits = self
            .run(move || {
                let hash = PasswordHash::new(&hash)
                    .map_err(|e| Trouble::broken_by("a stored password hash", e))?;
                Ok(argon2.verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(fits && known)
    }

    /// Whether `stored` was made at another cost than today's.
    #[must_use]
    pub fn is_outdated(&self, stored: &str) -> bool {
        PasswordHash::new(stored).ok().and_then(|hash| Params::try_from(&hash).ok()).is_none_or(
            |params| {
                (params.m_cost(), params.t_cost(), params.p_cost())
                    != (self.params.m_cost(), self.params.t_cost(), self.params.p_cost())
            },
        )
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }

    /// Runs `work` on a blocking thread when its turn comes. The permits go with the work, which
    /// can't be stopped, so that a caller who goes away doesn't make room for a third hash.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| Trouble::Busy)?;
        let running = Arc::clone(&self.running).acquire_owned().await.map_err(|_| Trouble::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((running, admitted));
            result
        });
        done.await.map_err(|e| Trouble::broken_by("the password hasher", e))?
    }
}

#[cfg(test)]
mod tests {
    use super::{AT_ONCE, Hasher, HasherSettings, WAITING};
    use crate::error::Trouble;
    use std::sync::Arc;
    use zeroize::Zeroizing;

    fn cheap() -> Hasher {
        Hasher::new(HasherSettings { argon2_memory_kib: 64, argon2_passes: 1 })
    }

    fn text(password: &str) -> Zeroizing<String> {
        Zeroizing::new(password.to_owned())
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only_and_nobody_fits_no_hash() {
        let hasher = cheap();
        let hash = hasher.hash(text("correct horse")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        assert!(hasher.verify(text("correct horse"), Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify(text("wrong horse"), Some(hash)).await.unwrap());
        assert!(!hasher.verify(text("anything"), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_is_outdated() {
        let hash = cheap().hash(text("correct horse")).await.unwrap();
        assert!(!cheap().is_outdated(&hash));
        assert!(Hasher::new(HasherSettings::default()).is_outdated(&hash));
        assert!(cheap().is_outdated("$2b$12$bcrypt"));
        let dearer = Hasher::new(HasherSettings { argon2_memory_kib: 128, argon2_passes: 1 });
        assert!(dearer.verify(text("correct horse"), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn the_decoy_is_a_hash_of_todays_cost() {
        for hasher in [cheap(), Hasher::new(HasherSettings::default())] {
            assert!(!hasher.is_outdated(&hasher.decoy));
        }
    }

    #[tokio::test]
    async fn beyond_the_queue_people_are_told_to_come_back() {
        let hasher = cheap();
        let all = u32::try_from(AT_ONCE + WAITING).unwrap();
        let queue = Arc::clone(&hasher.admitted).acquire_many_owned(all).await.unwrap();
        let refused = hasher.hash(text("correct horse")).await;
        assert!(matches!(refused, Err(Trouble::Busy)));
        drop(queue);
        assert!(hasher.hash(text("correct horse")).await.is_ok());
    }
}
