//! Who may ask how often.
//!
//! Fixed windows, as the requirements have them: a window starts with the first request of a key
//! and lets `max` of them through until it ends. Refused requests don't count. With Redis all
//! processes count together; while it is away each counts alone.

mod memory;
mod redis;

use crate::cache::RedisLink;
use aws_lc_rs::digest::{SHA256, digest};
use kernel::World;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Log-in attempts: 5 failed ones in 15 minutes.
pub const AUTHENTICATION: Rule =
    Rule { name: "authentication", window_s: 15 * 60, max: 5, skip_successful: true };

/// The whole API: 100 requests a minute.
pub const GENERAL_API: Rule =
    Rule { name: "general_api", window_s: 60, max: 100, skip_successful: false };

/// New bookings: 3 a minute.
pub const BOOKING_CREATION: Rule =
    Rule { name: "booking_creation", window_s: 60, max: 3, skip_successful: false };

/// A limit: `max` requests in `window_s` seconds for each key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its name; windows of rules with different names are apart.
    pub name: &'static str,
    /// Length of the window in seconds.
    pub window_s: u32,
    /// How many requests a window lets through.
    pub max: u32,
    /// Whether a request that succeeded is given back ([`RateLimiter::refund`]) by the edge.
    pub skip_successful: bool,
}

/// The answer to one request, and what the `RateLimit-*` headers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether the request may pass.
    pub allowed: bool,
    /// The rule's `max`.
    pub limit: u32,
    /// How many more may pass in this window.
    pub remaining: u32,
    /// Seconds until the window ends, rounded up.
    pub reset_s: u64,
    /// Seconds until a retry makes sense; only when the request may not pass.
    pub retry_after_s: Option<u64>,
}

/// Counts requests. Cheap to clone.
#[derive(Clone)]
pub struct RateLimiter {
    memory: Arc<memory::Memory>,
    redis: Option<Arc<redis::Redis>>,
    times: u32,
}

/// What a key becomes before it is counted: keys hold phone numbers and addresses, which are not
/// to be kept in clear in Redis, and all of one size they bound the memory.
type KeyHash = [u8; 16];

/// Where a window stands after a request.
struct Standing {
    allowed: bool,
    used: u32,
    ends_in_ms: u64,
}

impl RateLimiter {
    /// Counts in this process, with time as `world` has it. At most `max_windows` open windows are
    /// kept; beyond that the one that would end first is dropped.
    #[must_use]
    pub fn memory(world: World, max_windows: usize) -> Self {
        Self { memory: Arc::new(memory::Memory::new(world, max_windows)), redis: None, times: 1 }
    }

    /// Counts in Redis, for all processes together; in this process, as [`Self::memory`], while
    /// Redis is away. All its keys start with `prefix`.
    #[must_use]
    pub fn redis(link: RedisLink, prefix: &str, world: World, max_windows: usize) -> Self {
        Self {
            memory: Arc::new(memory::Memory::new(world, max_windows)),
            redis: Some(Arc::new(redis::Redis::new(link, prefix))),
            times: 1,
        }
    }

    /// The same, letting through so many times what a rule says.
    #[must_use]
    pub fn times(self, times: NonZeroU32) -> Self {
        Self { times: times.get(), ..self }
    }

    /// Counts one request of `key` under `rule` and says whether it may pass.
    pub async fn check(&self, rule: &Rule, key: &str) -> Decision {
        let rule = &Rule { max: rule.max.saturating_mul(self.times), ..*rule };
        let hash = hash(rule, key);
        let counted = match &self.redis {
            Some(redis) => redis.check(rule, hash).await.ok(),
            None => None,
        };
        let standing = counted.unwrap_or_else(|| self.memory.check(rule, hash));
        if !standing.allowed {
            metrics::counter!("osta_rate_limited_total", "rule" => rule.name).increment(1);
        }
        decide(rule, &standing)
    }

    /// Gives one counted request back, if its window is still open.
    pub async fn refund(&self, rule: &Rule, key: &str) {
        let hash = hash(rule, key);
        let done = match &self.redis {
            Some(redis) => redis.refund(rule, hash).await.is_ok(),
            None => false,
        };
        if !done {
            self.memory.refund(hash);
        }
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RateLimiter({})", if self.redis.is_some() { "redis" } else { "memory" })
    }
}

fn decide(rule: &Rule, standing: &Standing) -> Decision {
    let reset_s = standing.ends_in_ms.div_ceil(1000);
    Decision {
        allowed: standing.allowed,
        limit: rule.max,
        remaining: rule.max.saturating_sub(standing.used),
        reset_s,
        // Never 0: "retry at once" would be a lie within the same second.
        retry_after_s: (!standing.allowed).then_some(reset_s.max(1)),
    }
}

fn hash(rule: &Rule, key: &str) -> KeyHash {
    let full = digest(&SHA256, &[rule.name.as_bytes(), b"\0", key.as_bytes()].concat());
    std::array::from_fn(|at| full.as_ref()[at])
}
