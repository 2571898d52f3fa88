//! SQL of the schema `realtime`.

pub mod accounts;
pub mod bookings;
pub mod epochs;
