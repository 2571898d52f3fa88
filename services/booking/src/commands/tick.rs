//! The provider ticks an item of the checklist off, or takes the tick back.

use super::{BookingError, job_record, load};
use crate::App;
use crate::reads::{self, CompletionOut};
use crate::store::checklists;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::{BookingId, UserId};
use serde_json::json;

/// Ticks the item at a place; answers what is there of what the service asks for.
///
/// # Errors
/// [`BookingError::NotFound`] when the checklist has no such item.
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    item: u32,
    done: bool,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, _) = load::for_provider_in_tx(&mut tx, user, id).await?;
    let place = usize::try_from(item).ok().zip(i16::try_from(item).ok());
    let found = place.and_then(|(n, place)| {
        booking.service.completion.checklist.get(n).map(|text| (place, text.clone()))
    });
    let (place, text) = found.ok_or(BookingError::NotFound)?;
    booking.may_tick()?;
    let changed = if done {
        checklists::tick_in_tx(&mut tx, id, place, user, app.now()).await?
    } else {
        checklists::untick_in_tx(&mut tx, id, place).await?
    };
    if changed {
        let content = json!({ "item": text, "done": done });
        job_record::note_in_tx(&mut tx, app, &booking, "checklist", content, []).await?;
    }
    let out: CompletionOut = reads::completion_of(&mut tx, &booking).await?;
    let answer = Answer::json(200, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
