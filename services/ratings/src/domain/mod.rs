//! Ratings as pure decisions.

mod reputation;
mod score;
mod scores;
mod suspicion;

pub use reputation::{Reputation, reputation};
pub use score::Score;
pub use scores::{Aspects, Stars};
pub use suspicion::{Recent, suspicions};

use chrono::TimeDelta;

/// How long after the end of the work each side may rate.
pub const WINDOW: TimeDelta = TimeDelta::days(14);
