//! All SQL of the service.

pub mod journey_signals;
pub mod journeys;
pub mod last_positions;
pub mod personal_data;
pub mod provider_locations;
pub mod provider_states;
pub mod share_links;
pub mod sos_alarms;
pub mod travel_samples;
pub mod zone_stays;
pub mod zones;

use kernel::LatLng;

/// A stored position. The tables' checks make it a good one.
fn place(latitude: f64, longitude: f64) -> Result<LatLng, sqlx::Error> {
    LatLng::parse(latitude, longitude).map_err(|e| sqlx::Error::Decode(Box::new(e)))
}
