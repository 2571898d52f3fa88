//! Access tokens and the keys that sign them: RS256 (RFC 7518 3.3) with RSA-3072, in the RFC 9068
//! profile. The newest key signs; a retired one is published until what it signed has expired.

use crate::domain::session::ACCESS_TOKEN_S;
use crate::error::Trouble;
use crate::store::keys::{self, NewKey};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chassis::Db;
use chassis::crypto::Keyring;
use chrono::TimeDelta;
use httpkit::auth::{AUDIENCE, Claims, ISSUER, TOKEN_TYPE};
use kernel::ids::{SessionId, UserId};
use kernel::{Instant, Role, World};
use serde_json::{Value, json};
use sqlx::PgConnection;
use std::sync::Arc;
use tokio::sync::Mutex;
use uuid::Uuid;
use zeroize::Zeroizing;

const PRIVATE_KEY: &str = "identity.signing_keys.private_key";
/// For how long a process signs with the key it knows before it looks again.
const KNOWN_FOR: TimeDelta = TimeDelta::seconds(30);
/// For how long a retired key is published: the life of a token, what other processes still sign
/// with it before they look again, and the leeway of those who verify.
const VERIFY_AFTER: TimeDelta = TimeDelta::seconds(ACCESS_TOKEN_S + 30 + 30);

/// Signs access tokens. Cheap to clone.
#[derive(Clone)]
pub struct Signer(Arc<Inner>);

struct Inner {
    db: Db,
    world: World,
    keyring: Keyring,
    current: Mutex<Option<Current>>,
}

#[derive(Clone)]
struct Current {
    kid: Arc<str>,
    pair: Arc<RsaKeyPair>,
    known_at: Instant,
}

/// An access token.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// The signed token.
    pub token: Zeroizing<String>,
    /// Until when it is good.
    pub expires_at: Instant,
}

impl Signer {
    /// A signer over the keys in the database.
    #[must_use]
    pub fn new(db: Db, world: World, keyring: Keyring) -> Self {
        Self(Arc::new(Inner { db, world, keyring, current: Mutex::new(None) }))
    }

    /// A token for somebody who is logged in.
    ///
    /// # Errors
    /// When the key can't be had.
    pub async fn sign(
        &self,
        user: UserId,
        role: Role,
        session: SessionId,
    ) -> Result<AccessToken, Trouble> {
        let current = self.current().await?;
        let now = self.0.world.now();
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: user,
            sid: session,
            role,
            permissions: role.permissions().iter().map(|p| p.tag().to_owned()).collect(),
            iat: now.timestamp(),
            exp: now.timestamp() + ACCESS_TOKEN_S,
            jti: Uuid::from_bytes(self.0.world.bytes()).simple().to_string(),
        };
        let header = json!({"typ": TOKEN_TYPE, "alg": "RS256", "kid": &*current.kid});
        let claims =
            serde_json::to_vec(&claims).map_err(|e| Trouble::broken_by("a token's claims", e))?;
        let mut token = Zeroizing::new(format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims)
        ));
        let mut signature = vec![0; current.pair.public_modulus_len()];
        current
            .pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)
            .map_err(|e| Trouble::broken_by("the signing key", e))?;
        token.push('.');
        token.push_str(&URL_SAFE_NO_PAD.encode(signature));
        Ok(AccessToken { token, expires_at: now + TimeDelta::seconds(ACCESS_TOKEN_S) })
    }

    /// The public keys of all tokens that may still be good, as a JWK set (RFC 7517).
    ///
    /// # Errors
    /// When the database is away.
    pub async fn jwks(&self) -> Result<Value, Trouble> {
        let now = self.0.world.now();
        let mut keys = keys::published(self.0.db.pool(), now).await?;
        if keys.is_empty() {
            self.current().await?;
            keys = keys::published(self.0.db.pool(), now).await?;
        }
        Ok(json!({ "keys": keys }))
    }

    /// Signs with `key` from the commit on and retires the present one. Call [`Self::forget`] then.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn rotate_in_tx(&self, tx: &mut PgConnection, key: &NewKey) -> Result<(), Trouble> {
        let now = self.0.world.now();
        keys::lock_in_tx(tx).await?;
        keys::retire_in_tx(tx, now, now + VERIFY_AFTER).await?;
        keys::insert_in_tx(tx, key, now).await?;
        Ok(())
    }

    /// Looks for the current key again at the next token.
    pub async fn forget(&self) {
        *self.0.current.lock().await = None;
    }

    async fn current(&self) -> Result<Current, Trouble> {
        let mut current = self.0.current.lock().await;
        let now = self.0.world.now();
        if let Some(known) = current.as_ref().filter(|c| (now - c.known_at).abs() < KNOWN_FOR) {
            return Ok(known.clone());
        }
        let row = match keys::current(self.0.db.pool()).await? {
            Some(row) => row,
            None => self.make_first().await?,
        };
        let fresh = match current.take().filter(|c| *c.kid == *row.kid) {
            Some(same) => Current { known_at: now, ..same },
            None => {
                let text = self.0.keyring.open_text(PRIVATE_KEY, &row.private_key)?;
                let der = STANDARD
                    .decode(text.as_bytes())
                    .map_err(|e| Trouble::broken_by("the signing key", e))?;
                let pair = RsaKeyPair::from_pkcs8(&der)
                    .map_err(|e| Trouble::broken_by("the signing key", e))?;
                Current { kid: row.kid.into(), pair: Arc::new(pair), known_at: now }
            }
        };
        Ok(current.insert(fresh).clone())
    }

    /// Makes the first key, once however many processes start.
    async fn make_first(&self) -> Result<keys::CurrentKey, Trouble> {
        let key = self.new_key().await?;
        let mut tx = self.0.db.begin().await?;
        keys::lock_in_tx(&mut tx).await?;
        if keys::current(&mut *tx).await?.is_none() {
            keys::insert_in_tx(&mut tx, &key, self.0.world.now()).await?;
        }
        let row = keys::current(&mut *tx).await?;
        tx.commit().await?;
        row.ok_or_else(|| Trouble::broken("the table of signing keys"))
    }

    /// Generates an RSA-3072 key on a blocking thread: it takes a good part of a second, so do it
    /// before a transaction begins.
    ///
    /// # Errors
    /// When the generator fails.
    pub async fn new_key(&self) -> Result<NewKey, Trouble> {
        let pair = tokio::task::spawn_blocking(|| RsaKeyPair::generate(KeySize::Rsa3072))
            .await
            .map_err(|e| Trouble::broken_by("the key generator", e))?
            .map_err(|e| Trouble::broken_by("the key generator", e))?;
        let der: Pkcs8V1Der<'static> =
            pair.as_der().map_err(|e| Trouble::broken_by("the key generator", e))?;
        let kid = Uuid::from_bytes(self.0.world.bytes()).simple().to_string();
        let public = pair.public_key();
        let bytes = |n: aws_lc_rs::io::Positive<'_>| {
            URL_SAFE_NO_PAD.encode(n.big_endian_without_leading_zero())
        };
        let public_jwk = json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid,
            "n": bytes(public.modulus()), "e": bytes(public.exponent()),
        });
        let text = Zeroizing::new(STANDARD.encode(der.as_ref()));
        Ok(NewKey { private_key: self.0.keyring.seal_text(PRIVATE_KEY, &text), kid, public_jwk })
    }
}
