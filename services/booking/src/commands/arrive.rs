//! The provider is at the address.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::Position;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::LatLng;
use kernel::ids::{BookingId, ProviderId, UserId};

/// Arrives: by tracking's last fix, or, only while tracking is away, by the `claimed` position.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    claimed: Option<LatLng>,
) -> Result<Answer, BookingError> {
    let position = position(app, user.into(), claimed).await;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_provider_in_tx(&mut tx, user, id).await?;
    let was = Was::of(&booking);
    let rules = app.agreed_in_tx(&mut tx, &booking).await?;
    let booking = booking.arrive(position, app.now(), &rules)?;
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, "arrived", None).await?;
    record::tell_moved_in_tx(&mut tx, app, &booking, was).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn position(app: &App, provider: ProviderId, claimed: Option<LatLng>) -> Position {
    match app.tracking.last_fix(provider).await {
        Ok(Some(fix)) => Position::Fix { place: fix.place, at: fix.at },
        Ok(None) => Position::Unknown,
        Err(_) => claimed.map_or(Position::Unknown, Position::Claimed),
    }
}
