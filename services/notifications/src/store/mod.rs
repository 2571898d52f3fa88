//! All SQL of the service.

pub mod bookings;
pub mod deliveries;
pub mod devices;
pub mod notifications;
pub mod preferences;
pub mod providers;
pub mod recipients;

/// The context under which the phone of a one-time code is sealed.
pub const TO_CONTEXT: &str = "notifications.deliveries.sealed_to";
/// The context under which a one-time code is sealed.
pub const CODE_CONTEXT: &str = "notifications.deliveries.sealed_code";
