//! Loading an offer for the provider it was made to, its booking locked first.

use super::OfferError;
use crate::domain::Booking;
use crate::store::bookings;
use crate::store::offers::{self, Offer};
use kernel::ids::{BookingId, OfferId, ProviderId, UserId};
use sqlx::PgConnection;

/// Which offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// This one.
    Offer(OfferId),
    /// The newest one of a booking.
    OfBooking(BookingId),
}

/// An offer and its locked booking.
///
/// # Errors
/// [`OfferError::NotFound`] unless it was made to this provider.
pub async fn in_tx(
    tx: &mut PgConnection,
    user: UserId,
    which: Which,
) -> Result<(Booking, Offer), OfferError> {
    let provider = ProviderId::from(user);
    let id = match which {
        Which::Offer(id) => id,
        Which::OfBooking(booking) => {
            offers::newest_of(tx, booking, provider).await?.ok_or(OfferError::NotFound)?
        }
    };
    let seen = offers::find(tx, id).await?.filter(|offer| offer.provider == provider);
    let seen = seen.ok_or(OfferError::NotFound)?;
    let booking = bookings::lock_in_tx(tx, seen.booking).await?.ok_or(OfferError::NotFound)?;
    // Again, now that nobody else can close it.
    let offer = offers::find(tx, id).await?.ok_or(OfferError::NotFound)?;
    Ok((booking, offer))
}
