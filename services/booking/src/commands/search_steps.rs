//! The steps of a search that searches alone and in a batch have in common.

use super::record::{self, Was};
use super::{BookingError, offer, search};
use crate::domain::{Booking, By, Pending, State};
use crate::matching::{self, Live};
use crate::store::candidates;
use crate::store::offers::NewOffer;
use crate::store::searches::{self, Last, Running};
use crate::{App, InForce, SERVICE, jobs};
use chassis::StoreError;
use chrono::TimeDelta;
use contracts::booking::BookingUnmatched;
use contracts::tracking::NearestQuery;
use dispatch::{Candidate, Next, Record, Round, Search};
use kernel::ids::{ProviderId, SearchId};
use serde_json::json;
use sqlx::PgConnection;

/// Whether a provider is looked for.
pub(super) fn is_looked_for(booking: &Booking) -> bool {
    matches!(booking.state, State::Pending(Pending::Searching | Pending::Offered))
}

/// Who is near; asked outside of any transaction. Without tracking the search goes on without.
pub(super) async fn live_positions(app: &InForce, booking: &Booking) -> Live {
    let policy = &app.matching().policy;
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

/// A running search of a locked booking, with everybody who could be asked.
pub(super) struct Hunt {
    /// The booking.
    pub booking: Booking,
    /// What is wanted.
    pub search: Search,
    /// Who could be asked.
    pub candidates: Vec<Candidate>,
    last: Option<Last>,
}

impl Hunt {
    /// The running search of a booking, or a new one when none runs.
    pub async fn begin_in_tx(
        tx: &mut PgConnection,
        app: &InForce,
        booking: Booking,
        live: &Live,
    ) -> Result<Self, BookingError> {
        let now = app.now();
        let (booking, running) = running_in_tx(tx, app, booking).await?;
        // Work for now is wanted now, however long the search has gone on.
        let wanted = booking.clone().expected_in(0, now);
        let candidates = candidates_in_tx(tx, app, &wanted, running.id, live).await?;
        let offering = app.offering(wanted.place.zone_id);
        let mut search = matching::search(&wanted, running.id, offering, now);
        search.may_wait_until = app.searching().may_wait_until(&booking, now);
        Ok(Self { booking, search, candidates, last: running.last })
    }

    /// What comes next. A search that waited looks at the same round again.
    pub fn next_round(&self, app: &InForce) -> Next {
        matching::next_after(&app.matching().policy, self.last.as_ref())
    }

    /// A round was decided, and nobody is asked.
    pub fn ended(&mut self, record: &Record) {
        let (left, waits) = (record.decision.left, record.decision.waits);
        self.last = Some(Last { round: record.round, left, waits });
    }

    /// These have an instant offer before them now.
    pub fn gate(&mut self, taken: &[ProviderId]) {
        for candidate in self.candidates.iter_mut().filter(|c| taken.contains(&c.provider)) {
            candidate.has_open_instant_offer = true;
        }
    }

    /// The decision of a round, without any effect.
    pub fn decide(&self, app: &InForce, round: Round) -> Record {
        let rules = app.matching().clone();
        Record::decide(self.search.clone(), self.candidates.clone(), rules, round)
    }

    /// Decides a round and makes its offers. Who turns out to have another instant offer open, made
    /// a moment ago by another search, is gated, and the round is decided again.
    pub async fn decide_in_tx(
        &mut self,
        tx: &mut PgConnection,
        app: &InForce,
        round: Round,
    ) -> Result<(Record, Vec<NewOffer>), StoreError> {
        loop {
            let record = self.decide(app, round);
            let offers = offer::of_decision(app, &self.booking, &record);
            let Some(taken) = offer::make_in_tx(tx, &offers, self.search.now).await? else {
                return Ok((record, offers));
            };
            self.gate(&[taken]);
        }
    }

    /// Nobody is left: the customer is asked to wait, to choose another time or to cancel.
    pub async fn unmatched_in_tx(
        self,
        tx: &mut PgConnection,
        app: &InForce,
    ) -> Result<(), BookingError> {
        let (now, world, booking) = (app.now(), &app.chassis.world, self.booking);
        searches::end_in_tx(tx, booking.id, "exhausted", now).await?;
        let was = Was::of(&booking);
        let booking = booking.looking_further()?;
        let action = "unmatched";
        let booking = record::moved_in_tx(tx, app, was, booking, By::System, action, None).await?;
        chassis::bus::append(tx, world, &BookingUnmatched { booking: booking.facts() }).await?;
        let silence = now + TimeDelta::seconds(app.give_up_after_s().into());
        let at = if booking.window.instant { silence } else { booking.window.starts_at.max(now) };
        let asked = json!({ "version": booking.version });
        chassis::jobs::schedule(tx, world, SERVICE, jobs::GIVE_UP, booking.id, at, asked).await?;
        Ok(())
    }
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
    app: &InForce,
    booking: &Booking,
    search: SearchId,
    live: &Live,
) -> Result<Vec<Candidate>, StoreError> {
    let (now, near) = (app.now(), live.providers());
    let buffer = TimeDelta::seconds(app.rules().buffer_s.into());
    let rows = candidates::of(tx, &search::wanted(app, booking, search, &near)).await?;
    Ok(rows.iter().map(|row| matching::candidate(booking, row, live, now, buffer)).collect())
}
