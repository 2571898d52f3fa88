//! All SQL of the service: the only place that knows its tables.

pub mod addresses;
pub mod api_keys;
pub mod codes;
pub mod consents;
pub mod deletions;
pub mod erase;
pub mod exports;
pub mod keys;
pub mod partners;
pub mod sessions;
pub mod tokens;
pub mod users;
