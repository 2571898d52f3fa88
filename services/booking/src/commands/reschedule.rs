//! Another time for the visit: at once, or proposed to the other side.

use super::record::{self, Was};
use super::time;
use super::{BookingError, load};
use crate::App;
use crate::domain::{Booking, By, Consent};
use crate::store::reschedules;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::{BookingRescheduleProposed, BookingRescheduled, Status};
use kernel::ids::{BookingId, UserId};
use kernel::{Instant, Money};
use sqlx::PgConnection;

/// Moves the visit, or proposes it where the other side must agree.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    starts_at: Instant,
    reason: Option<&str>,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_party_in_tx(&mut tx, user, id).await?;
    let consent = booking.may_reschedule(by.side, starts_at, app.now(), app.rules())?;
    let booking = match consent {
        Consent::NotNeeded => {
            if let Some(provider) = booking.provider() {
                time::check_hours(&mut tx, app, &booking, provider, starts_at).await?;
            }
            move_in_tx(&mut tx, app, booking, by.into(), starts_at, Money::ZERO, reason).await?
        }
        Consent::Needed { fee_floor } => {
            let (world, side) = (&app.chassis.world, by.side);
            reschedules::propose_in_tx(&mut tx, world, id, side, starts_at, reason, fee_floor)
                .await?;
            let by_customer = side == crate::domain::Side::Customer;
            let event = BookingRescheduleProposed {
                booking: booking.facts(),
                by_customer,
                new_start: starts_at,
            };
            chassis::bus::append(&mut tx, world, &event).await?;
            booking
        }
    };
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Moves the visit: a bound provider's reservation with it; a pending booking is looked for anew.
pub(super) async fn move_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: Booking,
    by: By,
    starts_at: Instant,
    fee_floor: Money,
    reason: Option<&str>,
) -> Result<Booking, BookingError> {
    let (was, old_start) = (Was::of(&booking), booking.window.starts_at);
    let booking = booking.reschedule(starts_at, fee_floor, app.now())?;
    if let Some(provider) = booking.provider() {
        time::reserve_in_tx(tx, app, &booking, provider, starts_at).await?;
    }
    let booking = record::moved_in_tx(tx, app, was, booking, by, "rescheduled", reason).await?;
    record::close_reschedule_in_tx(tx, app, &booking).await?;
    let event = BookingRescheduled { booking: booking.facts(), was: old_start };
    chassis::bus::append(tx, &app.chassis.world, &event).await?;
    let awaits_money = booking.stage() == contracts::booking::Stage::AwaitingPayment;
    if booking.status() == Status::Pending && !awaits_money {
        record::stop_search_in_tx(tx, app, &booking).await?;
        record::search_in_tx(tx, app, &booking).await?;
    }
    Ok(booking)
}
