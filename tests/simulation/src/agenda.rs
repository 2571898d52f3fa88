//! What is going to happen, in the order of time.

use crate::asks::{Ran, Request};
use crate::bus::Service;
use crate::store::Tx;
use crate::timers::JobKey;
use booking::domain::Side;
use kernel::Instant;
use kernel::ids::{BookingId, OfferId};

/// Something that is going to happen.
pub enum Task {
    /// Somebody orders.
    Order,
    /// A side looks at its booking.
    Look(BookingId, Side),
    /// A provider answers its offer.
    Answer(OfferId),
    /// A request arrives, for the how-manieth time.
    Begin(Request, u32),
    /// Its transaction is to be committed.
    Commit(Box<Tx>, Request, Ran, u32),
    /// A job may be due.
    Job(JobKey),
    /// Its transaction is to be committed.
    JobDone(Box<Tx>, JobKey),
    /// Committed events get their place.
    Stamp,
    /// A service looks for events.
    Follow(Service),
    /// Its transaction is to be committed.
    Followed(Box<Tx>, Service, usize),
    /// It tries parked events again.
    Parked(Service),
}

/// Something that is due; ties are broken by chance.
pub struct Due {
    /// When.
    pub at: Instant,
    /// What comes first of several at the same time.
    pub tie: u64,
    /// What.
    pub task: Task,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.tie) == (other.at, other.tie)
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.at, other.tie).cmp(&(self.at, self.tie))
    }
}
