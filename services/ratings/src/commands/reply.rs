//! The person who was rated replies, once.

use super::RatingError;
use crate::App;
use crate::store::ratings;
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;
use kernel::ids::RatingId;

/// Writes the reply.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    id: RatingId,
    text: &str,
) -> Result<Answer, RatingError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let rating = ratings::lock(&mut tx, id).await?.ok_or(RatingError::NotFound)?;
    if rating.facts.to != actor.user_id || rating.state != "visible" {
        return Err(RatingError::NotFound);
    }
    if rating.replied {
        return Err(RatingError::AlreadyReplied);
    }
    ratings::reply(&mut tx, id, text, world.now()).await?;
    let answer = Answer::done();
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
