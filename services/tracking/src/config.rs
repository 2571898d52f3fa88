//! The service's section of the configuration, `tracking`.

use serde::Deserialize;

/// How positions are written.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrackingConfig {
    /// How many positions wait in memory for the database at most; then the oldest are let go.
    /// A row takes about 150 bytes.
    pub backlog_rows: usize,
    /// How many positions one statement writes.
    pub batch_rows: usize,
}

impl Default for TrackingConfig {
    fn default() -> Self {
        Self { backlog_rows: 200_000, batch_rows: 1_000 }
    }
}
