//! Nothing is hidden any more: events and reputations follow.

use crate::store::service_scores::{self, Change};
use crate::store::{bookings, ratings, reputations};
use chassis::{StoreError, bus};
use contracts::ratings::RatingRevealed;
use kernel::ids::{BookingId, ServiceId};
use kernel::{Role, World};
use sqlx::PgConnection;

/// Shows a booking's ratings in the caller's transaction. Again is no harm.
pub async fn in_tx(
    tx: &mut PgConnection,
    world: &World,
    booking: BookingId,
) -> Result<(), StoreError> {
    let Some(known) = bookings::lock(tx, booking).await? else { return Ok(()) };
    if known.revealed_at.is_some() {
        return Ok(());
    }
    bookings::reveal(tx, booking, world.now()).await?;
    let mut revealed = ratings::reveal(tx, booking, world.now()).await?;
    // Reputations are locked in one order everywhere: by person.
    revealed.sort_unstable_by_key(|rating| rating.to);
    for rating in &revealed {
        tell(tx, world, booking, rating).await?;
    }
    for rating in &revealed {
        count(tx, world, known.service_id, Change::Comes, rating).await?;
    }
    Ok(())
}

/// Counts what a customer says of a visit among what is said of its service.
pub async fn count(
    tx: &mut PgConnection,
    world: &World,
    service: ServiceId,
    change: Change,
    rating: &ratings::Revealed,
) -> Result<(), StoreError> {
    match rating.of_role {
        Role::ServiceProvider => {
            service_scores::count(tx, world, service, change, rating.stars_centi).await
        }
        _ => Ok(()),
    }
}

/// Tells that a rating is visible and what it does to a reputation.
pub async fn tell(
    tx: &mut PgConnection,
    world: &World,
    booking: BookingId,
    rating: &ratings::Revealed,
) -> Result<(), StoreError> {
    let event = RatingRevealed {
        rating_id: rating.id,
        booking_id: booking,
        from_user: rating.from,
        to_user: rating.to,
        stars: u8::try_from((rating.stars_centi + 50) / 100).unwrap_or(5),
    };
    bus::append(tx, world, &event).await?;
    reputations::refresh(tx, world, rating.to, rating.of_role).await?;
    Ok(())
}
