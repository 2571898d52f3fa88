//! A customer takes a link back: it shows nothing from now on.

use crate::app::App;
use crate::error::ShareError;
use crate::store::{journeys, share_links};
use kernel::ids::{BookingId, ShareLinkId, UserId};

/// Takes a link back. A second time changes nothing.
///
/// # Errors
/// [`ShareError::NotFound`].
pub async fn run(
    app: &App,
    customer: UserId,
    booking: BookingId,
    link: ShareLinkId,
) -> Result<(), ShareError> {
    let pool = app.chassis.db.pool();
    let journey = journeys::find(pool, booking).await?.filter(|j| j.customer_id == customer);
    journey.ok_or(ShareError::NotFound)?;
    let is_theirs = share_links::revoke(pool, booking, link, app.chassis.world.now()).await?;
    if is_theirs { Ok(()) } else { Err(ShareError::NotFound) }
}
