//! What screens ask for.

pub mod cached;
pub mod services;
