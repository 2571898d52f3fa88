//! The customer decides on a change order.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::Booking;
use crate::store::lines::{self, Source};
use crate::store::proposals::{self, Proposal};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::ChangeOrderDecided;
use kernel::Money;
use kernel::ids::{BookingId, ChangeOrderId, UserId};
use sqlx::PgConnection;

/// Approves or declines it; the work goes on either way.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    change_order_id: ChangeOrderId,
    approved: bool,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_customer_in_tx(&mut tx, user, id).await?;
    let order = waiting(&mut tx, &booking, change_order_id).await?;
    let was = Was::of(&booking);
    let (booking, action) = if approved {
        (booking.approve_change(order.work())?, "change_order_approved")
    } else {
        (booking.decline_change()?, "change_order_declined")
    };
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, action, None).await?;
    proposals::decide_change_order_in_tx(&mut tx, change_order_id, approved, app.now()).await?;
    if approved {
        let proposed = proposals::change_order_lines(&mut tx, order.id).await?;
        let proposed: Vec<_> = proposed.into_iter().map(|line| line.line).collect();
        let approved_lines = lines::approved(&proposed, Money::ZERO);
        let source = Source::ChangeOrder(order.id);
        lines::add_in_tx(&mut tx, id, source, &approved_lines, app.now()).await?;
    }
    let event = ChangeOrderDecided { booking: booking.facts(), change_order_id, approved };
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

/// A change order of this booking that waits.
///
/// # Errors
/// [`BookingError::NotFound`], and when it was decided or withdrawn.
pub(super) async fn waiting(
    tx: &mut PgConnection,
    booking: &Booking,
    id: ChangeOrderId,
) -> Result<Proposal, BookingError> {
    let orders = proposals::change_orders_of(tx, booking.id).await?;
    let found = orders.into_iter().find(|order| order.id == id.uuid());
    Ok(found.ok_or(BookingError::NotFound)?.still_waiting()?)
}
