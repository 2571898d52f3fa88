//! Looking for a provider: round after round until somebody is asked, or the customer is.

use super::record::{self, Was};
use super::{BookingError, offer};
use crate::domain::{Booking, By, Pending, State};
use crate::matching::{self, Live};
use crate::store::bookings;
use crate::store::candidates::{self, Wanted};
use crate::store::offers::{self, NewOffer};
use crate::store::searches::{self, Running};
use crate::{App, SERVICE, jobs};
use chassis::StoreError;
use chrono::TimeDelta;
use contracts::booking::BookingUnmatched;
use contracts::tracking::NearestQuery;
use dispatch::{Candidate, Next, Record, Round, Search, next_round};
use kernel::cairo;
use kernel::ids::{BookingId, ProviderId, SearchId};
use serde_json::json;
use sqlx::PgConnection;

/// Takes a booking's search one step further. May be repeated: when somebody is asked already, or
/// the search is over, nothing happens.
///
/// # Errors
/// When the database is away.
pub async fn run(app: &App, id: BookingId) -> Result<(), BookingError> {
    let found = {
        let mut connection = app.chassis.db.pool().acquire().await?;
        bookings::find(&mut connection, id).await?
    };
    let Some(booking) = found.filter(is_looked_for) else { return Ok(()) };
    let live = live_positions(app, &booking).await;

    let mut tx = app.chassis.db.begin().await?;
    if let Some(booking) = bookings::lock_in_tx(&mut tx, id).await?.filter(is_looked_for)
        && offers::open_in_tx(&mut tx, id).await? == 0
    {
        step_in_tx(&mut tx, app, booking, &live).await?;
    }
    // In the same transaction, so that a job repeated after a crash finds nothing to do.
    chassis::jobs::cancel(&mut tx, SERVICE, jobs::SEARCH, id).await?;
    tx.commit().await?;
    Ok(())
}

fn is_looked_for(booking: &Booking) -> bool {
    matches!(booking.state, State::Pending(Pending::Searching | Pending::Offered))
}

/// Who is near; asked outside of any transaction. Without tracking the search goes on without.
async fn live_positions(app: &App, booking: &Booking) -> Live {
    let policy = &app.config.matching.policy;
    let query = NearestQuery {
        center: booking.place.pin,
        radius_m: policy.widest_m().into(),
        service_id: None,
        limit: app.config.ordering.live_positions,
        max_age_s: policy.max_fix_age_s,
    };
    match app.tracking.nearest(query).await {
        Ok(positions) => Live::known(positions),
        Err(error) => {
            tracing::warn!(booking.id = %booking.id, %error, "searching without live positions");
            Live::Away
        }
    }
}

async fn step_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: Booking,
    live: &Live,
) -> Result<(), BookingError> {
    let now = app.now();
    let (booking, running) = running_in_tx(tx, app, booking).await?;
    // Work for now is wanted now, however long the search has gone on.
    let wanted = booking.clone().expected_in(0, now);
    let mut candidates = candidates_in_tx(tx, app, &wanted, running.id, live).await?;
    let offering = app.config.ordering.offering(wanted.place.zone_id);
    let search = matching::search(&wanted, running.id, offering, now);
    let policy = &app.config.matching.policy;

    let (mut last, mut left) = running.last.map_or((None, 0), |(round, left)| (Some(round), left));
    while let Next::Round(round) = next_round(policy, last.as_ref(), left) {
        let (record, offers) =
            decide_in_tx(tx, app, &booking, &search, &mut candidates, round).await?;
        searches::keep_round_in_tx(tx, &record, now).await?;
        if !offers.is_empty() {
            return offer::made_in_tx(tx, app, booking, &offers).await;
        }
        (last, left) = (Some(round), record.decision.left);
    }
    unmatched_in_tx(tx, app, booking).await
}

/// The running search of a booking; a new one when none runs.
async fn running_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: Booking,
) -> Result<(Booking, Running), BookingError> {
    if let Some(running) = searches::running_in_tx(tx, booking.id).await? {
        return Ok((booking, running));
    }
    let was = Was::of(&booking);
    let booking = booking.search_begun()?;
    let action = "search_begun";
    let booking = record::moved_in_tx(tx, app, was, booking, By::System, action, None).await?;
    let id: SearchId = app.chassis.world.id();
    let (number, instant) = (booking.search_no, booking.window.instant);
    searches::begin_in_tx(tx, id, booking.id, number, instant, app.now()).await?;
    Ok((booking, Running { id, last: None }))
}

/// Everybody who could be asked, as facts.
async fn candidates_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    search: SearchId,
    live: &Live,
) -> Result<Vec<Candidate>, StoreError> {
    let (now, near) = (app.now(), live.providers());
    let buffer = TimeDelta::seconds(app.rules().buffer_s.into());
    let rows = candidates::of(tx, &wanted(app, booking, search, &near)).await?;
    Ok(rows.iter().map(|row| matching::candidate(booking, row, live, now, buffer)).collect())
}

/// Whom to look for, with `near` besides those who live near.
pub(super) fn wanted<'a>(
    app: &App,
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
        until: window.ends_at + TimeDelta::seconds(app.rules().buffer_s.into()),
        day: cairo::day_bounds(cairo::local_date(window.starts_at)),
        today: cairo::local_date(now),
        widest_m: app.config.matching.policy.widest_m().into(),
        live: near,
        only: None,
        now,
    }
}

/// Decides a round and makes its offers. Who turns out to have another instant offer open, made a
/// moment ago by another search, is gated, and the round is decided again.
async fn decide_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    search: &Search,
    candidates: &mut [Candidate],
    round: Round,
) -> Result<(Record, Vec<NewOffer>), StoreError> {
    loop {
        let rules = app.config.matching.clone();
        let record = Record::decide(search.clone(), candidates.to_vec(), rules, round);
        let offers = offer::of_decision(app, booking, &record);
        let Some(taken) = offer::make_in_tx(tx, &offers, search.now).await? else {
            return Ok((record, offers));
        };
        for candidate in candidates.iter_mut().filter(|c| c.provider == taken) {
            candidate.has_open_instant_offer = true;
        }
    }
}

/// Nobody is left: the customer is asked to wait, to choose another time or to cancel.
async fn unmatched_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: Booking,
) -> Result<(), BookingError> {
    let (now, world) = (app.now(), &app.chassis.world);
    searches::end_in_tx(tx, booking.id, "exhausted", now).await?;
    let was = Was::of(&booking);
    let booking = booking.looking_further()?;
    let action = "unmatched";
    let booking = record::moved_in_tx(tx, app, was, booking, By::System, action, None).await?;
    chassis::bus::append(tx, world, &BookingUnmatched { booking: booking.facts() }).await?;
    let silence = now + TimeDelta::seconds(app.config.ordering.give_up_after_s.into());
    let at = if booking.window.instant { silence } else { booking.window.starts_at.max(now) };
    let asked = json!({ "version": booking.version });
    chassis::jobs::schedule(tx, world, SERVICE, jobs::GIVE_UP, booking.id, at, asked).await?;
    Ok(())
}
