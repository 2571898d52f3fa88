//! What screens show.

pub mod deliveries;
pub mod inbox;
