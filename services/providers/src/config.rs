//! What an installation may set: section `[providers]`.

use serde::Deserialize;

/// The configuration of this service.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Lowest own price, as a percentage of the catalog's.
    pub price_min_percent: u32,
    /// Highest own price, as a percentage of the catalog's.
    pub price_max_percent: u32,
    /// How many days a provider may appeal.
    pub appeal_days: u16,
    /// Within how many days an appeal should be decided.
    pub appeal_decision_days: u16,
    /// After how many more days a suspension whose appeal nobody decided is lifted, unless it was
    /// made for people's safety. 0: never.
    pub appeal_lift_days: u16,
    /// How many days after the decision copies of identity cards and selfies are kept.
    pub keep_id_copies_days: u16,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            price_min_percent: 50,
            price_max_percent: 200,
            appeal_days: 14,
            appeal_decision_days: 7,
            appeal_lift_days: 7,
            keep_id_copies_days: 30,
        }
    }
}
