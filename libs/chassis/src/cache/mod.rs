//! What may be forgotten at any time: a cache in the process, or in Redis for several processes.
//!
//! A cache never fails a request. One that is away answers "not there", swallows what it is given,
//! says so once in the log, and is counted in `osta_cache_requests_total{result="away"}`.
//! Nothing may live only here.

mod link;
mod memory;
mod redis;

pub(crate) use link::Away;
pub use link::{RedisLink, RedisLinkError};
pub use memory::MemoryLimits;

use async_trait::async_trait;
use kernel::World;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A place that forgets.
#[async_trait]
trait Backend: Send + Sync + 'static {
    async fn get(&self, key: &str) -> Found;
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration, tags: &[&str]);
    async fn delete(&self, key: &str);
    async fn delete_tag(&self, tag: &str);
}

enum Found {
    Hit(Vec<u8>),
    Miss,
    Away,
}

/// The cache of a deployment. Cheap to clone.
#[derive(Clone)]
pub struct Cache {
    backend: Arc<dyn Backend>,
    kind: &'static str,
}

impl Cache {
    /// A cache in this process, with time as `world` has it. What was used longest ago goes first
    /// when a limit is reached.
    #[must_use]
    pub fn memory(world: World, limits: MemoryLimits) -> Self {
        Self { backend: Arc::new(memory::Memory::new(world, limits)), kind: "memory" }
    }

    /// A cache in Redis; all its keys start with `prefix`.
    #[must_use]
    pub fn redis(link: RedisLink, prefix: &str) -> Self {
        Self { backend: Arc::new(redis::Redis::new(link, prefix)), kind: "redis" }
    }

    /// The value, if it is there and still lives.
    pub async fn get(&self, key: &str) -> Option<Vec<u8>> {
        let (value, result) = match self.backend.get(key).await {
            Found::Hit(value) => (Some(value), "hit"),
            Found::Miss => (None, "miss"),
            Found::Away => (None, "away"),
        };
        metrics::counter!("osta_cache_requests_total", "result" => result).increment(1);
        value
    }

    /// Remembers a value for `ttl`, in the place of an older one. Not at all if `ttl` is under a
    /// millisecond.
    pub async fn put(&self, key: &str, value: impl Into<Vec<u8>>, ttl: Duration) {
        self.put_tagged(key, value, ttl, &[]).await;
    }

    /// [`Self::put`], under tags by which many values can be forgotten at once.
    pub async fn put_tagged(
        &self,
        key: &str,
        value: impl Into<Vec<u8>>,
        ttl: Duration,
        tags: &[&str],
    ) {
        if ttl >= Duration::from_millis(1) {
            self.backend.put(key, value.into(), ttl, tags).await;
        }
    }

    /// Forgets a value.
    pub async fn delete(&self, key: &str) {
        self.backend.delete(key).await;
    }

    /// Forgets every value that was put under `tag`.
    pub async fn delete_tag(&self, tag: &str) {
        self.backend.delete_tag(tag).await;
    }

    /// [`Self::get`] of what [`Self::put_json`] remembered. A value of another shape (from an
    /// older version of the code) is not there.
    pub async fn get_json<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        serde_json::from_slice(&self.get(key).await?).ok()
    }

    /// [`Self::put`] of a value as JSON.
    pub async fn put_json<T: Serialize + Sync>(&self, key: &str, value: &T, ttl: Duration) {
        self.put_json_tagged(key, value, ttl, &[]).await;
    }

    /// [`Self::put_tagged`] of a value as JSON.
    pub async fn put_json_tagged<T: Serialize + Sync>(
        &self,
        key: &str,
        value: &T,
        ttl: Duration,
        tags: &[&str],
    ) {
        match serde_json::to_vec(value) {
            Ok(json) => self.put_tagged(key, json, ttl, tags).await,
            Err(error) => tracing::error!(%error, "a value for the cache has no JSON form"),
        }
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cache({})", self.kind)
    }
}
