//! Other times, proposed by one side and decided by the other.

use super::tags::unknown;
use crate::domain::Side;
use chassis::StoreError;
use kernel::ids::{BookingId, EventId};
use kernel::{Instant, Money, World};
use sqlx::PgConnection;
use uuid::Uuid;

/// A proposed time.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Its id.
    pub id: Uuid,
    /// Who proposes.
    pub by: Side,
    /// The new start.
    pub starts_at: Instant,
    /// Why.
    pub reason: Option<String>,
    /// What a cancellation would have cost the customer when it proposed.
    pub fee_floor: Money,
    /// When it was proposed.
    pub created_at: Instant,
}

/// How a proposal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side agreed.
    Accepted,
    /// The other side did not.
    Declined,
    /// Another one took its place, or the booking moved on.
    Withdrawn,
}

impl Outcome {
    fn tag(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Proposes a time, in the place of an open proposal.
///
/// # Errors
/// When the database refuses or is away.
pub async fn propose_in_tx(
    tx: &mut PgConnection,
    world: &World,
    booking: BookingId,
    by: Side,
    starts_at: Instant,
    reason: Option<&str>,
    fee_floor: Money,
) -> Result<(), StoreError> {
    close_in_tx(tx, booking, Outcome::Withdrawn, world.now()).await?;
    sqlx::query!(
        "insert into booking.reschedule_proposals
            (id, booking_id, by_side, starts_at, reason, fee_floor, state, created_at)
         values ($1, $2, $3, $4, $5, $6, 'open', $7)",
        world.id::<EventId>().uuid(),
        booking.uuid(),
        by.tag(),
        starts_at,
        reason,
        fee_floor.as_piastres(),
        world.now(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The open proposal of a booking.
///
/// # Errors
/// When the database is away.
pub async fn open(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<Option<Proposal>, StoreError> {
    let row = sqlx::query!(
        "select id, by_side, starts_at, reason, fee_floor, created_at
         from booking.reschedule_proposals where booking_id = $1 and state = 'open'",
        booking.uuid(),
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Proposal {
            id: row.id,
            by: Side::party_from_tag(&row.by_side)
                .ok_or_else(|| unknown("by_side", &row.by_side))?,
            starts_at: row.starts_at,
            reason: row.reason,
            fee_floor: Money::piastres(row.fee_floor),
            created_at: row.created_at,
        })
    })
    .transpose()
}

/// Ends the open proposal of a booking, if one is.
///
/// # Errors
/// When the database is away.
pub async fn close_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    outcome: Outcome,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.reschedule_proposals set state = $2, decided_at = $3
         where booking_id = $1 and state = 'open'",
        booking.uuid(),
        outcome.tag(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
