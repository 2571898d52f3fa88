//! Decisions about telling people things: what, how urgently, through what, and when again.

mod attempt;
mod channel;
mod message;
mod policy;
mod quiet;
mod recipient;

pub use attempt::{Attempt, MOST_ATTEMPTS, Step, next_step, wait_before};
pub use channel::{DeliveryChannel, DeliveryState};
pub use message::{BookingRef, Message};
pub use quiet::earliest;
pub use recipient::{Barrier, Recipient};
