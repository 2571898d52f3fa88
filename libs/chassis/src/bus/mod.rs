//! The event log: outbox and bus in one (design: `architecture.md` rule 3).
//!
//! A command [`append`]s its event in its own transaction. One leader, the [`Stamper`], moves
//! committed rows to `bus.events` and gives them their final `position`, in the order in which each
//! aggregate committed them. Every service follows the log with one [`Subscription`]; its cursor
//! moves in the transaction of the effect, so an effect happens exactly once. An event that can't
//! be applied parks its aggregate only.

mod append;
mod partitions;
mod stamper;
mod subscription;
mod tail;
mod wake;

pub use append::append;
pub use partitions::{DayPartitions, maintain};
pub use stamper::Stamper;
pub use subscription::{HandlerError, On, ParkedEvent, Subscription, parked, retry_parked_now};
pub use tail::Tail;
pub use wake::Wake;

use contracts::Event;
use kernel::Instant;
use uuid::Uuid;

/// One row of the log, undecoded.
#[derive(Clone, Debug, sqlx::FromRow, serde::Serialize, serde::Deserialize)]
pub struct Record {
    /// The place in the log. Grows; has no meaning beyond order.
    pub position: i64,
    /// The event's id.
    pub id: Uuid,
    /// The kind of the thing it happened to.
    pub aggregate_type: String,
    /// The thing it happened to.
    pub aggregate_id: Uuid,
    /// The how-manieth event of that thing, from 1.
    pub version: i64,
    /// What happened: `booking.created`.
    #[sqlx(rename = "type")]
    #[serde(rename = "type")]
    pub event_type: String,
    /// The facts.
    pub payload: serde_json::Value,
    /// The trace it belongs to (W3C `traceparent`).
    pub trace: Option<String>,
    /// When it happened.
    pub occurred_at: Instant,
}

/// An event with its facts decoded.
#[derive(Clone, Debug)]
pub struct Envelope<E> {
    /// The place in the log.
    pub position: i64,
    /// The event's id.
    pub id: Uuid,
    /// The how-manieth event of its aggregate, from 1.
    pub version: i64,
    /// When it happened.
    pub occurred_at: Instant,
    /// The facts.
    pub event: E,
}

impl<E: Event> Envelope<E> {
    fn decode(record: &Record) -> Result<Self, serde_json::Error> {
        Ok(Self {
            position: record.position,
            id: record.id,
            version: record.version,
            occurred_at: record.occurred_at,
            event: serde_json::from_value(record.payload.clone())?,
        })
    }
}
