//! SQL of the ratings.

pub mod bookings;
pub mod ratings;
pub mod reputations;
pub mod service_scores;
