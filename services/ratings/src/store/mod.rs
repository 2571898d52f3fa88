//! SQL of the ratings.

pub mod bookings;
pub mod ratings;
pub mod reputations;
