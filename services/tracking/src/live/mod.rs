//! What is known right now, in memory: who is on duty, where everybody is, and what is noticed
//! about journeys. A fix is judged and kept here at once; the database hears of it later.

mod board;
mod roster;
mod watches;
mod zones;

pub use board::{Kept, Live, LiveFix, OnMap, Seen, Taken};
pub use roster::ProviderState;
pub use watches::{Noticed, Picture, Watches};
pub use zones::{Crossing, OpenStay, Zones};
