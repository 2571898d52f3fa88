//! `/admin/settings`: what operators configured so far, whichever service owns it.

use crate::App;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use chassis::tunables;
use kernel::DateTime;
use kernel::ids::UserId;
use serde::Serialize;
use std::collections::BTreeMap;

/// A version of a setting.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingVersionOut {
    /// The version, from 1.
    pub version: u32,
    /// The value, in the owning service's form.
    #[schema(value_type = Object)]
    pub value: serde_json::Value,
    /// From when on it holds, unless a later version takes its place before.
    pub valid_from: DateTime,
    /// Whether it holds now.
    pub in_force: bool,
    /// Who made it.
    pub made_by: UserId,
    /// Why.
    pub reason: String,
    /// When it was made.
    pub created_at: DateTime,
}

/// A setting that was changed at least once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingHistoryOut {
    /// Its key; it is read and changed at `/admin/settings/{key}`.
    #[schema(example = "payments.debt_limits")]
    pub key: String,
    /// Every version, newest first.
    pub versions: Vec<SettingVersionOut>,
}

/// All settings that were changed at least once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingsHistoryOut {
    /// By key.
    pub items: Vec<SettingHistoryOut>,
}

/// What operators configured: every setting that was ever changed, with its whole history. What is
/// not here stands as in the configuration file.
#[utoipa::path(get, path = "/api/v1/admin/settings", tag = "admin settings",
    responses((status = 200, description = "The settings.", body = SettingsHistoryOut)))]
pub async fn list_settings(State(app): State<App>) -> httpkit::Result<Json<SettingsHistoryOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let now = app.chassis.world.now();
    let mut keys: BTreeMap<String, Vec<SettingVersionOut>> = BTreeMap::new();
    for row in tunables::history_in_tx(&mut connection, None).await? {
        let versions = keys.entry(row.key).or_default();
        // Newest first: the first one whose time has come is in force.
        let in_force = row.valid_from <= now && !versions.iter().any(|v| v.in_force);
        versions.push(SettingVersionOut {
            version: row.version.unsigned_abs(),
            value: row.value,
            valid_from: row.valid_from,
            in_force,
            made_by: row.made_by.into(),
            reason: row.reason,
            created_at: row.created_at,
        });
    }
    let items = keys.into_iter().map(|(key, versions)| SettingHistoryOut { key, versions });
    Ok(Json(SettingsHistoryOut { items: items.collect() }))
}
