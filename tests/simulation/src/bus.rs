//! The bus: a leader gives committed events their place in the log, each thing's in their own
//! order; services follow with a cursor that is saved with the effect. An event that is refused
//! parks what it is about; what comes later about the same waits behind it.

use crate::defect::Defect;
use crate::money;
use crate::plan::Plan;
use crate::store::{Store, Tx};
use crate::{act, chance::Chance};
use chrono::TimeDelta;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingDisputed,
    BookingReleased, CompensationDue, DisputeDecided, PaymentMethodChanged, PaymentRetried,
};
use contracts::payments::{
    PaymentAuthorised, PaymentFailed, PaymentRefunded, PaymentSettled, ProviderBalanceChanged,
};
use kernel::Instant;
use uuid::Uuid;

/// A service that follows the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Bookings.
    Booking,
    /// Money.
    Payments,
}

impl Service {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Booking, Self::Payments];
}

macro_rules! events {
    ($($name:ident, $service:ident, |$e:ident| $id:expr;)+) => {
        /// What happened, in the words of `contracts`.
        #[derive(Clone, Debug)]
        #[allow(missing_docs, reason = "each is the event of its name in contracts")]
        pub enum Event { $($name(Box<$name>)),+ }

        $(impl From<$name> for Event {
            fn from(event: $name) -> Self {
                Self::$name(Box::new(event))
            }
        })+

        impl Event {
            /// What it is about.
            #[must_use]
            pub fn aggregate(&self) -> Uuid {
                match self { $(Self::$name($e) => $id),+ }
            }

            /// Who follows it.
            #[must_use]
            pub fn follower(&self) -> Service {
                match self { $(Self::$name(_) => Service::$service),+ }
            }

            /// Its name.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($name)),+ }
            }
        }
    };
}

events! {
    BookingCreated, Payments, |e| e.booking.id.uuid();
    BookingConfirmed, Payments, |e| e.booking.id.uuid();
    BookingReleased, Payments, |e| e.booking.id.uuid();
    BookingCompleted, Payments, |e| e.booking.id.uuid();
    BookingCancelled, Payments, |e| e.booking.id.uuid();
    BookingDisputed, Payments, |e| e.booking.id.uuid();
    DisputeDecided, Payments, |e| e.booking.id.uuid();
    CompensationDue, Payments, |e| e.booking.id.uuid();
    PaymentRetried, Payments, |e| e.booking.id.uuid();
    PaymentMethodChanged, Payments, |e| e.booking.id.uuid();
    PaymentAuthorised, Booking, |e| e.payment_id.uuid();
    PaymentFailed, Booking, |e| e.payment_id.uuid();
    PaymentSettled, Booking, |e| e.payment_id.uuid();
    PaymentRefunded, Booking, |e| e.payment_id.uuid();
    ProviderBalanceChanged, Booking, |e| e.provider_id.uuid();
}

/// A committed event.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Which.
    pub no: u64,
    /// The how-manieth of what it is about.
    pub version: u64,
    /// When.
    pub at: Instant,
    /// What.
    pub event: Event,
}

/// How far a service has followed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cursor {
    /// How many events of the log are behind it.
    pub position: usize,
}

/// An event that waits.
#[derive(Clone, Debug)]
pub struct Parked {
    /// Its place in the log.
    pub position: usize,
    /// Why.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u32,
}

/// Gives some committed events their place: whichever comes first, but of each thing in its order.
pub fn stamp(store: &mut Store, chance: &mut Chance) {
    let most = chance.between(1, 8);
    for _ in 0..most {
        let first = |n: usize, outbox: &[Fact]| {
            let of = outbox[n].event.aggregate();
            outbox[..n].iter().all(|earlier| earlier.event.aggregate() != of)
        };
        let ready: Vec<usize> =
            (0..store.outbox.len()).filter(|n| first(*n, &store.outbox)).collect();
        let Some(next) = chance.pick(&ready) else { return };
        let fact = store.outbox.remove(next);
        store.log.push(fact);
    }
}

/// Applies what comes next for a service, in one transaction that is yet to be committed.
pub fn follow(tx: &mut Tx, log: &[Fact], service: Service, plan: &Plan, most: usize) {
    tx.t.cursors.lock(service);
    let from = tx.t.cursors.get(service).copied().unwrap_or_default().position;
    let to = (from + most).min(log.len());
    for (position, fact) in log.iter().enumerate().take(to).skip(from) {
        if fact.event.follower() == service {
            apply_or_park(tx, log, service, plan, position);
        }
    }
    if !tx.has(Defect::CursorApart) {
        tx.t.cursors.put(service, Cursor { position: to });
    }
}

/// Saves the cursor by itself: only the planted fault does.
pub fn move_cursor(tx: &mut Tx, service: Service, position: usize) {
    tx.t.cursors.put(service, Cursor { position });
}

fn apply_or_park(tx: &mut Tx, log: &[Fact], service: Service, plan: &Plan, position: usize) {
    let fact = &log[position];
    let about = fact.event.aggregate();
    let waits = tx.t.parked.iter().any(|((who, _), parked)| {
        who == service && log[parked.position].event.aggregate() == about
    });
    let refused = match waits {
        true => Some("behind another".to_owned()),
        false => apply(tx, service, plan, fact).err(),
    };
    if let Some(reason) = refused {
        tx.t.parked.put((service, fact.no), Parked { position, reason, attempts: 1 });
    }
}

/// Applies one event under a savepoint.
fn apply(tx: &mut Tx, service: Service, plan: &Plan, fact: &Fact) -> Result<(), String> {
    let mut savepoint = tx.clone();
    match service {
        Service::Booking => act::hear(&mut savepoint, plan, &fact.event, fact.at),
        Service::Payments => money::hear(&mut savepoint, plan, &fact.event)?,
    }
    let applied = savepoint.t.applied.get((service, fact.no)).copied().unwrap_or_default();
    savepoint.t.applied.put((service, fact.no), applied + 1);
    *tx = savepoint;
    Ok(())
}

/// Tries the first parked event of each thing again. Answers whether any is left.
pub fn retry_parked(tx: &mut Tx, log: &[Fact], service: Service, plan: &Plan) -> bool {
    let parked: Vec<(u64, Parked)> =
        tx.t.parked
            .iter()
            .filter(|((who, _), _)| *who == service)
            .map(|((_, no), parked)| (no, parked.clone()))
            .collect();
    let mut behind = Vec::new();
    for (no, parked) in parked {
        let fact = &log[parked.position];
        if behind.contains(&fact.event.aggregate()) {
            continue;
        }
        match apply(tx, service, plan, fact) {
            Ok(()) => tx.t.parked.remove((service, no)),
            Err(reason) => {
                behind.push(fact.event.aggregate());
                let attempts = parked.attempts + 1;
                tx.t.parked.put((service, no), Parked { reason, attempts, ..parked });
            }
        }
    }
    tx.t.parked.iter().any(|((who, _), _)| who == service)
}

/// When a parked event is tried again.
#[must_use]
pub fn parked_wait(attempts: u32) -> TimeDelta {
    TimeDelta::seconds((1i64 << attempts.min(12)).min(3_600))
}
