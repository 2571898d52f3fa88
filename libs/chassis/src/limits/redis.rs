//! Counting in Redis, one atomic script a request.

use super::{KeyHash, Rule, Standing};
use crate::cache::{Away, RedisLink};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use redis::Script;

/// Counts one request unless the window is full; answers allowed, used, milliseconds to its end.
const CHECK: &str = r"
local max = tonumber(ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left <= 0 then
  left = tonumber(ARGV[2])
  redis.call('SET', KEYS[1], 0, 'PX', left)
end
local used = tonumber(redis.call('GET', KEYS[1]))
if used >= max then return {0, used, left} end
return {1, redis.call('INCR', KEYS[1]), left}";

/// Gives one request back if the window is open.
const REFUND: &str = r"
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if used > 0 then redis.call('DECR', KEYS[1]) end
return used";

pub(super) struct Redis {
    link: RedisLink,
    prefix: String,
    check: Script,
    refund: Script,
}

impl Redis {
    pub(super) fn new(link: RedisLink, prefix: &str) -> Self {
        let (check, refund) = (Script::new(CHECK), Script::new(REFUND));
        Self { link, prefix: prefix.to_owned(), check, refund }
    }

    pub(super) async fn check(&self, rule: &Rule, key: KeyHash) -> Result<Standing, Away> {
        let mut call = self.check.key(self.key(rule, key));
        call.arg(rule.max).arg(u64::from(rule.window_s) * 1000);
        let ask = async |mut connection| call.invoke_async::<(u8, u32, u64)>(&mut connection).await;
        let (allowed, used, ends_in_ms) = self.link.ask(ask).await?;
        Ok(Standing { allowed: allowed == 1, used, ends_in_ms })
    }

    pub(super) async fn refund(&self, rule: &Rule, key: KeyHash) -> Result<(), Away> {
        let call = self.refund.key(self.key(rule, key));
        let ask = async |mut connection| call.invoke_async::<i64>(&mut connection).await;
        self.link.ask(ask).await.map(|_| ())
    }

    fn key(&self, rule: &Rule, key: KeyHash) -> String {
        format!("{}:r:{}:{}", self.prefix, rule.name, URL_SAFE_NO_PAD.encode(key))
    }
}
