//! Decisions about telling people things: what, how urgently, through what, and when again.

mod attempt;
mod channel;
mod message;
mod place;
mod policy;
mod preferences;
mod quiet;
mod recipient;

pub use attempt::{Attempt, MOST_ATTEMPTS, Step, next_step, wait_before};
pub use channel::{DeliveryChannel, DeliveryState};
pub use message::{BookingRef, Message};
pub use place::place;
pub use policy::Urgency;
pub use preferences::{Open, Preferences, Purpose};
pub use quiet::{Quiet, earliest};
pub use recipient::{Barrier, Recipient};
