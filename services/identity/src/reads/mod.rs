//! What screens show.

pub mod addresses;
pub mod me;
pub mod partners;
pub mod privacy;
pub mod sessions;
pub mod users;
