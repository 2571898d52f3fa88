//! Endpoints of staff.

pub mod board;
pub mod hold;
pub mod moves;
pub mod release;
pub mod resolve_dispute;
pub mod story;
