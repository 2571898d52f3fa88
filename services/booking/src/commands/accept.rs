//! A provider accepts its offer: exactly one winner.

use super::record::{self, Was};
use super::{BookingError, OfferError, load_offer, time};
use crate::domain::{Actor, Booking, Side};
use crate::store::bookings::START_CODE_CONTEXT;
use crate::store::offers::{self, Offer};
use crate::store::stats::{self, Counter};
use crate::store::{directory, searches};
use crate::{App, SERVICE, jobs};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::BookingConfirmed;
use kernel::ids::{ProviderId, UserId};
use load_offer::Which;
use sqlx::PgConnection;

/// Accepts an offer.
///
/// # Errors
/// [`OfferError`]; losers of a race get `booking.already_accepted`.
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    which: Which,
) -> Result<Answer, OfferError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, offer) = load_offer::in_tx(&mut tx, user, which).await?;
    let booking = match offer.status.as_str() {
        // Said yes before: the same again.
        "accepted" if booking.provider() == Some(offer.provider) => booking,
        _ => accept_in_tx(&mut tx, app, booking, &offer).await?,
    };
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn accept_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: Booking,
    offer: &Offer,
) -> Result<Booking, OfferError> {
    let now = app.now();
    check_open(&booking, offer, now)?;
    let standing = directory::standing(tx, offer.provider).await?;
    if !standing.is_some_and(|s| s.verified && s.active) {
        return Err(OfferError::NotAllowedNow);
    }
    let booking = booking.expected_in(offer.travel_s, now);
    let by = Actor { side: Side::Provider, user_id: offer.provider.uuid().into() };
    let was = Was::of(&booking);
    let bound = bind(app, booking, offer.provider)?;
    time::reserve_in_tx(tx, app, &bound, offer.provider, bound.window.starts_at).await?;
    offers::close_in_tx(tx, offer.id, "accepted", None, now).await?;
    let booking = record::moved_in_tx(tx, app, was, bound, by, "accepted", None).await?;
    stats::count_in_tx(tx, offer.provider, Counter::Accept, now).await?;
    confirmed_in_tx(tx, app, &booking, false).await?;
    Ok(booking)
}

/// That the offer still stands.
///
/// # Errors
/// Why it does not: [`OfferError`].
pub fn check_open(
    booking: &Booking,
    offer: &Offer,
    now: kernel::Instant,
) -> Result<(), OfferError> {
    let taken = booking.provider().is_some();
    match offer.status.as_str() {
        "open" if now < offer.expires_at => Ok(()),
        _ if taken => Err(crate::domain::MoveError::AlreadyAccepted.into()),
        "open" | "expired" => Err(OfferError::Expired),
        "declined" => Err(OfferError::Declined),
        _ => Err(OfferError::Withdrawn),
    }
}

/// Binds the provider; the start code is made here.
pub(super) fn bind(
    app: &App,
    booking: Booking,
    provider: ProviderId,
) -> Result<Booking, BookingError> {
    let code = app.chassis.world.digits(4);
    let sealed = app.chassis.keyring.seal_text(START_CODE_CONTEXT, &code).as_str().to_owned();
    Ok(booking.confirm(provider, sealed, app.now())?)
}

/// What follows from a binding: the others' offers are withdrawn, the search is over, and it is
/// told.
pub(super) async fn confirmed_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    by_operator: bool,
) -> Result<(), StoreError> {
    record::withdraw_offers_in_tx(tx, app, booking).await?;
    searches::end_in_tx(tx, booking.id, "found", app.now()).await?;
    chassis::jobs::cancel(tx, SERVICE, jobs::SEARCH, booking.id).await?;
    let event = BookingConfirmed { booking: booking.facts(), by_operator };
    chassis::bus::append(tx, &app.chassis.world, &event).await
}
