//! Settings over HTTP: every service shows and changes its own in one shape, at
//! `GET` and `PUT /api/v1/admin/settings/{key}`.

use crate::auth::Actor;
use crate::problem::Problem;
use chassis::idempotency::{Answer, IdempotencyKey};
use chassis::tunables::{self, Change, Declared, SettingError, StoredVersion, Tunable};
use chassis::{Chassis, StoreError};
use contracts::admin::OperatorActed;
use contracts::settings::SettingChanged;
use kernel::ids::{EventId, UserId};
use kernel::{DateTime, Fields, Instant, InvalidFields, text};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;

/// The longest reason an operator may give, in characters.
const LONGEST_REASON: usize = 500;

/// A setting: what holds, what comes, and every version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingOut<T> {
    /// Its key.
    #[schema(example = "booking.cancellation")]
    pub key: String,
    /// What holds now.
    pub value: T,
    /// The version in force; 0 is the configuration file's.
    pub version: u32,
    /// From when on it holds; absent for version 0.
    pub valid_from: Option<DateTime>,
    /// The newest version; above `version` while it waits for its moment. Sent back with a change
    /// as `basedOn`.
    pub newest: u32,
    /// What the configuration file says: it holds while no version does.
    pub default: T,
    /// What takes its place next, if anything waits for its moment.
    pub scheduled: Option<SettingVersion<T>>,
    /// Every version, newest first.
    pub history: Vec<SettingVersion<T>>,
}

/// One version of a setting.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingVersion<T> {
    /// The version, from 1.
    pub version: u32,
    /// The value.
    pub value: T,
    /// From when on it holds, unless a later version takes its place before.
    pub valid_from: DateTime,
    /// Who made it.
    pub made_by: UserId,
    /// Why.
    pub reason: String,
    /// When it was made.
    pub created_at: DateTime,
}

/// A change of a setting.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingChangeIn<T> {
    /// The new value, whole.
    value: T,
    /// From when on it holds; at once when absent.
    valid_from: Option<DateTime>,
    /// The `newest` version that was shown.
    #[schema(example = 0)]
    based_on: u32,
    /// Why.
    #[schema(example = "أسعار الوقود ارتفعت", max_length = 500)]
    reason: String,
}

impl<T: Tunable> SettingChangeIn<T> {
    /// The change that `by` asks for; wrong values are named with it, all at once.
    ///
    /// # Errors
    /// Names every field that is wrong.
    pub fn parse(self, by: UserId) -> Result<Change<T>, InvalidFields> {
        let mut fields = Fields::new();
        let reason = fields.take("reason", text::line(&self.reason, LONGEST_REASON));
        let mut wrong = self.value.check().err().map(|e| e.0).unwrap_or_default();
        match (reason, wrong.is_empty()) {
            (Some(reason), true) => Ok(Change {
                value: self.value,
                valid_from: self.valid_from,
                based_on: self.based_on,
                by,
                reason,
            }),
            (Some(_), false) => Err(InvalidFields(wrong)),
            (None, _) => {
                wrong.extend(fields.into_error().0);
                Err(InvalidFields(wrong))
            }
        }
    }
}

impl<T: Tunable> SettingVersion<T> {
    fn of(row: &StoredVersion) -> Result<Self, StoreError> {
        let value = serde_json::from_value(row.value.clone())
            .map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
        Ok(Self {
            version: row.version.unsigned_abs(),
            value,
            valid_from: row.valid_from,
            made_by: row.made_by.into(),
            reason: row.reason.clone(),
            created_at: row.created_at,
        })
    }
}

/// A setting with its history; `default` is the configuration file's.
///
/// # Errors
/// When the database is away, or a stored value can't be read.
pub async fn setting_in_tx<T: Tunable>(
    tx: &mut PgConnection,
    now: Instant,
    default: T,
) -> Result<SettingOut<T>, StoreError> {
    let rows = tunables::history_in_tx(tx, Some(T::KEY)).await?;
    let (in_force, next) = tunables::standing(&rows, now);
    let in_force = in_force.map(SettingVersion::<T>::of).transpose()?;
    let scheduled = next.map(SettingVersion::of).transpose()?;
    let history: Vec<SettingVersion<T>> =
        rows.iter().map(SettingVersion::of).collect::<Result<_, _>>()?;
    let file = serde_json::to_value(&default).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    let file = serde_json::from_value(file).map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
    let (version, valid_from) =
        in_force.as_ref().map_or((0, None), |v| (v.version, Some(v.valid_from)));
    Ok(SettingOut {
        key: T::KEY.to_owned(),
        value: in_force.map_or(file, |v| v.value),
        version,
        valid_from,
        newest: history.first().map_or(0, |newest| newest.version),
        default,
        scheduled,
        history,
    })
}

