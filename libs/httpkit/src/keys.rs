//! API keys of partners at the edge: from the secret in a request to what it may do.
//!
//! Identity is asked for a key once in a few seconds; what it answered is remembered here, and
//! forgotten at once when the log tells that the key or its account changed. The log is heard in
//! every process; were it ever late, an answer still ends with [`TRUST`].

use crate::auth::KeySource;
use crate::problem::Problem;
use aws_lc_rs::digest::{SHA256, digest};
use chrono::TimeDelta;
use contracts::PortError;
use contracts::identity::{ApiKeyGrant, ShownKey};
use ipnet::IpNet;
use kernel::ids::{ApiKeyId, UserId};
use kernel::{ErrorClass, Instant, Localized, Scopes};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// What every key begins with.
pub const PREFIX: &str = "osk_";
/// What a key of this platform begins with: then its id, and its secret.
pub const LIVE: &str = "osk_live_";
/// How long a good answer is trusted when nothing is heard.
pub const TRUST: TimeDelta = TimeDelta::seconds(10);
/// How long a bad one is.
const DISTRUST: TimeDelta = TimeDelta::seconds(5);
/// How many answers are remembered.
const MOST: usize = 10_000;
/// Length of a secret: 256 bits in hexadecimal.
const SECRET_LENGTH: usize = 64;

/// The key that a request was sent with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What it was made for.
    pub scopes: Scopes,
}

