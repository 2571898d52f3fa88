//! What is known right now, in memory: who is on duty, and where everybody is. A fix is judged and
//! kept here at once; the database hears of it later.

mod board;
mod roster;

pub use board::{Kept, Live, LiveFix, OnMap, Seen, Taken};
pub use roster::ProviderState;
