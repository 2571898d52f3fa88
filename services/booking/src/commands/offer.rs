//! Showing a booking to the providers that a search chose.

use super::BookingError;
use super::record::{self, Was};
use crate::domain::{Booking, By};
use crate::store::offers::{self, NewOffer};
use crate::store::stats::{self, Counter};
use crate::{App, SERVICE, jobs};
use chassis::StoreError;
use contracts::booking::BookingOffered;
use dispatch::Record;
use kernel::Instant;
use kernel::ids::{OfferId, ProviderId};
use serde_json::json;
use sqlx::{Connection, PgConnection};

/// The offers that a decision asks for.
pub(super) fn of_decision(app: &App, booking: &Booking, record: &Record) -> Vec<NewOffer> {
    let policy = &record.rules.policy;
    let reach_of = |provider: ProviderId| {
        let candidate = record.candidates.iter().find(|c| c.provider == provider);
        candidate.and_then(|c| c.reach)
    };
    let offer = |provider: &ProviderId| {
        Some(NewOffer {
            id: app.chassis.world.id::<OfferId>(),
            booking: booking.id,
            search: record.search.id,
            round: record.round.number,
            provider: *provider,
            instant: booking.window.instant,
            earnings: booking.price.settlement.earnings,
            reach: reach_of(*provider)?,
            expires_at: policy.offer_expires_at(record.search.mode, record.search.now),
        })
    };
    let mut offers: Vec<NewOffer> = record.decision.chosen.iter().filter_map(offer).collect();
    // Two broadcasts to the same providers take their rows in the same order: no deadlock.
    offers.sort_unstable_by_key(|offer| offer.provider);
    offers
}

/// Makes all offers, or none of them: then answers who has another instant offer open.
pub(super) async fn make_in_tx(
    tx: &mut PgConnection,
    offers: &[NewOffer],
    now: Instant,
) -> Result<Option<ProviderId>, StoreError> {
    let mut savepoint = tx.begin().await?;
    for offer in offers {
        match offers::insert_in_tx(&mut savepoint, offer, now).await {
            Ok(()) => {}
            Err(error) if error.is_constraint(offers::INSTANT_OPEN) => {
                savepoint.rollback().await?;
                return Ok(Some(offer.provider));
            }
            Err(error) => return Err(error),
        }
    }
    savepoint.commit().await?;
    Ok(None)
}

/// Somebody is asked: it is told, counted, and put on the schedule to expire.
pub(super) async fn made_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: Booking,
    made: &[NewOffer],
) -> Result<(), BookingError> {
    let (now, world) = (app.now(), &app.chassis.world);
    let was = Was::of(&booking);
    let booking = booking.offered()?;
    let booking = record::moved_in_tx(tx, app, was, booking, By::System, "offered", None).await?;
    for offer in made {
        stats::count_in_tx(tx, offer.provider, Counter::Offer, now).await?;
        let event = BookingOffered {
            booking: booking.facts(),
            offer_id: offer.id,
            offered_to: offer.provider,
            expires_at: offer.expires_at,
            earnings: offer.earnings,
            distance_m: offer.reach.distance_m,
        };
        chassis::bus::append(tx, world, &event).await?;
        let (kind, at) = (jobs::EXPIRE_OFFER, offer.expires_at);
        chassis::jobs::schedule(tx, world, SERVICE, kind, offer.id, at, json!({})).await?;
    }
    Ok(())
}
