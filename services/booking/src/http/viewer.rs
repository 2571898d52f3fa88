//! Who may look at a booking: both sides and staff.

use crate::commands::BookingError;
use crate::domain::Booking;
use crate::store::bookings;
use httpkit::Actor;
use kernel::Permission;
use kernel::ids::BookingId;
use sqlx::PgConnection;

/// A booking, not locked, for somebody who may look at it.
///
/// # Errors
/// [`BookingError::NotFound`] for everybody else.
pub async fn booking(
    db: &mut PgConnection,
    actor: &Actor,
    id: BookingId,
) -> Result<Booking, BookingError> {
    let booking = bookings::find(db, id).await?.ok_or(BookingError::NotFound)?;
    let may = actor.may(Permission::BookingViewAll) || booking.side_of(actor.user_id).is_some();
    if may { Ok(booking) } else { Err(BookingError::NotFound) }
}
