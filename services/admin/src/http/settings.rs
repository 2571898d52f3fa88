//! `/admin/settings`: what operators can configure, whichever service owns it.

use crate::App;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use chassis::tunables::{self, StoredVersion};
use kernel::DateTime;
use kernel::ids::UserId;
use serde::Serialize;
use serde_json::Value;
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

/// A setting.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingHistoryOut {
    /// Its key; it is read and changed at `/admin/settings/{key}`.
    #[schema(example = "payments.debt_limits")]
    pub key: String,
    /// The service that owns it.
    #[schema(example = "payments")]
    pub service: String,
    /// What the configuration file says: it holds while no version does. Absent when the service
    /// does not have the setting any more.
    #[schema(value_type = Option<Object>)]
    pub default: Option<serde_json::Value>,
    /// What holds now.
    #[schema(value_type = Option<Object>)]
    pub value: Option<serde_json::Value>,
    /// The version in force; 0 is the configuration file's.
    pub version: u32,
    /// From when on it holds; absent for version 0.
    pub valid_from: Option<DateTime>,
    /// The newest version, also while it waits for its moment.
    pub newest: u32,
    /// What takes its place next, if anything waits for its moment.
    pub scheduled: Option<SettingVersionOut>,
    /// Every version, newest first.
    pub versions: Vec<SettingVersionOut>,
}

/// All settings.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingsHistoryOut {
    /// By key.
    pub items: Vec<SettingHistoryOut>,
}

/// What operators can configure: every setting of every service with what its configuration file
/// says, the version in force, what waits for its moment, and the whole history.
#[utoipa::path(get, path = "/api/v1/admin/settings", tag = "admin settings",
    responses((status = 200, description = "The settings.", body = SettingsHistoryOut)))]
pub async fn list_settings(State(app): State<App>) -> httpkit::Result<Json<SettingsHistoryOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let now = app.chassis.world.now();
    let mut keys: BTreeMap<String, (Option<Value>, Vec<StoredVersion>)> = BTreeMap::new();
    for declared in tunables::declared(&mut db).await? {
        keys.insert(declared.key, (Some(declared.defaults), Vec::new()));
    }
    for row in tunables::history_in_tx(&mut db, None).await? {
        keys.entry(row.key.clone()).or_default().1.push(row);
    }
    let item = |(key, (default, rows)): (String, (Option<Value>, Vec<StoredVersion>))| {
        let (in_force, next) = tunables::standing(&rows, now);
        let holds = in_force.map_or(0, |row| row.version);
        let out = |row: &StoredVersion| SettingVersionOut {
            version: row.version.unsigned_abs(),
            value: row.value.clone(),
            valid_from: row.valid_from,
            in_force: row.version == holds,
            made_by: row.made_by.into(),
            reason: row.reason.clone(),
            created_at: row.created_at,
        };
        SettingHistoryOut {
            service: key.split('.').next().unwrap_or_default().to_owned(),
            value: in_force.map_or_else(|| default.clone(), |row| Some(row.value.clone())),
            version: holds.unsigned_abs(),
            valid_from: in_force.map(|row| row.valid_from),
            newest: rows.first().map_or(0, |row| row.version.unsigned_abs()),
            scheduled: next.map(out),
            versions: rows.iter().map(out).collect(),
            default,
            key,
        }
    };
    Ok(Json(SettingsHistoryOut { items: keys.into_iter().map(item).collect() }))
}
