//! An offer ends without a yes; when it was the last one, the search goes on.

use super::BookingError;
use super::record::{self, Was};
use crate::domain::{Booking, By};
use crate::store::calendar;
use crate::store::offers::{self, Offer};
use crate::store::stats::{self, Counter};
use crate::{App, SERVICE, jobs};
use contracts::booking::BookingOfferClosed;
use serde_json::json;
use sqlx::PgConnection;

/// How an offer ends without a yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing<'a> {
    /// The provider said no.
    Declined {
        /// Why: a stable word.
        reason: Option<&'a str>,
    },
    /// Its time is over.
    Expired,
}

/// Closes an open offer of a locked booking. The booking comes back, looked for further when
/// nobody else has it before them; nothing happens when the offer was closed already.
///
/// # Errors
/// When the database refuses or is away.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: Booking,
    offer: &Offer,
    closing: Closing<'_>,
) -> Result<Booking, BookingError> {
    let (now, world) = (app.now(), &app.chassis.world);
    let (status, reason, counter) = match closing {
        Closing::Declined { reason } => ("declined", reason, Counter::Decline),
        Closing::Expired => ("expired", None, Counter::Expiry),
    };
    if !offers::close_in_tx(tx, offer.id, status, reason, now).await? {
        return Ok(booking);
    }
    stats::count_in_tx(tx, offer.provider, counter, now).await?;
    // Who does not come is free for others at once.
    calendar::let_go_of_in_tx(tx, booking.id, Some(offer.provider), now).await?;
    let alone = offers::open_in_tx(tx, booking.id).await? == 0;
    let booking = if alone {
        let was = Was::of(&booking);
        let booking = booking.looking_further()?;
        let action = "looking_further";
        let booking = record::moved_in_tx(tx, app, was, booking, By::System, action, None).await?;
        // The same search goes on with its next round.
        chassis::jobs::schedule(tx, world, SERVICE, jobs::SEARCH, booking.id, now, json!({}))
            .await?;
        booking
    } else {
        booking
    };
    let event = BookingOfferClosed {
        booking: booking.facts(),
        offer_id: offer.id,
        offered_to: offer.provider,
        outcome: status.to_owned(),
    };
    chassis::bus::append(tx, world, &event).await?;
    Ok(booking)
}
