//! What operators configure while the platform runs: versions with history, a moment from which they
//! hold, and validation by the service that owns the key.
//!
//! A service declares a type that implements [`Tunable`] and reads it with [`current`] in the
//! transaction that uses it, so that one decision sees one version. A later version takes the place
//! of earlier ones, also of those whose time has not come yet. What must outlive a change keeps the
//! version's number.

use crate::StoreError;
use kernel::ids::UserId;
use kernel::{ErrorClass, Fault, FieldError, Instant, InvalidFields, Localized, World};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// Something operators configure.
pub trait Tunable: Serialize + DeserializeOwned + Send + Sync {
    /// Its name, beginning with its service's: `payments.debt_limits`.
    const KEY: &'static str;

    /// Whether the values make sense together.
    ///
    /// # Errors
    /// Names every field that is wrong.
    fn check(&self) -> Result<(), InvalidFields>;
}

/// A value with its version.
#[derive(Clone, Debug)]
pub struct Versioned<T> {
    /// The version; 0 is the configuration file's.
    pub version: u32,
    /// From when on it holds; absent for version 0.
    pub valid_from: Option<Instant>,
    /// The value.
    pub value: T,
}

/// A stored version, as operators see it.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct StoredVersion {
    /// Which setting.
    pub key: String,
    /// The version, from 1.
    pub version: i32,
    /// The value.
    pub value: Value,
    /// From when on it holds.
    pub valid_from: Instant,
    /// Who made it.
    pub made_by: Uuid,
    /// Why.
    pub reason: String,
    /// When it was made.
    pub created_at: Instant,
}

/// A change that an operator asks for.
#[derive(Clone, Debug)]
pub struct Change<T> {
    /// The new value.
    pub value: T,
    /// From when on it holds; at once when absent.
    pub valid_from: Option<Instant>,
    /// The newest version the operator saw; 0 when there was none.
    pub based_on: u32,
    /// Who.
    pub by: UserId,
    /// Why.
    pub reason: String,
}

/// Why a setting was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingError {
    /// Somebody else changed it meanwhile.
    #[error("somebody else made version {0}")]
    ChangedMeanwhile(u32),
    /// It would hold from a moment that is over.
    #[error("the moment is over")]
    Past,
    /// The values don't make sense.
    #[error(transparent)]
    Fields(#[from] InvalidFields),
    /// The database is away or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for SettingError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Fault for SettingError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::ChangedMeanwhile(_) => ErrorClass::Conflict,
            Self::Past => ErrorClass::Invalid,
            Self::Fields(cause) => cause.class(),
            Self::Store(cause) => cause.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::ChangedMeanwhile(_) => "settings.changed_meanwhile",
            Self::Past => "settings.past",
            Self::Fields(cause) => cause.code(),
            Self::Store(cause) => cause.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::ChangedMeanwhile(version) => Localized::new(
                format!(
                    "غيّر زميل هذا الإعداد (النسخة {version}). راجع القيم الجديدة ثم حاول مرة أخرى."
                ),
                format!(
                    "A colleague changed this (version {version}). Look again, then try again."
                ),
            ),
            Self::Past => Localized::new(
                "اختر موعد سريان لم يمضِ بعد.",
                "Choose a moment that is not over yet.",
            ),
            Self::Fields(cause) => cause.text(),
            Self::Store(cause) => cause.text(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Past => vec![FieldError {
                field: "validFrom".to_owned(),
                code: self.code(),
                text: self.text(),
            }],
            Self::Fields(cause) => cause.fields(),
            _ => Vec::new(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Store(cause) => cause.retry_after_s(),
            _ => None,
        }
    }
}

/// The version in force at `at`; `fallback` (the configuration file's) when there is none.
///
/// # Errors
/// When the database is away, or a stored value can't be read.
pub async fn current<T: Tunable>(
    tx: &mut PgConnection,
    at: Instant,
    fallback: T,
) -> Result<Versioned<T>, StoreError> {
    let row: Option<(i32, Value, Instant)> = sqlx::query_as(
        "select version, value, valid_from from bus.settings
         where key = $1 and valid_from <= $2 order by version desc limit 1",
    )
    .bind(T::KEY)
    .bind(at)
    .fetch_optional(tx)
    .await?;
    let Some((version, value, from)) = row else {
        return Ok(Versioned { version: 0, valid_from: None, value: fallback });
    };
    let value = serde_json::from_value(value).map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
    Ok(Versioned { version: version.unsigned_abs(), valid_from: Some(from), value })
}

