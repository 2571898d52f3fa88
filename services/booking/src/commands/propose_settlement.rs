//! The provider or staff proposes how to end a dispute.

use super::record;
use super::{BookingError, load};
use crate::domain::{Action, Actor, MoveError, Resolution, Side};
use crate::store::disputes::{self, NewProposal};
use crate::{App, SERVICE, jobs};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::DisputeProposed;
use kernel::ids::{BookingId, EventId, UserId};
use serde_json::json;

/// Who proposes.
#[derive(Clone, Copy, Debug)]
pub enum Proposer {
    /// The bound provider.
    Provider(UserId),
    /// Staff.
    Operator(UserId),
}

/// Proposes. The provider's proposal needs the customer's yes, staff's needs both.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    proposer: Proposer,
    key: &IdempotencyKey,
    id: BookingId,
    resolution: Resolution,
    text: &str,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = match proposer {
        Proposer::Provider(user) => load::for_provider_in_tx(&mut tx, user, id).await?,
        Proposer::Operator(user) => load::for_operator_in_tx(&mut tx, user, id).await?,
    };
    let (now, world, total) = (app.now(), &app.chassis.world, booking.price.settlement.total);
    let kept = disputes::find(&mut tx, id)
        .await?
        .ok_or(MoveError::NotAllowed { action: Action::Propose, stage: booking.stage() })?;
    let rules = app.agreed_in_tx(&mut tx, &booking).await?;
    let talk = kept.talk.propose(by.side, resolution, total, now, &rules)?;
    let open = talk.proposal.ok_or(MoveError::NoProposal)?;
    let sealed = app.chassis.keyring.seal_text(disputes::PROPOSAL_CONTEXT, text);
    let new = NewProposal { id: world.id::<EventId>().uuid(), booking: id, open, text: &sealed };
    disputes::propose_in_tx(&mut tx, new, now).await?;
    disputes::save_state_in_tx(&mut tx, id, talk.state).await?;
    let (kind, at) = (jobs::DISPUTE_PROPOSAL, open.expires_at);
    chassis::jobs::schedule(&mut tx, world, SERVICE, kind, id, at, json!({})).await?;
    let refund = resolution.refund(total)?;
    if let Actor { side: Side::Operator, user_id } = by {
        let details = json!({ "outcome": resolution.tag(), "refund": refund });
        let action = "booking.propose_settlement";
        record::operator_acted_in_tx(&mut tx, app, user_id, action, &booking, text, details)
            .await?;
    }
    let event = DisputeProposed {
        booking: booking.facts(),
        by_operator: by.side == Side::Operator,
        outcome: resolution.tag().to_owned(),
        refund,
        expires_at: open.expires_at,
    };
    chassis::bus::append(&mut tx, world, &event).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}
