//! Another time for the visit: at once, or proposed to the other side.

use super::record::{self, Was};
use super::slots::Terms;
use super::slots::terms::Ask;
use super::slots::use_hold;
use super::time;
use super::{BookingError, SlotError, load};
use crate::App;
use crate::domain::{Booking, By, Consent, Side};
use crate::store::{bookings, calendar, reschedules};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::{BookingRescheduleProposed, BookingRescheduled, Stage, Status};
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
    let open = zone_is_open(app, id, starts_at).await?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_party_in_tx(&mut tx, user, id).await?;
    let rules = app.agreed_in_tx(&mut tx, &booking).await?;
    let consent = booking.may_reschedule(by.side, starts_at, app.now(), &rules)?;
    if !open {
        return Err(SlotError::ZoneClosed.into());
    }
    let booking = match consent {
        Consent::NotNeeded { fee_floor } => {
            if let Some(provider) = booking.provider() {
                time::check_hours(&mut tx, app, &booking, provider, starts_at).await?;
            }
            move_in_tx(&mut tx, app, booking, by.into(), starts_at, fee_floor, reason).await?
        }
        Consent::Needed { .. } => {
            propose_in_tx(&mut tx, app, &booking, by.side, starts_at, reason, consent).await?;
            booking
        }
    };
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Proposes a time to the other side. A further visit of paused work must be one that the provider
/// can keep, and its time is held while the other side thinks.
pub(super) async fn propose_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    side: Side,
    starts_at: Instant,
    reason: Option<&str>,
    consent: Consent,
) -> Result<(), BookingError> {
    let world = &app.chassis.world;
    let (Consent::Needed { fee_floor } | Consent::NotNeeded { fee_floor }) = consent;
    if let (Stage::Paused, Some(provider)) = (booking.stage(), booking.provider()) {
        if side == Side::Customer {
            time::check_hours(tx, app, booking, provider, starts_at).await?;
        }
        let next = booking.clone().reschedule(starts_at, Money::ZERO, app.now())?;
        calendar::let_go_of_in_tx(tx, booking.id, None, app.now()).await?;
        // The time of a visit that was agreed already stays reserved until the other one is.
        if next.visit_no != booking.visit_no {
            // What is left of the paused visit's time may be what the next one needs.
            calendar::lock_in_tx(tx, provider, app.now()).await?;
            calendar::cut_in_tx(tx, booking.id, app.now()).await?;
            use_hold::hold_visit_in_tx(tx, app, &next, provider).await?;
        }
    }
    let (id, by_customer) = (booking.id, side == Side::Customer);
    reschedules::propose_in_tx(tx, world, id, side, starts_at, reason, fee_floor).await?;
    let event =
        BookingRescheduleProposed { booking: booking.facts(), by_customer, new_start: starts_at };
    Ok(chassis::bus::append(tx, world, &event).await?)
}

/// Whether visits of the booking's zone may begin then. Asked outside of any transaction; while
/// the catalog is away nobody knows, and a visit can be moved all the same.
pub(super) async fn zone_is_open(
    app: &App,
    id: BookingId,
    at: Instant,
) -> Result<bool, BookingError> {
    let found = {
        let mut db = app.chassis.db.pool().acquire().await?;
        bookings::find(&mut db, id).await?
    };
    let Some(booking) = found else { return Ok(true) };
    let ask = Ask {
        customer: None,
        service: booking.service.id,
        quantity: booking.service.quantity,
        pin: booking.place.pin,
        provider: None,
    };
    Ok(Terms::of(app, ask).await.map_or(true, |terms| terms.is_open(at)))
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
    match booking.provider() {
        Some(provider) => {
            if booking.stage() == Stage::Paused {
                // What is left of the present visit, and what was held or agreed for later.
                calendar::let_go_of_in_tx(tx, booking.id, None, app.now()).await?;
                calendar::cut_in_tx(tx, booking.id, app.now()).await?;
            }
            time::reserve_in_tx(tx, app, &booking, provider, starts_at).await?;
        }
        // What was held was held for the other time.
        None => {
            calendar::several_in_tx(tx).await?;
            calendar::let_go_of_in_tx(tx, booking.id, None, app.now()).await?;
            use_hold::hold_for_in_tx(tx, app, &booking, None).await?;
        }
    }
    let booking = record::moved_in_tx(tx, app, was, booking, by, "rescheduled", reason).await?;
    record::close_reschedule_in_tx(tx, app, &booking).await?;
    let event = BookingRescheduled { booking: booking.facts(), was: old_start };
    chassis::bus::append(tx, &app.chassis.world, &event).await?;
    let awaits_money = booking.stage() == Stage::AwaitingPayment;
    if booking.status() == Status::Pending && !awaits_money {
        record::stop_search_in_tx(tx, app, &booking).await?;
        record::search_in_tx(tx, app, &booking).await?;
    }
    Ok(booking)
}
