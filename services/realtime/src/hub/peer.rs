//! One connected client, and what it is said.

use super::lock;
use crate::domain::bucket::{Bucket, Say};
use crate::domain::outbox::{Body, Frame, Kept, Outbox};
use crate::domain::room::Room;
use crate::error::Bye;
use contracts::realtime::Viewer;
use kernel::{Instant, Lang};
use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// The transport under a client.
pub trait Wire: Send + Sync + 'static {
    /// Says something, if there is place in the transport's buffer.
    fn emit(&self, event: &str, body: &Body) -> Result<(), WireError>;
    /// Ends the connection; `false` when there was no place to say so yet.
    fn end(&self) -> bool;
    /// Whether the client is there.
    fn is_open(&self) -> bool;
}

/// Why something was not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireError {
    /// The client reads too slowly; there may be place later.
    Full,
    /// The client is gone.
    Closed,
}

/// A connected client.
pub struct Peer {
    /// Its number in this process.
    pub id: u64,
    /// Who it is.
    pub viewer: Viewer,
    /// Where it is.
    pub address: IpAddr,
    wire: Box<dyn Wire>,
    /// When its token ends, in seconds since 1970.
    expires_at_s: AtomicI64,
    warned: AtomicBool,
    closed: AtomicBool,
    stalled: AtomicBool,
    rooms: Mutex<HashSet<Room>>,
    outbox: Mutex<Outbox>,
    bucket: Mutex<Bucket>,
}

/// What became of something said to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It is with the transport, or nobody is there to hear it.
    Done,
    /// It waits for the transport.
    Waits,
    /// The client is owed more facts than may wait.
    Overflow,
}

impl Peer {
    /// A client whose token ends at `expires_at_s`.
    pub fn new(
        id: u64,
        viewer: Viewer,
        address: IpAddr,
        wire: Box<dyn Wire>,
        expires_at_s: i64,
        now: Instant,
    ) -> Self {
        Self {
            id,
            viewer,
            address,
            wire,
            expires_at_s: AtomicI64::new(expires_at_s),
            warned: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            stalled: AtomicBool::new(false),
            rooms: Mutex::default(),
            outbox: Mutex::default(),
            bucket: Mutex::new(Bucket::full(now)),
        }
    }

    /// The language it reads.
    pub fn lang(&self) -> Lang {
        self.viewer.lang
    }

    /// Whether the client is there and we still talk.
    pub fn is_open(&self) -> bool {
        !self.closed.load(Ordering::SeqCst) && self.wire.is_open()
    }

    /// Says something, after everything that waits.
    pub fn send(&self, frame: Frame, most_waiting: usize) -> Sent {
        let mut outbox = lock(&self.outbox);
        if self.closed.load(Ordering::SeqCst) {
            return Sent::Done;
        }
        if outbox.is_empty() {
            match self.wire.emit(frame.event, &frame.body) {
                Ok(()) => {
                    metrics::counter!("osta_realtime_deliveries_total", "event" => frame.event)
                        .increment(1);
                    return Sent::Done;
                }
                Err(WireError::Closed) => return Sent::Done,
                Err(WireError::Full) => {}
            }
        }
        match outbox.push(frame, most_waiting) {
            Ok(Kept::Waiting) => Sent::Waits,
            Ok(Kept::Replaced | Kept::Dropped) => {
                metrics::counter!("osta_realtime_drops_total", "what" => "fleeting").increment(1);
                Sent::Waits
            }
            Err(_) => {
                metrics::counter!("osta_realtime_drops_total", "what" => "client").increment(1);
                Sent::Overflow
            }
        }
    }

    /// Notes that something waits; `true` when nothing did before.
    pub(super) fn stall(&self) -> bool {
        !self.stalled.swap(true, Ordering::SeqCst)
    }

    /// Says what waits, as far as there is place. `true` when nothing waits any more.
    pub fn drain(&self) -> bool {
        let mut outbox = lock(&self.outbox);
        while let Some(frame) = outbox.next() {
            match self.wire.emit(frame.event, &frame.body) {
                Ok(()) => {
                    metrics::counter!("osta_realtime_deliveries_total", "event" => frame.event)
                        .increment(1);
                    outbox.said();
                }
                Err(WireError::Full) => return false,
                Err(WireError::Closed) => outbox.clear(),
            }
        }
        self.stalled.store(false, Ordering::SeqCst);
        true
    }

    /// Ends it: nothing more is said but goodbye. `false` when it was ended before.
    pub fn close(&self, bye: Bye, after_ms: u64) -> bool {
        let mut outbox = lock(&self.outbox);
        if self.closed.swap(true, Ordering::SeqCst) {
            return false;
        }
        outbox.clear();
        let _no_place = self.wire.emit("bye", &bye.body(self.lang(), after_ms).into());
        true
    }

    /// The client is gone, or is to be forgotten without a word.
    pub fn forget(&self) {
        self.closed.store(true, Ordering::SeqCst);
        lock(&self.outbox).clear();
    }

    /// Whether something waits for it.
    pub(super) fn is_behind(&self) -> bool {
        !lock(&self.outbox).is_empty()
    }

    /// How much waits.
    #[cfg(test)]
    pub(super) fn waits(&self) -> usize {
        lock(&self.outbox).len()
    }

    /// Ends the transport; `false` when that has to be tried again.
    pub fn end(&self) -> bool {
        self.wire.end()
    }

    /// The client says something.
    pub fn says(&self, now: Instant) -> Say {
        lock(&self.bucket).say(now)
    }

    /// When its token ends, in seconds since 1970.
    pub fn expires_at_s(&self) -> i64 {
        self.expires_at_s.load(Ordering::SeqCst)
    }

    /// It has a new token.
    pub fn renew(&self, expires_at_s: i64) {
        self.expires_at_s.store(expires_at_s, Ordering::SeqCst);
        self.warned.store(false, Ordering::SeqCst);
    }

    /// Whether it has to be told that its token ends; once for each token.
    pub fn warn_once(&self) -> bool {
        !self.warned.swap(true, Ordering::SeqCst)
    }

    /// Whether it is in the room.
    pub fn is_in(&self, room: Room) -> bool {
        lock(&self.rooms).contains(&room)
    }

    /// How many rooms it is in.
    pub fn room_count(&self) -> usize {
        lock(&self.rooms).len()
    }

    /// All its rooms.
    pub fn rooms(&self) -> Vec<Room> {
        lock(&self.rooms).iter().copied().collect()
    }

    pub(super) fn entered(&self, room: Room) {
        lock(&self.rooms).insert(room);
    }

    /// It is out of the room, and what waits of it is not said any more.
    pub(super) fn left(&self, room: Room) {
        lock(&self.rooms).remove(&room);
        lock(&self.outbox).forget_room(room);
    }
}
