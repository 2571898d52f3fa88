//! The provider sets out.

use super::record::{self, Was};
use super::{BookingError, journey, load};
use crate::App;
use crate::store::{bookings, journeys};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, ProviderId, UserId};

/// Sets out.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
) -> Result<Answer, BookingError> {
    let from_m = distance(app, id, user.into()).await?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_provider_in_tx(&mut tx, user, id).await?;
    let was = Was::of(&booking);
    let rules = app.agreed_in_tx(&mut tx, &booking).await?;
    let booking = booking.en_route(app.now(), &rules)?;
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, "en_route", None).await?;
    record::close_reschedule_in_tx(&mut tx, app, &booking).await?;
    let drop_no = booking.drop_outs;
    journeys::set_out_in_tx(&mut tx, id, drop_no, user.into(), from_m, app.now()).await?;
    record::tell_moved_in_tx(&mut tx, app, &booking, was).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

/// How far from the address it is now, asked outside of any transaction.
async fn distance(
    app: &App,
    id: BookingId,
    provider: ProviderId,
) -> Result<Option<u32>, BookingError> {
    let (booking, in_force) = {
        let mut db = app.chassis.db.pool().acquire().await?;
        (bookings::find(&mut db, id).await?, app.in_force_in_tx(&mut db).await?)
    };
    match booking {
        Some(booking) => Ok(journey::distance_now(&in_force, &booking, provider).await),
        None => Ok(None),
    }
}
