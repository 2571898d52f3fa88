//! What operators do to the platform itself.

pub mod retry;
