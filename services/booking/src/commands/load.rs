//! Loading a booking for somebody: locked, and only when it is theirs.

use super::BookingError;
use crate::domain::{Actor, Booking, Side};
use crate::store::bookings;
use kernel::ids::{BookingId, UserId};
use sqlx::PgConnection;

/// A locked booking of which `user` is the customer or the bound provider.
///
/// # Errors
/// [`BookingError::NotFound`] for everybody else.
pub async fn for_party_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    id: BookingId,
) -> Result<(Booking, Actor), BookingError> {
    let booking = bookings::lock_in_tx(tx, id).await?.ok_or(BookingError::NotFound)?;
    let actor = booking.side_of(user).ok_or(BookingError::NotFound)?;
    Ok((booking, actor))
}

/// A locked booking of which `user` is the customer.
///
/// # Errors
/// [`BookingError::NotFound`] for everybody else.
pub async fn for_customer_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    id: BookingId,
) -> Result<(Booking, Actor), BookingError> {
    let (booking, actor) = for_party_in_tx(tx, user, id).await?;
    if actor.side == Side::Customer { Ok((booking, actor)) } else { Err(BookingError::NotFound) }
}

/// A locked booking to which `user` is bound.
///
/// # Errors
/// [`BookingError::NotFound`] for everybody else.
pub async fn for_provider_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    id: BookingId,
) -> Result<(Booking, Actor), BookingError> {
    let (booking, actor) = for_party_in_tx(tx, user, id).await?;
    if actor.side == Side::Provider { Ok((booking, actor)) } else { Err(BookingError::NotFound) }
}

/// A locked booking for staff.
///
/// # Errors
/// [`BookingError::NotFound`] when there is none.
pub async fn for_operator_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    id: BookingId,
) -> Result<(Booking, Actor), BookingError> {
    let booking = bookings::lock_in_tx(tx, id).await?.ok_or(BookingError::NotFound)?;
    Ok((booking, Actor { side: Side::Operator, user_id: user }))
}
