//! The customer pays what must be there before the search: again, or in another way.

use super::record::{self, Was};
use super::{BookingError, OrderError, load};
use crate::domain::{Booking, Pending, State};
use crate::store::bookings;
use crate::{App, SERVICE, jobs};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::{PaymentMethod, PaymentMethodChanged, PaymentRetried};
use kernel::ids::{BookingId, UserId};
use sqlx::PgConnection;

/// Tries again to pay, with `method` in that way instead. The wait for the money goes on; cash is
/// not waited for, and the search starts at once.
///
/// # Errors
/// [`OrderError::MethodNotOffered`], else as [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    method: Option<PaymentMethod>,
) -> Result<Answer, OrderError> {
    if method.is_some_and(|method| !app.config.ordering.payment_methods.contains(&method)) {
        return Err(OrderError::MethodNotOffered);
    }
    Ok(offered(app, user, key, id, method).await?)
}

async fn offered(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    method: Option<PaymentMethod>,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_customer_in_tx(&mut tx, user, id).await?;
    let (was, from) = (Was::of(&booking), booking.payment.method);
    let method = method.unwrap_or(from);
    let booking = booking.pay_by(method)?;
    bookings::set_method_in_tx(&mut tx, id, method).await?;
    let action = if method == from { "payment_retried" } else { "payment_method_changed" };
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, action, None).await?;
    tell_in_tx(&mut tx, app, &booking, from).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn tell_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    from: PaymentMethod,
) -> Result<(), BookingError> {
    let world = &app.chassis.world;
    if booking.payment.method == from {
        let event =
            PaymentRetried { booking: booking.facts(), prepay: booking.price.settlement.total };
        chassis::bus::append(tx, world, &event).await?;
    } else {
        let event = PaymentMethodChanged { booking: booking.facts(), from };
        chassis::bus::append(tx, world, &event).await?;
    }
    if booking.state == State::Pending(Pending::Searching) {
        chassis::jobs::cancel(tx, SERVICE, jobs::PAYMENT_EXPIRY, booking.id).await?;
        record::search_in_tx(tx, app, booking).await?;
    }
    Ok(())
}
