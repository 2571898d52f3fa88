//! The section `booking` of the configuration.

use crate::domain;
use serde::{Deserialize, Serialize};

/// What can be configured of bookings and matching; every number has its documented default.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The numbers of a booking's rules.
    pub rules: domain::Rules,
    /// The weights and rounds of matching.
    pub matching: dispatch::Rules,
}
