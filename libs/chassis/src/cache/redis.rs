//! The cache in Redis. A tag is a sorted set of the keys under it, scored by when they expire.

use super::link::{Away, RedisLink};
use super::{Backend, Found};
use async_trait::async_trait;
use redis::Script;
use std::time::Duration;

/// Writes the value and enters it under its tags, in one step. Expired keys leave the tag's set
/// here, so that a busy tag does not grow for ever; the set lives as long as its longest key.
const PUT: &str = r"
local ttl = tonumber(ARGV[2])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ttl)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for at = 2, #KEYS do
  redis.call('ZREMRANGEBYSCORE', KEYS[at], '-inf', now)
  redis.call('ZADD', KEYS[at], now + ttl, KEYS[1])
  if redis.call('PTTL', KEYS[at]) < ttl then redis.call('PEXPIRE', KEYS[at], ttl) end
end
return 1";

/// Forgets every key of the tag, a thousand at a time (a script may pass only so many arguments).
const DELETE_TAG: &str = r"
local keys = redis.call('ZRANGE', KEYS[1], 0, -1)
for at = 1, #keys, 1000 do
  redis.call('UNLINK', unpack(keys, at, math.min(at + 999, #keys)))
end
redis.call('UNLINK', KEYS[1])
return #keys";

/// Redis takes no longer lives; ten years is as good as for ever.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 86_400);

pub(super) struct Redis {
    link: RedisLink,
    prefix: String,
    put: Script,
    delete_tag: Script,
}

impl Redis {
    pub(super) fn new(link: RedisLink, prefix: &str) -> Self {
        let (put, delete_tag) = (Script::new(PUT), Script::new(DELETE_TAG));
        Self { link, prefix: prefix.to_owned(), put, delete_tag }
    }

    fn key(&self, key: &str) -> String {
        format!("{}:v:{key}", self.prefix)
    }

    fn tag(&self, tag: &str) -> String {
        format!("{}:t:{tag}", self.prefix)
    }
}

#[async_trait]
impl Backend for Redis {
    async fn get(&self, key: &str) -> Found {
        let mut command = redis::cmd("GET");
        command.arg(self.key(key));
        let ask =
            async |mut connection| command.query_async::<Option<Vec<u8>>>(&mut connection).await;
        match self.link.ask(ask).await {
            Ok(Some(value)) => Found::Hit(value),
            Ok(None) => Found::Miss,
            Err(Away) => Found::Away,
        }
    }

    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration, tags: &[&str]) {
        let ttl = u64::try_from(ttl.min(LONGEST).as_millis()).unwrap_or_default();
        let mut call = self.put.prepare_invoke();
        call.key(self.key(key)).arg(value).arg(ttl);
        for tag in tags {
            call.key(self.tag(tag));
        }
        let _ = self
            .link
            .ask(async |mut connection| call.invoke_async::<i64>(&mut connection).await)
            .await;
    }

    async fn delete(&self, key: &str) {
        let mut command = redis::cmd("UNLINK");
        command.arg(self.key(key));
        let ask = async |mut connection| command.query_async::<i64>(&mut connection).await;
        let _ = self.link.ask(ask).await;
    }

    async fn delete_tag(&self, tag: &str) {
        let mut call = self.delete_tag.prepare_invoke();
        call.key(self.tag(tag));
        let _ = self
            .link
            .ask(async |mut connection| call.invoke_async::<i64>(&mut connection).await)
            .await;
    }
}
