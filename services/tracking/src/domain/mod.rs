//! Pure decisions: which fixes count, who may look, how fresh a position is.

pub mod eta;
pub mod fix;
pub mod flags;
pub mod freshness;
pub mod journey;
pub mod map_area;
pub mod pace;
pub mod share;
pub mod sight;
pub mod sos;
pub mod watch;
pub mod zones;
