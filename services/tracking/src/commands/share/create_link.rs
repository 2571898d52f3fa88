//! A customer makes a link to its journey. The token is in the answer and nowhere else.

use super::TOKEN;
use crate::app::App;
use crate::domain::share::{self, ShareToken};
use crate::error::ShareError;
use crate::store::journeys;
use crate::store::share_links::{self, Link};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};
use serde::Serialize;

/// Makes a link; `show` makes the answer of it and its token.
///
/// # Errors
/// [`ShareError`].
pub async fn run<T: Serialize>(
    app: &App,
    customer: UserId,
    booking: BookingId,
    key: &IdempotencyKey,
    show: impl FnOnce(&Link, String) -> T,
) -> Result<Answer, ShareError> {
    let (world, keyring) = (&app.chassis.world, &app.chassis.keyring);
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    // The lock makes two requests at once count each other's links.
    let journey = journeys::lock_in_tx(&mut tx, booking).await?.ok_or(ShareError::NotFound)?;
    share::may_share(customer, &journey)?;
    let now = world.now();
    if share_links::count_open_in_tx(&mut tx, booking, now).await? >= share::MOST {
        return Err(ShareError::TooMany);
    }
    let token = ShareToken::new(world);
    let link = Link {
        id: world.id(),
        expires_at: now + share::LIFE,
        revoked_at: None,
        opened: 0,
        last_opened_at: None,
        created_at: now,
    };
    let hash = keyring.blind_index(TOKEN, token.bytes());
    share_links::add_in_tx(&mut tx, booking, &link, &hash).await?;
    let answer = Answer::json(201, &show(&link, token.encode()))?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    metrics::counter!("osta_tracking_links_total").increment(1);
    Ok(answer)
}
