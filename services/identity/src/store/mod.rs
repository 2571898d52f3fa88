//! All SQL of the service: the only place that knows its tables.

pub mod addresses;
pub mod codes;
pub mod keys;
pub mod sessions;
pub mod tokens;
pub mod users;
