//! What services say to each other: events (facts, past tense) and ports (the few questions).
//!
//! Events are additive only: a field may be added with a default, never removed or given another
//! meaning, because stored events are read by newer code. No HTTP and no SQL here. Personal data
//! travels sealed (see `chassis::crypto`), never in clear.

pub mod admin;
pub mod booking;
pub mod catalog;
pub mod chat;
pub mod identity;
pub mod notifications;
pub mod payments;
pub mod port;
pub mod price;
pub mod privacy;
pub mod providers;
pub mod ratings;
pub mod realtime;
pub mod settings;
pub mod tracking;

pub use port::PortError;
pub use price::Settlement;

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A fact that one service tells the others.
pub trait Event: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// What happened: `booking.created`. The part before the dot is the producer's noun.
    const TYPE: &'static str;
    /// The kind of thing it happened to. Events of one aggregate keep their order.
    const AGGREGATE: &'static str;
    /// The thing it happened to.
    fn aggregate_id(&self) -> Uuid;
}

/// Declares an event: `event!(BookingCreated, "booking.created", "booking", |e| e.booking.id)`.
#[macro_export]
macro_rules! event {
    ($name:ty, $type:literal, $aggregate:literal, |$e:ident| $id:expr) => {
        impl $crate::Event for $name {
            const TYPE: &'static str = $type;
            const AGGREGATE: &'static str = $aggregate;
            fn aggregate_id(&self) -> uuid::Uuid {
                let $e = self;
                $id.uuid()
            }
        }
    };
}
