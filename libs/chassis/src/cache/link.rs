//! The connection to Redis that the cache and the rate limits share.

use kernel::{ErrorClass, Fault, Localized};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisError};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::Instant;

/// How long one question may take; a request waits for it.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long we leave a Redis alone that did not answer.
const PAUSE: Duration = Duration::from_secs(1);

/// The connection to Redis. Cheap to clone.
///
/// It is made on first use and again after it broke. While Redis is away (or refuses: full, wrong
/// password) questions fail at once, except one a second that tries; the log says once that it is
/// away and once that it is back.
#[derive(Clone)]
pub struct RedisLink(Arc<Inner>);

struct Inner {
    client: Client,
    manager: OnceLock<ConnectionManager>,
    born: Instant,
    /// Milliseconds after `born` until which we don't ask; 0 while Redis answers.
    away_until: AtomicU64,
}

/// The address of Redis can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the Redis address can't be used; examples: redis://host:6379/0, unix:///run/redis.sock")]
pub struct RedisLinkError(#[from] RedisError);

impl Fault for RedisLinkError {
    fn class(&self) -> ErrorClass {
        ErrorClass::Internal
    }

    fn code(&self) -> &'static str {
        "cache.redis_address"
    }

    fn text(&self) -> Localized {
        Localized::new(
            "عنوان خادم Redis غير صحيح. راجع الإعداد REDIS_URL.",
            "The address of Redis is wrong. Check the setting REDIS_URL.",
        )
    }
}

/// Redis did not answer; the log has it already.
#[derive(Debug)]
pub(crate) struct Away;

impl RedisLink {
    /// A link to the Redis at `url` (`redis://…` or `unix://…`). Nothing is connected yet.
    ///
    /// # Errors
    /// When the address has a form that can't be one.
    pub fn new(url: &str) -> Result<Self, RedisLinkError> {
        Ok(Self(Arc::new(Inner {
            client: Client::open(url)?,
            manager: OnceLock::new(),
            born: Instant::now(),
            away_until: AtomicU64::new(0),
        })))
    }

    /// Whether Redis answers right now, for `/readyz`.
    pub async fn is_up(&self) -> bool {
        let ping = async |mut connection: ConnectionManager| {
            redis::cmd("PING").query_async::<()>(&mut connection).await
        };
        self.ask(ping).await.is_ok()
    }

    /// Asks Redis something, within the patience a request has.
    pub(crate) async fn ask<T>(
        &self,
        question: impl AsyncFnOnce(ConnectionManager) -> Result<T, RedisError>,
    ) -> Result<T, Away> {
        let now = self.now();
        let away_until = self.0.away_until.load(Ordering::Relaxed);
        // Only one caller wins the right to try again; the others don't wait with it.
        if away_until > now
            || (away_until > 0 && !self.0.swap_away(away_until, now + millis(PAUSE)))
        {
            return Err(Away);
        }
        let answer = tokio::time::timeout(PATIENCE, async {
            let connection = self.connection()?;
            question(connection).await
        });
        match answer.await {
            Ok(Ok(value)) => {
                if self.0.away_until.swap(0, Ordering::Relaxed) > 0 {
                    tracing::info!("Redis is back");
                }
                Ok(value)
            }
            Ok(Err(error)) => Err(self.went_away(&error)),
            Err(timeout) => Err(self.went_away(&timeout)),
        }
    }

    /// A connection of its own that hears what is published.
    pub(crate) async fn listener(&self) -> Result<redis::aio::PubSub, RedisError> {
        self.0.client.get_async_pubsub().await
    }

    fn went_away(&self, error: &dyn fmt::Display) -> Away {
        if self.0.away_until.swap(self.now() + millis(PAUSE), Ordering::Relaxed) == 0 {
            tracing::warn!(%error, "Redis is away; each process does what it can alone");
        }
        Away
    }

    fn connection(&self) -> Result<ConnectionManager, RedisError> {
        if let Some(manager) = self.0.manager.get() {
            return Ok(manager.clone());
        }
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let made = ConnectionManager::new_lazy_with_config(self.0.client.clone(), config)?;
        Ok(self.0.manager.get_or_init(|| made).clone())
    }

    fn now(&self) -> u64 {
        millis(self.0.born.elapsed())
    }
}

impl Inner {
    fn swap_away(&self, from: u64, to: u64) -> bool {
        self.away_until.compare_exchange(from, to, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

impl fmt::Debug for RedisLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let away = self.0.away_until.load(Ordering::Relaxed) > 0;
        write!(f, "RedisLink({})", if away { "away" } else { "up" })
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
