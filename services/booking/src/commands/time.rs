//! A provider's time: reserving it, with travel to the visits before and after.

use super::{BookingError, SlotError};
use crate::domain::Booking;
use crate::domain::slots::{Job, Misfit, Stop};
use crate::store::calendar::{self, Slot};
use crate::store::slots::{self, Except};
use crate::{App, InForce};
use chrono::TimeDelta;
use kernel::Instant;
use kernel::ids::ProviderId;
use sqlx::PgConnection;

pub use crate::domain::way::{hour_of, region};

/// The present visit of a booking as work that looks for a time.
#[must_use]
pub fn job(app: &InForce, booking: &Booking) -> Job {
    Job {
        pin: booking.place.pin,
        region: region(&booking.place.governorate),
        length: booking.window.ends_at - booking.window.starts_at,
        buffer: TimeDelta::seconds(app.rules().buffer_s.into()),
    }
}

/// Reserves a provider's time for the present visit of a booking from `starts_at` on: locks its
/// calendar, checks the way from the visit before and to the one after, and reserves the visit with
/// the minimum buffer. An earlier reservation of the same visit is replaced.
///
/// # Errors
/// [`SlotError::Taken`] or [`SlotError::NoTimeToTravel`].
pub async fn reserve_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    provider: ProviderId,
    starts_at: Instant,
) -> Result<(), BookingError> {
    let job = job(&app.in_force_in_tx(tx).await?, booking);
    lock_and_fit_in_tx(tx, app, booking, provider, starts_at).await?;
    let slot = Slot {
        provider,
        booking: booking.id,
        visit: booking.visit_no,
        starts_at,
        until: starts_at + job.length + job.buffer,
    };
    calendar::reserve_in_tx(tx, &app.chassis.world, slot)
        .await
        .map_err(BookingError::of_reservation)
}

/// Locks a provider's calendar and checks the way from the visit before and to the one after.
///
/// # Errors
/// [`SlotError::NoTimeToTravel`].
pub async fn lock_and_fit_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    provider: ProviderId,
    starts_at: Instant,
) -> Result<(), BookingError> {
    calendar::lock_of_in_tx(tx, booking.id, Some(provider), app.now()).await?;
    let job = job(&app.in_force_in_tx(tx).await?, booking);
    let (before, after) = calendar::neighbours(tx, provider, starts_at, Some(booking.id)).await?;
    let stop = |n: calendar::Neighbour| -> Stop { job.stop(n.pin, n.starts_at, n.until) };
    match job.fits(starts_at, before.map(stop), after.map(stop)) {
        Err(Misfit::NoTimeToTravel) => Err(SlotError::NoTimeToTravel.into()),
        // Overlaps are the constraint's to refuse: it knows them all.
        Err(Misfit::Taken) | Ok(()) => Ok(()),
    }
}

/// That the provider works then, is told early enough, has valid documents and is below its own
/// daily limit. Who is free is [`reserve_in_tx`]'s to say.
///
/// # Errors
/// [`SlotError::OutsideHours`], [`SlotError::DayFull`].
pub async fn check_hours(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    provider: ProviderId,
    starts_at: Instant,
) -> Result<(), BookingError> {
    let (job, now) = (job(&app.in_force_in_tx(tx).await?, booking), app.now());
    let except = Except { booking: Some(booking.id), hold: None };
    let Some(mut worker) = slots::one(tx, provider, &job, starts_at, now, except).await? else {
        return Err(SlotError::OutsideHours.into());
    };
    if worker.day_is_full(starts_at) {
        return Err(SlotError::DayFull.into());
    }
    worker.stops.clear();
    if worker.can_start(&job, starts_at, now) {
        return Ok(());
    }
    Err(SlotError::OutsideHours.into())
}
