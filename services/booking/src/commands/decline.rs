//! A provider declines its offer; the search goes on.

use super::OfferError;
use super::close_offer::{self, Closing};
use super::load_offer::{self, Which};
use crate::App;
use crate::reads::OfferStateOut;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::UserId;

/// Declines an offer. Who declined before gets the same answer again.
///
/// # Errors
/// [`OfferError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    which: Which,
    reason: Option<&str>,
) -> Result<Answer, OfferError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, offer) = load_offer::in_tx(&mut tx, user, which).await?;
    match offer.status.as_str() {
        "declined" => {}
        "open" if app.now() < offer.expires_at => {
            let closing = Closing::Declined { reason };
            close_offer::run_in_tx(&mut tx, app, booking, &offer, closing).await?;
        }
        "open" | "expired" => return Err(OfferError::Expired),
        "accepted" => return Err(OfferError::Accepted),
        _ => return Err(OfferError::Withdrawn),
    }
    let out = OfferStateOut { id: offer.id, booking_id: offer.booking, status: "declined".into() };
    let answer = Answer::json(200, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
