//! Which zone somebody is in: enter, dwell, leave.
//!
//! Pure functions of the zones and of the fixes in the order of their device times. Somebody is in
//! one zone at most. It is entered by a fix inside and left only by one further outside than fixes
//! are wrong (hysteresis), so that a position that jumps to and fro over a border tells nothing.

mod shape;
mod stay;

pub use shape::ZoneMap;
pub use stay::{LeftBecause, Presence, Step, ZoneRules};

#[cfg(test)]
mod tests;
