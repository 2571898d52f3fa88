//! Settings: what operators configure.

use kernel::Instant;
use kernel::ids::{EventId, UserId};
use serde::{Deserialize, Serialize};

/// An operator changed a setting. What was agreed before keeps the version it was agreed under.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettingChanged {
    /// The change's id.
    pub change_id: EventId,
    /// Which setting: `booking.cancellation`.
    pub key: String,
    /// The new version.
    pub version: u32,
    /// From when on it holds, unless a later version takes its place before.
    pub valid_from: Instant,
    /// The new value, in the form of the service that owns it.
    pub value: serde_json::Value,
    /// Who changed it.
    pub changed_by: UserId,
}
crate::event!(SettingChanged, "setting.changed", "setting_change", |e| e.change_id);
