//! Jobs of ordering: searches and offers that expire.

use crate::App;
use chassis::jobs::Jobs;

/// Adds them.
#[must_use]
pub fn add(jobs: Jobs, _app: &App) -> Jobs {
    jobs
}
