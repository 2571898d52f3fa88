//! What screens show.

pub mod journey;
pub mod share_links;
pub mod shared_journey;
pub mod sos;
