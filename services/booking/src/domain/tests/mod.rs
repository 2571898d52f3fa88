//! The laws of a booking's life.

pub(crate) mod samples;
