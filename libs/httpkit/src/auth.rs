//! Access tokens (RS256 JWT, RFC 9068 profile) and API keys, and who they make the caller.

use crate::ended::Ended;
use crate::jwks::PublicKeys;
use crate::keys::{ApiKey, KeyCache, PREFIX};
use crate::layers::ClientAddr;
use crate::problem::Problem;
use async_trait::async_trait;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::{header, request::Parts};
use axum::middleware::Next;
use axum::response::Response;
use chassis::bus::{Record, Tail};
use contracts::PortError;
use contracts::identity::{ApiKeyGrant, ShownKey};
use jsonwebtoken::{Algorithm, Validation};
use kernel::ids::{SessionId, UserId};
use kernel::{Permission, Role, World};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Who issues access tokens.
pub const ISSUER: &str = "osta";
/// Whom access tokens are for.
pub const AUDIENCE: &str = "osta-api";
/// The `typ` of access tokens (RFC 9068).
pub const TOKEN_TYPE: &str = "at+jwt";
/// Longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 4096;
/// How far clocks may differ, in seconds.
const LEEWAY_S: i64 = 5;

/// What an access token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Always [`ISSUER`].
    pub iss: String,
    /// Always [`AUDIENCE`].
    pub aud: String,
    /// The person.
    pub sub: UserId,
    /// Its log-in session.
    pub sid: SessionId,
    /// Its role.
    pub role: Role,
    /// Its permissions, for programs that read tokens; the server goes by the role.
    pub permissions: Vec<String>,
    /// Issued at, seconds since 1970.
    pub iat: i64,
    /// Good until, seconds since 1970.
    pub exp: i64,
    /// The token's own id.
    pub jti: String,
}

/// The person who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub user_id: UserId,
    /// What it is.
    pub role: Role,
    /// Its log-in session; for a partner's program the key.
    pub session_id: SessionId,
    /// The API key, when it is a partner's program: then it may less than its role.
    pub key: Option<ApiKey>,
}

impl Actor {
    /// A person who is logged in.
    #[must_use]
    pub fn person(user_id: UserId, role: Role, session_id: SessionId) -> Self {
        Self { user_id, role, session_id, key: None }
    }

    /// Whether this person may do that.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission) && self.key.is_none_or(|key| key.scopes.may(permission))
    }
}

/// The person who asks, if it is logged in.
#[derive(Clone, Copy, Debug)]
pub struct MaybeActor(pub Option<Actor>);

impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().copied().ok_or_else(Problem::unauthenticated)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Actor {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().copied())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MaybeActor {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<Actor>().copied()))
    }
}

/// Where public keys come from: identity in the same process, or over HTTP.
#[async_trait]
pub trait KeySource: Send + Sync + 'static {
    /// The current JWK set.
    async fn jwks(&self) -> Result<serde_json::Value, PortError>;
    /// Whose API key that is; where nobody knows keys, it is nobody's.
    async fn api_key(&self, _shown: ShownKey) -> Result<ApiKeyGrant, PortError> {
        Err(PortError::NotFound)
    }
}

/// Verifies access tokens. Cheap to clone.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    source: Arc<dyn KeySource>,
    world: World,
    keys: PublicKeys,
    api_keys: KeyCache,
    ended: Ended,
}

/// Why a token was not accepted. For the log; callers are told only that it is not good.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Not a token, the wrong algorithm, type or key, or a wrong signature.
    #[error("not a good token: {0}")]
    Bad(&'static str),
    /// Its time is over.
    #[error("expired")]
    Expired,
    /// Its session ended before: the person logged out, or was suspended.
    #[error("the session ended")]
    Ended,
    /// The keys can't be had.
    #[error("the signing keys can't be had")]
    NoKeys,
}

impl Verifier {
    /// A verifier that takes its keys from `source`.
    #[must_use]
    pub fn new(source: Arc<dyn KeySource>, world: World) -> Self {
        let (api_keys, ended) = (KeyCache::default(), Ended::default());
        Self(Arc::new(Inner { source, world, keys: PublicKeys::default(), api_keys, ended }))
    }

    /// Verifies a token: exactly RS256, a key of ours by `kid`, issuer, audience, type and time.
    ///
    /// # Errors
    /// [`TokenError`].
    pub async fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenError::Bad("too long"));
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Bad("header"))?;
        if header.alg != Algorithm::RS256 {
            return Err(TokenError::Bad("algorithm"));
        }
        if header.typ.as_deref() != Some(TOKEN_TYPE) {
            return Err(TokenError::Bad("type"));
        }
        let kid = header.kid.ok_or(TokenError::Bad("no key id"))?;
        let now = self.0.world.now().timestamp();
        let key = self.0.keys.get(&*self.0.source, &kid, now).await?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // The time is checked against our own clock below.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation)
            .map_err(|_| TokenError::Bad("signature or claims"))?
            .claims;
        if claims.exp + LEEWAY_S <= now {
            return Err(TokenError::Expired);
        }
        if claims.iat - LEEWAY_S > now {
            return Err(TokenError::Bad("from the future"));
        }
        if self.0.ended.has(claims.sid) {
            return Err(TokenError::Ended);
        }
        Ok(claims)
    }

    /// Whose program shows the API key, from where.
    async fn verify_key(&self, token: &str, client: Option<IpAddr>) -> Result<Actor, Problem> {
        let source = &*self.0.source;
        let grant = self.0.api_keys.admit(source, token, client, self.0.world.now()).await?;
        Ok(Actor {
            user_id: grant.partner,
            role: Role::Customer,
            session_id: SessionId::from(grant.key.id.uuid()),
            key: Some(grant.key),
        })
    }

    /// Hears the log until `stop`: sessions that end and keys that change count from then on, in
    /// every process, and not only when tokens and remembered answers are over.
    pub async fn listen(self, db: chassis::Db, stop: CancellationToken) {
        let tail = Tail::new(db, crate::ended::TYPES);
        let hear = |records: Vec<Record>, _: i64, _: bool| self.hear(&records);
        tail.run(crate::ended::BEFORE, hear, stop).await;
    }

    /// Takes in what the log tells.
    pub fn hear(&self, records: &[Record]) {
        let now = self.0.world.now();
        records.iter().for_each(|r| crate::ended::hear(&self.0.ended, &self.0.api_keys, r, now));
    }
}

/// Puts the [`Actor`] of a good bearer token into the request. A bad token is refused at once, also
/// on public routes; no token is a guest.
pub(crate) async fn authenticate(
    State(verifier): State<Verifier>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if let Some(value) = request.headers().get(header::AUTHORIZATION)
        && !request.uri().path().starts_with("/internal/")
    {
        let token = value
            .to_str()
            .ok()
            .and_then(|v| v.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(Problem::unauthenticated)?;
        if token.starts_with(PREFIX) {
            let client = request.extensions().get::<ClientAddr>().map(|addr| addr.0);
            let actor = verifier.verify_key(token, client).await?;
            request.extensions_mut().insert(actor);
            return Ok(next.run(request).await);
        }
        let claims = verifier.verify(token).await.map_err(|error| {
            tracing::debug!(%error, "token refused");
            match error {
                TokenError::NoKeys => crate::problem::from_port(PortError::Unavailable),
                _ => Problem::unauthenticated(),
            }
        })?;
        let actor = Actor::person(claims.sub, claims.role, claims.sid);
        request.extensions_mut().insert(actor);
    }
    Ok(next.run(request).await)
}
