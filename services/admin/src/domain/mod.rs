//! Pure parts of admin.

pub mod chain;
pub mod period;
