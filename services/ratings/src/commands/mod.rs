//! What people do with ratings.

pub mod decide;
pub mod error;
pub mod rate;
pub mod reply;
pub mod reveal;

pub use error::RatingError;
