//! Looking for a provider: round after round until somebody is asked, or the customer is. Work
//! wanted now waits for its batch first ([`search_batch`](super::search_batch)).

use super::BookingError;
use super::search_steps::{Hunt, is_looked_for, live_positions};
use crate::domain::Booking;
use crate::matching::Live;
use crate::store::candidates::Wanted;
use crate::store::searches;
use crate::store::{backups, bookings, offers, search_queue};
use crate::{App, InForce, SERVICE, jobs};
use dispatch::travel::LocalTime;
use dispatch::{Fate, HourKind, Next, Record};
use kernel::ids::{BookingId, ProviderId, SearchId};
use kernel::{Instant, cairo};
use serde_json::json;
use sqlx::PgConnection;

/// Takes a booking's search one step further, or lets it wait for its batch. May be repeated: when
/// somebody is asked already, or the search is over, nothing happens.
///
/// # Errors
/// When the database is away.
pub async fn run(app: &App, id: BookingId) -> Result<(), BookingError> {
    let Some(booking) = looked_for(app, id).await? else { return Ok(()) };
    let in_force = app.in_force().await?;
    let offering = in_force.offering(booking.place.zone_id);
    match in_force.searching().batch_due(&booking, offering, app.now()) {
        Some(due_at) => join_batch(app, id, due_at).await,
        None => alone(app, &booking).await,
    }
}

/// A booking, if a provider is looked for.
pub(super) async fn looked_for(app: &App, id: BookingId) -> Result<Option<Booking>, BookingError> {
    let mut connection = app.chassis.db.pool().acquire().await?;
    Ok(bookings::find(&mut connection, id).await?.filter(is_looked_for))
}

/// Puts a booking into the queue of the batch at the end of the window. The booking is not locked:
/// whether it is still looked for is asked again when the batch takes it.
async fn join_batch(app: &App, id: BookingId, due_at: Instant) -> Result<(), BookingError> {
    let (now, world) = (app.now(), &app.chassis.world);
    let mut tx = app.chassis.db.begin().await?;
    search_queue::join_in_tx(&mut tx, id, due_at, now).await?;
    // One job a window: scheduling a job again would move it.
    let window = due_at.timestamp_millis();
    let kind = jobs::SEARCH_BATCH;
    chassis::jobs::schedule(&mut tx, world, SERVICE, kind, window, due_at, json!({})).await?;
    chassis::jobs::cancel(&mut tx, SERVICE, jobs::SEARCH, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes one booking's search a step further, without waiting for others.
pub(super) async fn alone(app: &App, booking: &Booking) -> Result<(), BookingError> {
    let (id, live) = (booking.id, live_positions(&app.in_force().await?, booking).await);
    let mut tx = app.chassis.db.begin().await?;
    // Before the booking: the order in which batches take the two.
    search_queue::take_in_tx(&mut tx, &[id]).await?;
    let locked = bookings::lock_in_tx(&mut tx, id).await?.filter(is_looked_for);
    // In the same transaction, so that a job repeated after a crash finds nothing to do.
    chassis::jobs::cancel(&mut tx, SERVICE, jobs::SEARCH, id).await?;
    if let Some(booking) = locked
        && offers::open_in_tx(&mut tx, id).await? == 0
    {
        let in_force = app.in_force_in_tx(&mut tx).await?;
        step_in_tx(&mut tx, &in_force, booking, &live).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn step_in_tx(
    tx: &mut PgConnection,
    app: &InForce,
    booking: Booking,
    live: &Live,
) -> Result<(), BookingError> {
    let now = app.now();
    let mut hunt = Hunt::begin_in_tx(tx, app, booking, live).await?;
    while let Next::Round(round) = hunt.next_round(app) {
        let (record, made) = hunt.decide_in_tx(tx, app, round).await?;
        searches::keep_round_in_tx(tx, &record, app.matching_version(), now).await?;
        if record.decision.waits {
            return wait_in_tx(tx, app, &record).await;
        }
        if !made.is_empty() {
            if !hunt.booking.window.instant {
                let second = second_in_line(&record);
                backups::put_in_tx(tx, hunt.booking.id, record.search.id, second, now).await?;
            }
            return super::offer::made_in_tx(tx, app, hunt.booking, &made).await;
        }
        hunt.ended(&record);
    }
    hunt.unmatched_in_tx(tx, app).await
}

/// Nobody is good enough yet, and there is time: the same is looked at again later.
async fn wait_in_tx(
    tx: &mut PgConnection,
    app: &InForce,
    record: &Record,
) -> Result<(), BookingError> {
    let (now, world) = (app.now(), &app.chassis.world);
    let until = record.search.may_wait_until.unwrap_or(now);
    let at = app.searching().look_again_at(until, now);
    let (kind, booking) = (jobs::SEARCH, record.search.booking);
    chassis::jobs::schedule(tx, world, SERVICE, kind, booking, at, json!({})).await?;
    Ok(())
}

/// The best one of a round that was not asked, with its rank.
fn second_in_line(record: &Record) -> Option<(ProviderId, u32)> {
    let not_asked = record.decision.outcomes.iter().filter_map(|outcome| match outcome.fate {
        Fate::Scored { rank, .. } => Some((outcome.provider, rank)),
        _ => None,
    });
    not_asked.min_by_key(|(_, rank)| *rank)
}

/// Whom to look for, with `near` besides those who live near.
pub(super) fn wanted<'a>(
    app: &InForce,
    booking: &Booking,
    search: SearchId,
    near: &'a [ProviderId],
) -> Wanted<'a> {
    let (now, window) = (app.now(), &booking.window);
    Wanted {
        booking: booking.id,
        search,
        customer: booking.customer_id,
        category: booking.service.category_id,
        service: booking.service.id,
        pin: booking.place.pin,
        starts_at: window.starts_at,
        until: window.ends_at + chrono::TimeDelta::seconds(app.rules().buffer_s.into()),
        day: cairo::day_bounds(cairo::local_date(window.starts_at)),
        today: cairo::local_date(now),
        widest_m: app.matching().policy.widest_m().into(),
        live: near,
        only: None,
        now,
        hour_kind: HourKind::from(LocalTime::from(cairo::to_local(now))),
    }
}
