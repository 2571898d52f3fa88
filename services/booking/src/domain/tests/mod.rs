//! The laws of a booking's life.

mod acts;
mod laws;
mod moves;
pub(crate) mod samples;
