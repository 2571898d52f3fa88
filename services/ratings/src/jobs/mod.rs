//! Timers of the ratings.

mod fade;
mod reveal;

pub use fade::Fade;
pub use reveal::Reveal;