/// A certain version, as something that was agreed under it needs it; `fallback` (the configuration
/// file's) for version 0. Versions are never changed.
///
/// # Errors
/// When the database is away, there is no such version, or it can't be read.
pub async fn version<T: Tunable>(
    tx: &mut PgConnection,
    version: u32,
    fallback: T,
) -> Result<T, StoreError> {
    if version == 0 {
        return Ok(fallback);
    }
    let value: Value =
        sqlx::query_scalar("select value from bus.settings where key = $1 and version = $2")
            .bind(T::KEY)
            .bind(i32::try_from(version).unwrap_or(i32::MAX))
            .fetch_one(tx)
            .await?;
    Ok(serde_json::from_value(value).map_err(|e| sqlx::Error::Decode(Box::new(e)))?)
}

/// A setting that a service has, with what its configuration file says.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Declared {
    /// Its key.
    pub key: String,
    /// What holds while no version does.
    pub defaults: Value,
}

impl Declared {
    /// Of a service's configuration.
    #[must_use]
    pub fn of<T: Tunable>(defaults: &T) -> Self {
        let defaults = serde_json::to_value(defaults).unwrap_or(Value::Null);
        Self { key: T::KEY.to_owned(), defaults }
    }

    /// The service that owns it.
    #[must_use]
    pub fn service(&self) -> &str {
        self.key.split('.').next().unwrap_or_default()
    }
}

/// Makes settings known to whoever lists them.
///
/// # Errors
/// When the database is away.
pub async fn declare(
    db: &mut PgConnection,
    now: Instant,
    settings: &[Declared],
) -> Result<(), StoreError> {
    for setting in settings {
        sqlx::query(
            "insert into bus.setting_keys (key, service, defaults, updated_at)
             values ($1, $2, $3, $4)
             on conflict (key) do update
                 set service = excluded.service, defaults = excluded.defaults,
                     updated_at = excluded.updated_at
                 where setting_keys.defaults <> excluded.defaults",
        )
        .bind(&setting.key)
        .bind(setting.service())
        .bind(&setting.defaults)
        .bind(now)
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Every setting of every service that has ever started here, by key.
///
/// # Errors
/// When the database is away.
pub async fn declared(db: &mut PgConnection) -> Result<Vec<Declared>, StoreError> {
    Ok(sqlx::query_as("select key, defaults from bus.setting_keys order by key")
        .fetch_all(db)
        .await?)
}

/// Writes a new version. Answers its number and from when on it holds. The caller tells what the
/// operator did.
///
/// # Errors
/// [`SettingError`]; nothing is written then.
pub async fn change_in_tx<T: Tunable>(
    tx: &mut PgConnection,
    world: &World,
    service: &str,
    change: &Change<T>,
) -> Result<(u32, Instant), SettingError> {
    change.value.check()?;
    let now = world.now();
    let valid_from = change.valid_from.unwrap_or(now);
    if valid_from < now {
        return Err(SettingError::Past);
    }
    // One change of a key at a time; the primary key would refuse the second one less politely.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(T::KEY)
        .execute(&mut *tx)
        .await?;
    let newest: Option<i32> =
        sqlx::query_scalar("select max(version) from bus.settings where key = $1")
            .bind(T::KEY)
            .fetch_one(&mut *tx)
            .await?;
    let newest = newest.unwrap_or_default().unsigned_abs();
    if newest != change.based_on {
        return Err(SettingError::ChangedMeanwhile(newest));
    }
    let value =
        serde_json::to_value(&change.value).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    sqlx::query(
        "insert into bus.settings
            (service, key, version, value, valid_from, made_by, reason, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(service)
    .bind(T::KEY)
    .bind(i32::try_from(newest + 1).unwrap_or(i32::MAX))
    .bind(value)
    .bind(valid_from)
    .bind(change.by.uuid())
    .bind(&change.reason)
    .bind(now)
    .execute(tx)
    .await?;
    Ok((newest + 1, valid_from))
}

/// Of versions newest first, the one in force at `now` and the one that takes its place next.
#[must_use]
pub fn standing(
    history: &[StoredVersion],
    now: Instant,
) -> (Option<&StoredVersion>, Option<&StoredVersion>) {
    let in_force = history.iter().find(|version| version.valid_from <= now);
    let newest = in_force.map_or(0, |version| version.version);
    let waiting = history.iter().filter(|v| v.version > newest && v.valid_from > now);
    // Of two with the same moment the newer one will hold, and it stands first.
    (in_force, waiting.min_by_key(|version| version.valid_from))
}

/// Every version of a key, newest first; of all keys when `key` is absent.
///
/// # Errors
/// When the database is away.
pub async fn history_in_tx(
    tx: &mut PgConnection,
    key: Option<&str>,
) -> Result<Vec<StoredVersion>, StoreError> {
    Ok(sqlx::query_as(
        "select key, version, value, valid_from, made_by, reason, created_at from bus.settings
         where $1::text is null or key = $1 order by key, version desc limit 1000",
    )
    .bind(key)
    .fetch_all(tx)
    .await?)
}
