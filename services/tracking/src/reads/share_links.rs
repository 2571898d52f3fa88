//! A customer's links to one journey.

use crate::app::App;
use crate::domain::share::{self, LinkState};
use crate::error::ShareError;
use crate::store::journeys;
use crate::store::share_links::{self, Link};
use kernel::ids::{BookingId, UserId};

/// How many are shown; older ones are of no use to anybody.
const MOST: i64 = 50;

/// The links with their states, the newest first.
///
/// # Errors
/// [`ShareError::NotFound`] when the booking isn't the customer's.
pub async fn run(
    app: &App,
    customer: UserId,
    booking: BookingId,
) -> Result<Vec<(Link, LinkState)>, ShareError> {
    let pool = app.chassis.db.pool();
    let journey = journeys::find(pool, booking).await?.filter(|j| j.customer_id == customer);
    let phase = journey.ok_or(ShareError::NotFound)?.phase;
    let now = app.chassis.world.now();
    let links = share_links::of_booking(pool, booking, MOST).await?;
    let with_state = |link: Link| {
        let state = share::state(link.revoked_at, link.expires_at, phase, now);
        (link, state)
    };
    Ok(links.into_iter().map(with_state).collect())
}
