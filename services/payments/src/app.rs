//! What every part of the service works with.

use crate::config::PaymentsConfig;
use chassis::Chassis;
use chassis::config::ConfigError;

/// The service's state. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// What the service runs on.
    pub chassis: Chassis,
    /// Its section of the configuration.
    pub config: PaymentsConfig,
}

impl App {
    /// The service's state.
    ///
    /// # Errors
    /// When the section `payments` can't be read.
    pub fn new(chassis: Chassis) -> Result<Self, ConfigError> {
        let config = chassis.settings.section("payments")?;
        Ok(Self { chassis, config })
    }
}
