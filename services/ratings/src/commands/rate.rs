//! One side rates the other.

use super::{RatingError, reveal};
use crate::App;
use crate::domain::{Aspects, Stars, WINDOW, suspicions};
use crate::http::SubmittedOut;
use crate::store::{bookings, ratings};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use httpkit::Actor;
use kernel::Role;
use kernel::ids::{BookingId, RatingId};

/// A checked rating.
pub struct NewRating {
    /// The booking.
    pub booking: BookingId,
    /// What the customer gave, or what the provider gave.
    pub score: Score,
    /// In their own words.
    pub comment: Option<String>,
}

/// What was given.
pub enum Score {
    /// By a customer.
    Visit(Aspects),
    /// By a provider.
    Customer(Stars),
}

impl Score {
    fn centi(&self) -> u16 {
        match self {
            Self::Visit(aspects) => aspects.centi(),
            Self::Customer(stars) => stars.centi(),
        }
    }
}

/// Writes the rating; reveals both when it is the second.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    new: NewRating,
) -> Result<Answer, RatingError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let booking = bookings::lock(&mut tx, new.booking).await?.ok_or(RatingError::NotFound)?;
    let provider = booking.provider_id.into();
    let (to, of_role) = match &new.score {
        Score::Visit(_) if actor.user_id == booking.customer_id => {
            (provider, Role::ServiceProvider)
        }
        Score::Customer(_) if actor.user_id == provider => (booking.customer_id, Role::Customer),
        _ => return Err(RatingError::NotFound),
    };
    let now = world.now();
    if now >= booking.completed_at + WINDOW {
        return Err(RatingError::TooLate);
    }
    let since = now - TimeDelta::days(1);
    let recent = ratings::recent(&mut tx, actor.user_id, to, since).await?;
    let reasons = suspicions(new.score.centi(), new.comment.as_deref(), recent);
    let id: RatingId = world.id();
    let row = ratings::NewRating {
        id,
        booking: new.booking,
        from: actor.user_id,
        to,
        of_role,
        stars_centi: new.score.centi(),
        aspects: match new.score {
            Score::Visit(aspects) => Some(aspects),
            Score::Customer(_) => None,
        },
        comment: new.comment.as_deref(),
        reasons: &reasons,
        at: now,
    };
    ratings::insert(&mut tx, &row).await.map_err(once)?;
    if ratings::sides(&mut tx, new.booking).await? == 2 {
        reveal::in_tx(&mut tx, world, new.booking).await?;
        let kind = crate::jobs::Reveal::KIND;
        chassis::jobs::cancel(&mut tx, "ratings", kind, new.booking).await?;
    }
    let answer =
        Answer::json(201, &SubmittedOut { id, visible_at: booking.completed_at + WINDOW })?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

fn once(error: sqlx::Error) -> RatingError {
    let error = StoreError(error);
    if error.is_constraint("ratings_once_key") {
        RatingError::AlreadyRated
    } else {
        RatingError::Store(error)
    }
}
