//! An operator decides on a held or visible rating.

use super::{RatingError, reveal};
use crate::App;
use crate::store::service_scores::Change;
use crate::store::{bookings, ratings, reputations};
use chassis::bus;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::admin::OperatorActed;
use httpkit::Actor;
use kernel::ids::RatingId;
use serde_json::json;

/// What an operator decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Show it (once its booking's ratings are shown at all).
    Release,
    /// Take it away for good.
    Remove,
}

/// Applies the decision, with the operator's reason.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    id: RatingId,
    decision: Decision,
    reason: &str,
) -> Result<Answer, RatingError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    // The booking before its ratings, as whoever rates locks them.
    let booking = ratings::booking_of(&mut tx, id).await?.ok_or(RatingError::NotFound)?;
    let known = bookings::lock(&mut tx, booking).await?.ok_or(RatingError::NotFound)?;
    let revealed_at = known.revealed_at;
    let rating = ratings::lock(&mut tx, id).await?.ok_or(RatingError::NotFound)?;
    let state = match (decision, rating.state.as_str()) {
        (Decision::Release, "held") if revealed_at.is_some() => "visible",
        (Decision::Release, "held") => "hidden",
        (Decision::Remove, "held" | "hidden" | "visible") => "removed",
        _ => return Err(RatingError::NotHeld),
    };
    ratings::set_state(&mut tx, id, state, revealed_at).await?;
    if state == "visible" {
        reveal::tell(&mut tx, world, booking, &rating.facts).await?;
        let service = known.service_id;
        reveal::count(&mut tx, world, service, Change::Comes, &rating.facts).await?;
    } else if rating.state == "visible" {
        let (to, of_role) = (rating.facts.to, rating.facts.of_role);
        reputations::refresh(&mut tx, world, to, of_role).await?;
        let service = known.service_id;
        reveal::count(&mut tx, world, service, Change::Goes, &rating.facts).await?;
    }
    let action = if decision == Decision::Release { "rating.release" } else { "rating.remove" };
    let event = OperatorActed {
        action_id: world.id(),
        operator_id: actor.user_id,
        action: action.into(),
        subject_type: "rating".into(),
        subject_id: id.to_string(),
        reason: Some(reason.to_string()),
        details: json!({"from": rating.state, "to": state}),
    };
    bus::append(&mut tx, world, &event).await?;
    let answer = Answer::done();
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
