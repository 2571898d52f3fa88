//! Endpoints of staff.

pub mod assign;
pub mod board;
pub mod disputes;
pub mod hold;
pub mod holidays;
pub mod matching;
pub mod moves;
pub mod release;
pub mod resolve_dispute;
pub mod settings;
pub mod story;
pub mod trials;
pub mod warranty;
