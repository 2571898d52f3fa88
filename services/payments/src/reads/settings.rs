//! Settings as operators see them.

use crate::app::App;
use crate::domain::debt::DebtLimits;
use chassis::StoreError;
use chassis::tunables::{self, Tunable as _};
use kernel::ids::UserId;
use kernel::{DateTime, Money};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

/// The debt limits in force, and every version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DebtLimitsSettingOut {
    /// From this debt on a provider is warned.
    pub soft: Money,
    /// From this debt on a provider gets no new offers.
    pub hard: Money,
    /// The version in force; 0 is the configuration file's.
    pub version: u32,
    /// The newest version; above `version` while it waits for its moment. Sent back with a change.
    pub newest: u32,
    /// Every version, newest first.
    pub history: Vec<DebtLimitsVersionOut>,
}

/// One version of the debt limits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DebtLimitsVersionOut {
    /// The version.
    pub version: u32,
    /// From this debt on a provider is warned.
    pub soft: Money,
    /// From this debt on a provider gets no new offers.
    pub hard: Money,
    /// From when on it holds, unless a later version takes its place before.
    pub valid_from: DateTime,
    /// Who made it.
    pub made_by: UserId,
    /// Why.
    pub reason: String,
    /// When it was made.
    pub created_at: DateTime,
}

/// The debt limits in force.
///
/// # Errors
/// When the database is away.
pub async fn limits_in_tx(tx: &mut PgConnection, app: &App) -> Result<DebtLimits, StoreError> {
    let now = app.chassis.world.now();
    Ok(tunables::current(tx, now, app.config.limits()).await?.value)
}

/// The debt limits with their history.
///
/// # Errors
/// When the database is away.
pub async fn debt_limits_in_tx(
    tx: &mut PgConnection,
    app: &App,
) -> Result<DebtLimitsSettingOut, StoreError> {
    let now = app.chassis.world.now();
    let current = tunables::current(&mut *tx, now, app.config.limits()).await?;
    let mut history = Vec::new();
    for row in tunables::history_in_tx(tx, Some(DebtLimits::KEY)).await? {
        let value: DebtLimits =
            serde_json::from_value(row.value).map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
        history.push(DebtLimitsVersionOut {
            version: row.version.unsigned_abs(),
            soft: value.soft,
            hard: value.hard,
            valid_from: row.valid_from,
            made_by: row.made_by.into(),
            reason: row.reason,
            created_at: row.created_at,
        });
    }
    Ok(DebtLimitsSettingOut {
        soft: current.value.soft,
        hard: current.value.hard,
        version: current.version,
        newest: history.first().map_or(0, |newest| newest.version),
        history,
    })
}
