//! The public keys that access tokens are verified with, remembered from a JWK set (RFC 7517).

use crate::auth::{KeySource, TokenError};
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::JwkSet;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How often keys are asked for because a token names an unknown one, in seconds. The first such
/// token asks at once: it is the first that a new key signed.
const UNKNOWN_S: i64 = 10;
/// How long keys are trusted without asking again, in seconds: a retired key ends with it.
const TRUST_S: i64 = 300;
/// How long nobody asks again after keys could not be had, in seconds.
const PAUSE_S: i64 = 2;

/// Keys by their ids. One question at a time is under way, however many tokens wait for it.
#[derive(Default)]
pub(crate) struct PublicKeys {
    known: Mutex<Known>,
    asking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Known {
    by_id: HashMap<String, DecodingKey>,
    fetched_at_s: i64,
    /// When they were last asked for because of an unknown one.
    unknown_at_s: Option<i64>,
    /// When they could last not be had.
    failed_at_s: Option<i64>,
}

impl Known {
    fn fresh(&self, now_s: i64) -> bool {
        within(self.fetched_at_s, now_s, TRUST_S)
    }
}

impl PublicKeys {
    /// The key that a token names, at `now_s` seconds since 1970.
    ///
    /// # Errors
    /// [`TokenError::Bad`] when nobody signs with it, [`TokenError::NoKeys`] when that can't be
    /// known.
    pub async fn get(
        &self,
        source: &dyn KeySource,
        kid: &str,
        now_s: i64,
    ) -> Result<DecodingKey, TokenError> {
        let old = self.read(|known| {
            let key = known.by_id.get(kid).cloned();
            (key, known.fresh(now_s))
        });
        let _turn = match old {
            (Some(key), true) => return Ok(key),
            // Somebody asks already, and it was good a moment ago.
            (Some(key), false) => match self.asking.try_lock() {
                Ok(turn) => turn,
                Err(_) => return Ok(key),
            },
            (None, _) => self.asking.lock().await,
        };
        if let Some(answer) = self.read(|known| without_asking(known, kid, now_s)) {
            return answer;
        }
        match read_set(source).await {
            Some(by_id) => self.read(|known| {
                (known.by_id, known.fetched_at_s, known.failed_at_s) = (by_id, now_s, None);
                known.by_id.get(kid).cloned().ok_or(TokenError::Bad("unknown key"))
            }),
            // Identity is away: better a key that was good a moment ago than nobody let in.
            None => self.read(|known| {
                known.failed_at_s = Some(now_s);
                known.by_id.get(kid).cloned().ok_or(TokenError::NoKeys)
            }),
        }
    }

    fn read<T>(&self, look: impl FnOnce(&mut Known) -> T) -> T {
        look(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What whoever has the turn to ask knows without asking: others may have asked meanwhile.
fn without_asking(
    known: &mut Known,
    kid: &str,
    now_s: i64,
) -> Option<Result<DecodingKey, TokenError>> {
    let key = known.by_id.get(kid).cloned();
    let paused = known.failed_at_s.is_some_and(|at_s| within(at_s, now_s, PAUSE_S));
    if (known.fresh(now_s) || paused) && key.is_some() {
        return key.map(Ok);
    }
    if paused {
        return Some(Err(TokenError::NoKeys));
    }
    if key.is_none() && !known.by_id.is_empty() {
        if known.unknown_at_s.is_some_and(|at_s| within(at_s, now_s, UNKNOWN_S)) {
            return Some(Err(TokenError::Bad("unknown key")));
        }
        known.unknown_at_s = Some(now_s);
    }
    None
}

/// Whether two moments are less than `span_s` apart; a clock may have been set back.
fn within(at_s: i64, now_s: i64, span_s: i64) -> bool {
    (now_s - at_s).abs() < span_s
}

async fn read_set(source: &dyn KeySource) -> Option<HashMap<String, DecodingKey>> {
    let set = source.jwks().await.ok()?;
    let set: JwkSet = serde_json::from_value(set)
        .inspect_err(|error| tracing::error!(%error, "the set of signing keys can't be read"))
        .ok()?;
    let by_id = set.keys.iter().filter_map(|jwk| {
        let id = jwk.common.key_id.clone()?;
        Some((id, DecodingKey::from_jwk(jwk).ok()?))
    });
    Some(by_id.collect())
}

#[cfg(test)]
mod tests {
    use super::PublicKeys;
    use crate::auth::{KeySource, TokenError};
    use async_trait::async_trait;
    use contracts::PortError;
    use serde_json::{Value, json};
    use std::sync::Mutex;
    use std::time::Duration;

    /// Keys that change, and how often they were asked for.
    struct Source(Mutex<(Vec<&'static str>, u32)>);

    impl Source {
        fn new() -> Self {
            Self(Mutex::new((vec!["one"], 0)))
        }
        fn set(&self, kids: &[&'static str]) {
            self.0.lock().unwrap().0 = kids.to_vec();
        }
        fn asked(&self) -> u32 {
            self.0.lock().unwrap().1
        }
    }

    #[async_trait]
    impl KeySource for Source {
        async fn jwks(&self) -> Result<Value, PortError> {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let mut inner = self.0.lock().unwrap();
            inner.1 += 1;
            if inner.0.is_empty() {
                return Err(PortError::Unavailable);
            }
            let key = |kid: &&str| json!({"kty": "RSA", "kid": kid, "n": "AQAB", "e": "AQAB"});
            Ok(json!({"keys": inner.0.iter().map(key).collect::<Vec<_>>()}))
        }
    }

    async fn knows(keys: &PublicKeys, source: &Source, kid: &str, now_s: i64) -> bool {
        keys.get(source, kid, now_s).await.is_ok()
    }

    #[tokio::test]
    async fn everybody_with_the_first_tokens_of_a_new_key_is_let_in() {
        let (keys, source) = (PublicKeys::default(), Source::new());
        assert!(knows(&keys, &source, "one", 1_000).await);
        source.set(&["two", "one"]);
        let together = (0..50).map(|_| knows(&keys, &source, "two", 1_000));
        assert!(futures::future::join_all(together).await.into_iter().all(|known| known));
        assert!(knows(&keys, &source, "one", 1_000).await);
        assert_eq!(source.asked(), 2);
    }

    #[tokio::test]
    async fn invented_keys_are_asked_for_once_in_ten_seconds() {
        let (keys, source) = (PublicKeys::default(), Source::new());
        for n in 0..100 {
            assert!(!knows(&keys, &source, &format!("invented{n}"), 1_000 + n / 10).await);
        }
        // The first question of all, and one because of an unknown key.
        assert_eq!(source.asked(), 2);
        assert!(!knows(&keys, &source, "invented", 1_011).await);
        assert_eq!(source.asked(), 3);
    }

    #[tokio::test]
    async fn a_retired_key_ends_and_one_whose_source_is_away_does_not() {
        let (keys, source) = (PublicKeys::default(), Source::new());
        assert!(knows(&keys, &source, "one", 1_000).await);
        source.set(&[]);
        for _ in 0..10 {
            assert!(knows(&keys, &source, "one", 1_300).await);
        }
        assert_eq!(source.asked(), 2, "a source that is away is left in peace for a moment");
        let unknown = keys.get(&source, "two", 1_303).await;
        assert!(matches!(unknown, Err(TokenError::NoKeys)));
        source.set(&["two"]);
        assert!(!knows(&keys, &source, "one", 1_306).await);
        assert!(knows(&keys, &source, "two", 1_306).await);
    }
}
