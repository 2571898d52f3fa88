//! An order takes the time that was held for it, so that its search begins with somebody who can
//! keep it.

use super::seat::{self, Seat};
use crate::commands::{BookingError, OrderError, time};
use crate::domain::{Booking, Pending, State};
use crate::store::calendar::{self, HeldTime};
use crate::store::holds::{self, Ending};
use crate::store::slots::Wanted;
use crate::{App, InForce, SERVICE, jobs};
use chassis::StoreError;
use chrono::TimeDelta;
use kernel::Instant;
use kernel::ids::{HoldId, ProviderId};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// How much longer than its first offer a booking's time is held.
const SLACK: TimeDelta = TimeDelta::seconds(60);

/// How long the other side may think about a further visit.
const THINKING: TimeDelta = TimeDelta::hours(48);

/// Gives a customer's hold to its new booking.
///
/// # Errors
/// [`OrderError::HoldOver`], [`OrderError::HoldElsewhere`].
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    id: HoldId,
) -> Result<(), OrderError> {
    let now = app.now();
    holds::queue_in_tx(tx, booking.customer_id).await?;
    if !holds::is_of(tx, id, booking.customer_id).await? {
        return Err(OrderError::HoldNotFound);
    }
    let found = holds::lock_in_tx(tx, id, booking.customer_id, now).await?;
    let hold = found.ok_or(OrderError::HoldOver)?;
    let window = &booking.window;
    let near_m = f64::from(app.config.ordering.address_radius_m);
    let same = !window.instant
        && hold.service == booking.service.id
        && hold.starts_at == window.starts_at
        && window.ends_at <= hold.ends_at
        && hold.pin.distance_m(booking.place.pin) <= near_m;
    if !same {
        return Err(OrderError::HoldElsewhere);
    }
    let in_force = app.in_force_in_tx(tx).await?;
    let until = window.ends_at + TimeDelta::seconds(in_force.rules().buffer_s.into());
    let expires_at = held_until(&in_force, booking);
    calendar::lock_in_tx(tx, hold.provider, now).await?;
    if !calendar::give_in_tx(tx, id.uuid(), booking.id, until, expires_at).await? {
        return Err(OrderError::HoldOver);
    }
    holds::end_in_tx(tx, id, Ending::Used(booking.id), now).await?;
    expire_in_tx(tx, app, id.uuid(), expires_at).await?;
    Ok(())
}

/// Holds somebody's time for a booking that has none: while its money is awaited, or when it moves.
/// Whether somebody was found is not important: the search will tell.
///
/// # Errors
/// When the database refuses or is away.
pub async fn hold_for_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    only: Option<ProviderId>,
) -> Result<Option<ProviderId>, BookingError> {
    if booking.window.instant {
        return Ok(None);
    }
    let in_force = app.in_force_in_tx(tx).await?;
    let wanted = Wanted {
        service: booking.service.id,
        needs_certificate: booking.service.needs_certificate,
        customer: Some(booking.customer_id),
        only,
        widest_m: in_force.matching().policy.widest_m().into(),
        now: app.now(),
    };
    let seat = Seat {
        id: app.chassis.world.id::<HoldId>().uuid(),
        booking: Some((booking.id, booking.visit_no)),
        starts_at: booking.window.starts_at,
        expires_at: held_until(&in_force, booking),
    };
    let found = seat::take_in_tx(tx, app, &wanted, &time::job(&in_force, booking), seat).await?;
    if found.is_some() {
        expire_in_tx(tx, app, seat.id, seat.expires_at).await?;
    }
    Ok(found)
}

/// Holds a provider's time for a further visit that one side proposes and the other thinks about.
///
/// # Errors
/// [`crate::commands::SlotError`] when the time can't be had.
pub async fn hold_visit_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    provider: ProviderId,
) -> Result<(), BookingError> {
    let job = time::job(&app.in_force_in_tx(tx).await?, booking);
    let (now, starts_at) = (app.now(), booking.window.starts_at);
    time::lock_and_fit_in_tx(tx, app, booking, provider, starts_at).await?;
    let id = app.chassis.world.id::<HoldId>().uuid();
    let expires_at = starts_at.min(now + THINKING);
    let held = HeldTime {
        id,
        provider,
        booking: Some((booking.id, booking.visit_no)),
        pin: job.pin,
        starts_at,
        until: starts_at + job.length + job.buffer,
        expires_at,
    };
    calendar::hold_in_tx(tx, &held, now).await.map_err(BookingError::of_reservation)?;
    expire_in_tx(tx, app, id, expires_at).await?;
    Ok(())
}

/// Until the money is there or the wait for it is over, and the first offer was answered.
fn held_until(app: &InForce, booking: &Booking) -> Instant {
    let offer = TimeDelta::seconds(app.matching().policy.scheduled_offer_s.into());
    let searched_at = match booking.state {
        State::Pending(Pending::AwaitingPayment { until }) => until,
        _ => app.now(),
    };
    searched_at + offer + SLACK
}

async fn expire_in_tx(
    tx: &mut PgConnection,
    app: &App,
    id: Uuid,
    at: Instant,
) -> Result<(), StoreError> {
    let (world, kind) = (&app.chassis.world, jobs::EXPIRE_HOLD);
    chassis::jobs::schedule(tx, world, SERVICE, kind, id, at, json!({})).await
}
