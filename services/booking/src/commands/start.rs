//! The provider gives the customer's start code: the work begins.

use super::record::{self, Was};
use super::{BookingError, load};
use crate::App;
use crate::domain::{Booking, CodeTry, State};
use crate::store::bookings::START_CODE_CONTEXT;
use crate::store::calendar;
use chassis::crypto::{CryptoError, Sealed};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};

/// Tries a start code. A wrong one is counted even though the command is refused.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    code: &str,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_provider_in_tx(&mut tx, user, id).await?;
    let was = Was::of(&booking);
    let matches = matches(app, &booking, code).await?;
    let rules = app.agreed_in_tx(&mut tx, &booking).await?;
    match booking.start(matches, app.now(), &rules)? {
        CodeTry::Wrong(booking, error) => {
            record::moved_in_tx(&mut tx, app, was, booking, by, "wrong_code", None).await?;
            tx.commit().await?;
            Err(error.into())
        }
        CodeTry::Started(booking) => {
            let booking =
                record::moved_in_tx(&mut tx, app, was, booking, by, "started", None).await?;
            calendar::lock_in_tx(&mut tx, user.into(), app.now()).await?;
            calendar::begin_in_tx(&mut tx, id, booking.visit_no, app.now()).await?;
            record::tell_moved_in_tx(&mut tx, app, &booking, was).await?;
            let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
            tx.commit().await?;
            Ok(answer)
        }
    }
}

/// Whether the code is the customer's, compared in constant time.
async fn matches(app: &App, booking: &Booking, given: &str) -> Result<bool, CryptoError> {
    let State::Confirmed(bound, _) = &booking.state else { return Ok(false) };
    let sealed = Sealed::parse(bound.code.sealed.as_str())?;
    let code = app.chassis.keyring.open_any(START_CODE_CONTEXT, &sealed).await?;
    Ok(aws_lc_rs::constant_time::verify_slices_are_equal(&code, given.as_bytes()).is_ok())
}
