//! A side answers a proposal to end its dispute.

use super::end_dispute::{self, Ending};
use super::{BookingError, load, record};
use crate::domain::{Answered, MoveError};
use crate::reads::said;
use crate::store::disputes;
use crate::{App, SERVICE, jobs};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::DisputeProposalClosed;
use kernel::ids::{BookingId, UserId};
use uuid::Uuid;

/// Accepts or declines. When everybody it needs has said yes, the dispute ends so.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    proposal: Uuid,
    yes: bool,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_party_in_tx(&mut tx, user, id).await?;
    let (now, world) = (app.now(), &app.chassis.world);
    let kept = disputes::find(&mut tx, id).await?.ok_or(MoveError::NoProposal)?;
    if kept.proposal_id != Some(proposal) {
        return Err(MoveError::NoProposal.into());
    }
    let (talk, answered) = kept.talk.answer(by.side, yes, now)?;
    if yes {
        disputes::say_yes_in_tx(&mut tx, id, by.side, now).await?;
    }
    let result = match answered {
        Answered::Waiting => None,
        Answered::Agreed(_) => Some("accepted"),
        Answered::Declined => Some("declined"),
    };
    if let Some(result) = result {
        disputes::close_proposal_in_tx(&mut tx, id, result, now).await?;
        chassis::jobs::cancel(&mut tx, SERVICE, jobs::DISPUTE_PROPOSAL, id).await?;
        let event = DisputeProposalClosed { booking: booking.facts(), result: result.to_owned() };
        chassis::bus::append(&mut tx, world, &event).await?;
    }
    let booking = match answered {
        Answered::Agreed(resolution) => {
            let reason = match &kept.proposal_text {
                Some(text) => said(app, text).await?,
                None => String::new(),
            };
            let ending = Ending { by: by.into(), resolution, agreed: true, reason: &reason };
            end_dispute::in_tx(&mut tx, app, booking, ending).await?.0
        }
        Answered::Waiting | Answered::Declined => {
            disputes::save_state_in_tx(&mut tx, id, talk.state).await?;
            booking
        }
    };
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