/// What a key is looked up by: its id and a hash. The secret itself never leaves the edge.
#[must_use]
pub fn shown(token: &str) -> Option<ShownKey> {
    let (id, secret) = token.strip_prefix(LIVE)?.split_once('_')?;
    let is_hex = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if id.len() != 32 || secret.len() != SECRET_LENGTH || !is_hex(id) || !is_hex(secret) {
        return None;
    }
    let id: Uuid = id.parse().ok()?;
    Some(ShownKey { id: id.into(), digest: hex(digest(&SHA256, token.as_bytes()).as_ref()) })
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What identity answered for a key, ready to be used.
#[derive(Clone)]
pub(crate) struct Grant {
    pub partner: UserId,
    pub key: ApiKey,
    /// From where it may come; none means from anywhere.
    networks: Option<Vec<IpNet>>,
    expires_at: Option<Instant>,
}

impl Grant {
    fn of(grant: ApiKeyGrant) -> Self {
        // A network that can't be read matches nobody; identity stores none.
        let read = || grant.networks.iter().filter_map(|net| net.parse().ok()).collect();
        let networks = (!grant.networks.is_empty()).then(read);
        let key = ApiKey { id: grant.key_id, scopes: grant.scopes };
        Self { partner: grant.partner_id, key, networks, expires_at: grant.expires_at }
    }

    fn admits(&self, client: Option<IpAddr>) -> bool {
        let Some(networks) = &self.networks else { return true };
        let client = client.map(|addr| addr.to_canonical());
        client.is_some_and(|addr| networks.iter().any(|net| net.contains(&addr)))
    }
}

struct Held {
    id: ApiKeyId,
    grant: Option<Grant>,
    until: Instant,
}

#[derive(Default)]
struct Inner {
    by_digest: HashMap<String, Held>,
    /// Grows with everything that was heard: an answer that was asked for before is not kept.
    heard: u64,
}

/// The answers that are remembered.
#[derive(Default)]
pub(crate) struct KeyCache(Mutex<Inner>);

impl KeyCache {
    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets a key.
    pub fn forget_key(&self, id: ApiKeyId) {
        let mut inner = self.lock();
        inner.heard += 1;
        inner.by_digest.retain(|_, held| held.id != id);
    }

    /// Forgets all keys of an account.
    pub fn forget_account(&self, user: UserId) {
        let mut inner = self.lock();
        inner.heard += 1;
        inner.by_digest.retain(|_, held| held.grant.as_ref().is_none_or(|g| g.partner != user));
    }

    /// Who shows the key from where.
    ///
    /// # Errors
    /// `401` for a key that is none (any more), `403` from a network that it is not for, `503` when
    /// nobody can say.
    pub async fn admit(
        &self,
        source: &dyn KeySource,
        token: &str,
        client: Option<IpAddr>,
        now: Instant,
    ) -> Result<Grant, Problem> {
        let shown = shown(token).ok_or_else(Problem::unauthenticated)?;
        let known = {
            let inner = self.lock();
            let held = inner.by_digest.get(&shown.digest).filter(|held| now < held.until);
            held.map(|held| held.grant.clone()).ok_or(inner.heard)
        };
        let grant = match known {
            Ok(grant) => grant,
            Err(heard) => self.ask(source, shown, heard, now).await?,
        };
        let grant = grant
            .filter(|grant| grant.expires_at.is_none_or(|end| now < end))
            .ok_or_else(Problem::unauthenticated)?;
        if !grant.admits(client) {
            tracing::warn!(api_key.id = %grant.key.id, "an API key came from another network");
            return Err(wrong_network());
        }
        Ok(grant)
    }

    async fn ask(
        &self,
        source: &dyn KeySource,
        shown: ShownKey,
        heard: u64,
        now: Instant,
    ) -> Result<Option<Grant>, Problem> {
        let (id, digest) = (shown.id, shown.digest.clone());
        let (grant, until) = match source.api_key(shown).await {
            Ok(grant) => (Some(Grant::of(grant)), now + TRUST),
            Err(PortError::NotFound) => (None, now + DISTRUST),
            Err(error) => return Err(crate::problem::from_port(error)),
        };
        let mut inner = self.lock();
        if inner.heard == heard {
            if inner.by_digest.len() >= MOST {
                inner.by_digest.retain(|_, held| now < held.until);
            }
            if inner.by_digest.len() >= MOST {
                inner.by_digest.clear();
            }
            inner.by_digest.insert(digest, Held { id, grant: grant.clone(), until });
        }
        Ok(grant)
    }
}

fn wrong_network() -> Problem {
    Problem::new(
        ErrorClass::Forbidden,
        "api_key.wrong_network",
        Localized::new(
            "هذا المفتاح لا يُستخدم من هذه الشبكة. راجع الشبكات المسموح بها للمفتاح.",
            "This API key may not be used from this network. Check the networks it was made for.",
        ),
    )
}

/// The problem of a key that was not made for what it is used for.
pub(crate) fn out_of_scope() -> Problem {
    Problem::new(
        ErrorClass::Forbidden,
        "api_key.out_of_scope",
        Localized::new(
            "هذا المفتاح لا يسمح بهذا الطلب. اطلب مفتاحًا له الصلاحية اللازمة.",
            "This API key was not made for this. Use one with the scope that this needs.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::{KeyCache, shown};
    use crate::auth::KeySource;
    use async_trait::async_trait;
    use contracts::PortError;
    use contracts::identity::{ApiKeyGrant, ShownKey};
    use kernel::{Instant, Scope};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use uuid::Uuid;

    struct Identity {
        asked: AtomicUsize,
        networks: Vec<String>,
    }

    #[async_trait]
    impl KeySource for Identity {
        async fn jwks(&self) -> Result<serde_json::Value, PortError> {
            Err(PortError::Unavailable)
        }
        async fn api_key(&self, shown: ShownKey) -> Result<ApiKeyGrant, PortError> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            if shown.id != Uuid::from_u128(7).into() {
                return Err(PortError::NotFound);
            }
            Ok(ApiKeyGrant {
                key_id: shown.id,
                partner_id: Uuid::from_u128(8).into(),
                scopes: [Scope::BookingsRead].into_iter().collect(),
                networks: self.networks.clone(),
                expires_at: Some(at(60)),
            })
        }
    }

    fn at(second: i64) -> Instant {
        chrono::DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    fn token(id: u128) -> String {
        format!("osk_live_{}_{}", Uuid::from_u128(id).simple(), "5".repeat(64))
    }

    fn identity(networks: &[&str]) -> Identity {
        let networks = networks.iter().map(ToString::to_string).collect();
        Identity { asked: AtomicUsize::new(0), networks }
    }

    #[test]
    fn only_whole_keys_are_looked_up() {
        assert_eq!(shown(&token(7)).unwrap().id, Uuid::from_u128(7).into());
        assert_ne!(shown(&token(7)).unwrap().digest, shown(&token(9)).unwrap().digest);
        let good = token(7);
        for bad in [
            "osk_live_",
            &good[..good.len() - 1],
            &format!("{good}0"),
            &good.to_uppercase(),
            &good.replace("osk_live_", "osk_test_"),
            &good.replace('5', "g"),
        ] {
            assert!(shown(bad).is_none(), "{bad}");
        }
    }

    #[tokio::test]
    async fn an_answer_is_remembered_for_seconds_and_forgotten_when_the_key_changes() {
        let (keys, identity) = (KeyCache::default(), identity(&[]));
        let admit = async |id, second| keys.admit(&identity, &token(id), None, at(second)).await;
        let asked = || identity.asked.load(Ordering::SeqCst);
        assert!(admit(7, 0).await.is_ok() && admit(7, 9).await.is_ok());
        assert_eq!(asked(), 1);
        assert!(admit(7, 10).await.is_ok());
        assert_eq!(asked(), 2);
        keys.forget_key(Uuid::from_u128(7).into());
        assert!(admit(7, 11).await.is_ok());
        assert_eq!(asked(), 3);
        keys.forget_account(Uuid::from_u128(8).into());
        assert!(admit(7, 12).await.is_ok());
        assert_eq!(asked(), 4);
        // A key that is none is not asked for again and again either.
        assert!(admit(9, 12).await.is_err() && admit(9, 13).await.is_err());
        assert_eq!(asked(), 5);
        // It ends by itself, remembered or not.
        assert!(admit(7, 59).await.is_ok());
        assert_eq!(admit(7, 60).await.err().unwrap().code(), "unauthenticated");
    }

    #[tokio::test]
    async fn a_key_of_a_network_is_refused_from_elsewhere() {
        let keys = KeyCache::default();
        let identity = identity(&["192.0.2.0/24", "2001:db8::/32"]);
        let from = async |addr: Option<&str>| {
            let addr = addr.map(|a| a.parse().unwrap());
            keys.admit(&identity, &token(7), addr, at(0)).await.err().map(|p| p.code().to_owned())
        };
        assert_eq!(from(Some("192.0.2.7")).await, None);
        assert_eq!(from(Some("::ffff:192.0.2.7")).await, None);
        assert_eq!(from(Some("2001:db8::1")).await, None);
        for elsewhere in [Some("192.0.3.7"), Some("2001:db9::1"), None] {
            assert_eq!(from(elsewhere).await.as_deref(), Some("api_key.wrong_network"));
        }
    }
}