/// A setting with its history.
///
/// # Errors
/// When the database is away, or a stored value can't be read.
pub async fn show<T: Tunable>(chassis: &Chassis, default: T) -> Result<SettingOut<T>, StoreError> {
    let mut db = chassis.db.pool().acquire().await?;
    setting_in_tx(&mut db, chassis.world.now(), default).await
}

/// A job that looks at everything anew when a change takes effect.
#[derive(Clone, Copy, Debug)]
pub struct Then {
    /// The service whose job it is.
    pub service: &'static str,
    /// Its kind.
    pub job: &'static str,
}

/// Writes a new version, tells of it, and answers the setting as it stands then.
///
/// # Errors
/// [`SettingError`]; nothing is written then.
pub async fn change<T: Tunable>(
    chassis: &Chassis,
    actor: Actor,
    key: &IdempotencyKey,
    change: Change<T>,
    default: T,
    then: Option<Then>,
) -> Result<Answer, Problem> {
    let world = &chassis.world;
    let mut tx = chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        return Ok(answer);
    }
    let service = Declared::of(&default).service().to_owned();
    let (version, from) = tunables::change_in_tx(&mut tx, world, &service, &change).await?;
    if let Some(Then { service, job }) = then {
        chassis::jobs::schedule(&mut tx, world, service, job, version, from, json!({})).await?;
    }
    let out = setting_in_tx(&mut tx, world.now(), default).await?;
    let before = out.history.get(1).map_or(&out.default, |former| &former.value);
    tell_in_tx(&mut tx, chassis, actor, &change, (version, from), before)
        .await
        .map_err(SettingError::from)?;
    let answer = Answer::json(200, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn tell_in_tx<T: Tunable>(
    tx: &mut PgConnection,
    chassis: &Chassis,
    actor: Actor,
    change: &Change<T>,
    (version, from): (u32, Instant),
    before: &T,
) -> Result<(), StoreError> {
    let world = &chassis.world;
    let json_of = |value: &T| {
        serde_json::to_value(value).map_err(|e| StoreError(sqlx::Error::Encode(Box::new(e))))
    };
    let (before, value) = (json_of(before)?, json_of(&change.value)?);
    let acted = OperatorActed {
        action_id: world.id::<EventId>(),
        operator_id: actor.user_id,
        action: "settings.change".to_owned(),
        subject_type: "setting".to_owned(),
        subject_id: T::KEY.to_owned(),
        reason: Some(change.reason.clone()),
        details: json!({
            "version": version, "before": before, "value": value, "validFrom": from,
        }),
    };
    chassis::bus::append(tx, world, &acted).await?;
    let changed = SettingChanged {
        change_id: world.id::<EventId>(),
        key: T::KEY.to_owned(),
        version,
        valid_from: from,
        value,
        changed_by: actor.user_id,
    };
    chassis::bus::append(tx, world, &changed).await
}

/// Makes a service's settings known when it starts, however long the database is away.
#[must_use]
pub fn declaring(chassis: &Chassis, settings: Vec<Declared>) -> crate::parts::Background {
    let (db, world) = (chassis.db.clone(), chassis.world.clone());
    Box::new(move |stop| {
        Box::pin(async move {
            loop {
                let declared = async {
                    let mut db = db.pool().acquire().await?;
                    tunables::declare(&mut db, world.now(), &settings).await
                };
                let Err(error) = declared.await else { return };
                tracing::warn!(%error, "settings not declared yet");
                let again = tokio::time::sleep(std::time::Duration::from_secs(5));
                if stop.run_until_cancelled(again).await.is_none() {
                    return;
                }
            }
        })
    })
}
