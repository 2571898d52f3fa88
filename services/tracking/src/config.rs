//! The service's section of the configuration, `tracking`.

use crate::domain::watch::WatchRules;
use crate::domain::zones::ZoneRules;
use serde::{Deserialize, Deserializer, de};

/// How positions are written, and when a journey is worth telling of.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrackingConfig {
    /// How many positions wait in memory for the database at most; then the oldest are let go.
    /// A row takes about 150 bytes.
    pub backlog_rows: usize,
    /// How many positions one statement writes.
    pub batch_rows: usize,
    /// When something about a journey is told, and when it no longer holds.
    #[serde(deserialize_with = "without_contradiction")]
    pub watch: WatchRules,
    /// When a zone is left, and when somebody dwells in one.
    #[serde(deserialize_with = "without_ringing")]
    pub zones: ZoneRules,
    /// How long operators have to acknowledge an alarm before it is told again, in seconds.
    pub sos_patience_s: u32,
    /// How often an alarm is told again at that pace.
    pub sos_escalations: u32,
    /// After how many seconds it is told again from then on, for as long as nobody acknowledges it.
    pub sos_slow_patience_s: u32,
}

impl Default for TrackingConfig {
    fn default() -> Self {
        Self {
            backlog_rows: 200_000,
            batch_rows: 1_000,
            watch: WatchRules::default(),
            zones: ZoneRules::default(),
            sos_patience_s: 120,
            sos_escalations: 15,
            sos_slow_patience_s: 1_800,
        }
    }
}

fn without_contradiction<'de, D: Deserializer<'de>>(from: D) -> Result<WatchRules, D::Error> {
    let rules = WatchRules::deserialize(from)?;
    rules.contradiction().map_or(Ok(rules), |rule| Err(de::Error::custom(rule)))
}

fn without_ringing<'de, D: Deserializer<'de>>(from: D) -> Result<ZoneRules, D::Error> {
    let rules = ZoneRules::deserialize(from)?;
    rules.contradiction().map_or(Ok(rules), |rule| Err(de::Error::custom(rule)))
}
