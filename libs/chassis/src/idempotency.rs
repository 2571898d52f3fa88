//! Requests that may come twice: the first answer is kept and replayed.
//!
//! A key being worked on is a transaction-scoped advisory lock, so a crash leaves nothing behind;
//! key and answer commit with the effect (design: `architecture.md`, API conventions).

use crate::crypto::{Keyring, Sealed};
use crate::{Db, StoreError};
use aws_lc_rs::digest::{SHA256, digest};
use kernel::{ErrorClass, Fault, Localized, World};
use serde::Serialize;
use sqlx::PgConnection;
use std::time::Duration;

/// Who sent what under which key.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// The account, or for guests the client's address.
    pub account: String,
    /// Method and path of the request.
    pub route: String,
    /// The client's key, 1–255 visible ASCII characters. `None` when the client sent none: then
    /// nothing is kept and nothing replayed.
    pub key: Option<String>,
    /// A keyed hash of the request's body.
    pub body_hash: [u8; 32],
    /// Seals the kept answer: it may hold an address or a name.
    pub keyring: Option<Keyring>,
}

/// A refused request rolls back a moment after it was answered, so that a client that tries again
/// at once may come before its own lock is given back: look a few times before saying "running".
const TRIES: u32 = 4;
/// How long to wait between the looks.
const BETWEEN_TRIES: Duration = Duration::from_millis(25);

/// The context under which answers are sealed.
const CONTEXT: &str = "bus.idempotency.answer";

/// An answer as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON body; empty for `204`.
    pub body: Vec<u8>,
    /// Whether this is the answer to an earlier request with the same key.
    pub replayed: bool,
}

impl Answer {
    /// An answer with a JSON body.
    ///
    /// # Errors
    /// When the body can't be serialised, which is a fault of ours.
    pub fn json(status: u16, body: &impl Serialize) -> Result<Self, StoreError> {
        let body = serde_json::to_vec(body).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
        Ok(Self { status, body, replayed: false })
    }

    /// `204`: it is done and there is nothing to say.
    #[must_use]
    pub fn done() -> Self {
        Self { status: 204, body: Vec::new(), replayed: false }
    }
}

/// Why a key was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum IdempotencyError {
    /// A request with this key is running right now.
    #[error("a request with this idempotency key is running")]
    Running,
    /// The key was used with another body.
    #[error("the idempotency key was used with another body")]
    OtherBody,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for IdempotencyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Fault for IdempotencyError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Running => ErrorClass::Conflict,
            Self::OtherBody => ErrorClass::Invalid,
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Running => "idempotency.running",
            Self::OtherBody => "idempotency.other_body",
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::Running => Localized::new(
                "طلبك السابق ما زال قيد التنفيذ. انتظر لحظة ثم حاول مرة أخرى.",
                "Your earlier request is still running. Wait a moment, then try again.",
            ),
            Self::OtherBody => Localized::new(
                "استُخدم مفتاح التكرار هذا من قبل مع بيانات مختلفة. أرسل مفتاحًا جديدًا.",
                "This Idempotency-Key was used before with a different body. Send a new key.",
            ),
            Self::Store(error) => error.text(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Running => Some(1),
            Self::OtherBody => None,
            Self::Store(error) => error.retry_after_s(),
        }
    }
}

impl IdempotencyKey {
    /// Takes the key for this transaction. `Some` is the kept answer: return it and do nothing.
    ///
    /// # Errors
    /// [`IdempotencyError::Running`] or [`IdempotencyError::OtherBody`].
    pub async fn claim(&self, tx: &mut PgConnection) -> Result<Option<Answer>, IdempotencyError> {
        let Some(key) = &self.key else { return Ok(None) };
        let name = format!("{}\u{1f}{}\u{1f}{key}", self.account, self.route);
        let hash = digest(&SHA256, name.as_bytes());
        let mut lock = [0u8; 8];
        lock.copy_from_slice(&hash.as_ref()[..8]);
        let mut tries = TRIES;
        while !try_lock(tx, i64::from_le_bytes(lock)).await? {
            tries -= 1;
            if tries == 0 {
                return Err(IdempotencyError::Running);
            }
            tokio::time::sleep(BETWEEN_TRIES).await;
        }
        let kept: Option<(Vec<u8>, i16, Vec<u8>)> = sqlx::query_as(
            "select body_hash, status, answer from bus.idempotency
             where account = $1 and route = $2 and key = $3",
        )
        .bind(&self.account)
        .bind(&self.route)
        .bind(key)
        .fetch_optional(tx)
        .await?;
        match kept {
            None => Ok(None),
            Some((body_hash, ..)) if body_hash != self.body_hash => {
                Err(IdempotencyError::OtherBody)
            }
            Some((_, status, sealed)) => {
                let body = self.open(sealed).await?;
                Ok(Some(Answer { status: status.unsigned_abs(), body, replayed: true }))
            }
        }
    }

    /// Keeps the answer in the transaction of the effect.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep(
        &self,
        tx: &mut PgConnection,
        world: &World,
        answer: &Answer,
    ) -> Result<(), IdempotencyError> {
        let Some(key) = &self.key else { return Ok(()) };
        let keyring = self.keyring()?;
        let sealed = keyring.seal(CONTEXT, &answer.body);
        sqlx::query(
            "insert into bus.idempotency (account, route, key, body_hash, status, answer, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&self.account)
        .bind(&self.route)
        .bind(key)
        .bind(&self.body_hash[..])
        .bind(i16::try_from(answer.status).unwrap_or(500))
        .bind(sealed.as_str().as_bytes())
        .bind(world.now())
        .execute(tx)
        .await?;
        Ok(())
    }

    async fn open(&self, sealed: Vec<u8>) -> Result<Vec<u8>, IdempotencyError> {
        let text = String::from_utf8(sealed).map_err(|_| undecodable())?;
        let sealed = Sealed::parse(text).map_err(|_| undecodable())?;
        let body = self.keyring()?.open_any(CONTEXT, &sealed).await.map_err(|_| undecodable())?;
        Ok(body.to_vec())
    }

    fn keyring(&self) -> Result<&Keyring, IdempotencyError> {
        self.keyring.as_ref().ok_or_else(undecodable)
    }
}

/// Whether an answer is kept for a request with this key, whatever its body.
///
/// # Errors
/// When the database is away.
pub async fn is_kept(db: &Db, account: &str, route: &str, key: &str) -> Result<bool, StoreError> {
    let kept = sqlx::query_scalar(
        "select exists (select from bus.idempotency
                        where account = $1 and route = $2 and key = $3)",
    )
    .bind(account)
    .bind(route)
    .bind(key)
    .fetch_one(db.pool())
    .await?;
    Ok(kept)
}

async fn try_lock(tx: &mut PgConnection, lock: i64) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select pg_try_advisory_xact_lock($1)").bind(lock).fetch_one(tx).await
}

/// A kept answer that can't be sealed or opened: the keys of this process are not those of the
/// one that kept it.
fn undecodable() -> IdempotencyError {
    let cause = "a kept answer can't be sealed or opened with the keys of this process";
    IdempotencyError::Store(sqlx::Error::Configuration(cause.into()).into())
}
