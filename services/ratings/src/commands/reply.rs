//! The person who was rated replies, once.

use super::RatingError;
use crate::App;
use crate::store::ratings;
use httpkit::Actor;
use kernel::ids::RatingId;

/// Writes the reply.
pub async fn run(app: &App, actor: Actor, id: RatingId, text: &str) -> Result<(), RatingError> {
    let mut tx = app.chassis.db.begin().await?;
    let rating = ratings::lock(&mut tx, id).await?.ok_or(RatingError::NotFound)?;
    if rating.facts.to != actor.user_id || rating.state != "visible" {
        return Err(RatingError::NotFound);
    }
    if rating.replied {
        return Err(RatingError::AlreadyReplied);
    }
    ratings::reply(&mut tx, id, text, app.chassis.world.now()).await?;
    tx.commit().await?;
    Ok(())
}
