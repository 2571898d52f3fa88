//! Staff gives a booking to a provider by hand.

use super::record::{self, Was};
use super::{BookingError, OfferError, SlotError, accept, load, search, time};
use crate::App;
use crate::domain::{Booking, MoveError};
use crate::matching::{self, Live};
use crate::reads::{BookingAssignedOut, BookingStateOut, BookingWarningOut};
use crate::store::calendar::{self, Slot};
use crate::store::{candidates, directory, offers, searches};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use dispatch::{Gate, Reach, failing_gates};
use kernel::ids::{BookingId, OfferId, ProviderId, SearchId, UserId};
use serde_json::json;
use sqlx::PgConnection;

/// Assigns a provider. The gates that would keep it out of an offer are told as warnings; only
/// taken time, and a provider that may not work at all, refuse.
///
/// # Errors
/// [`OfferError`].
pub async fn run(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    provider: ProviderId,
    reason: &str,
) -> Result<Answer, OfferError> {
    // Asked before the transaction.
    let live = match app.tracking.last_fix(provider).await {
        Ok(fix) => Live::known(fix.into_iter().collect()),
        Err(_) => Live::Away,
    };

    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_operator_in_tx(&mut tx, operator, id).await?;
    check_provider(&mut tx, &booking, provider).await?;
    let (mut gates, reach) = warnings_in_tx(&mut tx, app, &booking, provider, &live).await?;

    let was = Was::of(&booking);
    let booking = booking.expected_in(reach.map_or(0, |reach| reach.travel_s), app.now());
    let bound = accept::bind(app, booking, provider).map_err(|refused| match refused {
        BookingError::Move(MoveError::AlreadyAccepted) => MoveError::HasProvider.into(),
        other => other,
    })?;
    if !reserve_in_tx(&mut tx, app, &bound, provider).await? && !gates.contains(&Gate::NotFree) {
        gates.push(Gate::NotFree);
    }
    let offer: OfferId = app.chassis.world.id();
    offers::assign_in_tx(&mut tx, offer, &bound, provider, reach, app.now()).await?;
    let booking =
        record::moved_in_tx(&mut tx, app, was, bound, by, "assigned", Some(reason)).await?;
    accept::confirmed_in_tx(&mut tx, app, &booking, true).await?;

    let tags: Vec<&str> = gates.iter().map(|gate| gate.tag()).collect();
    let details = json!({ "provider": provider, "warnings": tags });
    let action = "booking.assign";
    record::operator_acted_in_tx(&mut tx, app, operator, action, &booking, reason, details).await?;
    let out = BookingAssignedOut {
        booking: BookingStateOut::of(&booking),
        warnings: gates.into_iter().map(BookingWarningOut::of).collect(),
    };
    let answer = Answer::json(200, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// That the provider may work at all, and is not the customer.
async fn check_provider(
    tx: &mut PgConnection,
    booking: &Booking,
    provider: ProviderId,
) -> Result<(), OfferError> {
    let standing = directory::standing(tx, provider).await?.ok_or(OfferError::UnknownProvider)?;
    if provider == ProviderId::from(booking.customer_id) {
        return Err(OfferError::NotAssignable(Gate::OwnBooking));
    }
    match (standing.verified, standing.active) {
        (true, true) => Ok(()),
        (false, _) => Err(OfferError::NotAssignable(Gate::NotVerified)),
        (true, false) => Err(OfferError::NotAssignable(Gate::NotActive)),
    }
}

/// Every gate that would keep the provider out of an offer, and how far it is.
async fn warnings_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    provider: ProviderId,
    live: &Live,
) -> Result<(Vec<Gate>, Option<Reach>), StoreError> {
    let app = &app.in_force_in_tx(tx).await?;
    let (now, near) = (app.now(), [provider]);
    let running = searches::running_in_tx(tx, booking.id).await?;
    let search: SearchId = running.map_or_else(|| app.chassis.world.id(), |running| running.id);
    let wanted = booking.clone().expected_in(0, now);
    let mut query = search::wanted(app, &wanted, search, &near);
    query.only = Some(provider);
    let rows = candidates::of(tx, &query).await?;
    let Some(row) = rows.first() else { return Ok((vec![Gate::ServiceNotOffered], None)) };
    let buffer = TimeDelta::seconds(app.rules().buffer_s.into());
    let candidate = matching::candidate(&wanted, row, live, now, buffer);
    let offering = app.offering(wanted.place.zone_id);
    let search = matching::search(&wanted, search, offering, now);
    Ok((failing_gates(&search, &candidate, &app.matching().policy), candidate.reach))
}

/// Reserves the provider's time; `false` when the way to or from another visit is too long, which
/// staff may decide to try. Taken time refuses.
async fn reserve_in_tx(
    tx: &mut PgConnection,
    app: &App,
    bound: &Booking,
    provider: ProviderId,
) -> Result<bool, BookingError> {
    let window = &bound.window;
    match time::reserve_in_tx(tx, app, bound, provider, window.starts_at).await {
        Ok(()) => Ok(true),
        Err(BookingError::Slot(SlotError::NoTimeToTravel)) => {
            let in_force = app.in_force_in_tx(tx).await?;
            let slot = Slot {
                provider,
                booking: bound.id,
                visit: bound.visit_no,
                starts_at: window.starts_at,
                until: window.ends_at + TimeDelta::seconds(in_force.rules().buffer_s.into()),
            };
            // The calendar is locked already.
            let done = calendar::reserve_in_tx(tx, &app.chassis.world, slot).await;
            done.map_err(BookingError::of_reservation)?;
            Ok(false)
        }
        Err(other) => Err(other),
    }
}
