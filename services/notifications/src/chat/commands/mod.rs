//! What happens in conversations, one use case a file.

pub mod attach;
pub mod follow;
pub mod hear;
pub mod nudge;
pub mod say;
pub mod send;
pub mod support;
