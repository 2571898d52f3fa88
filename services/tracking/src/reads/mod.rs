//! What screens show.

pub mod journey;
