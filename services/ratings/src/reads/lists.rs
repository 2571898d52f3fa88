//! Lists of ratings.

use crate::http::{HeldRatingOut, OwnRatingOut, PendingRatingOut, RatingOut};
use httpkit::Cursor;
use kernel::Instant;
use kernel::ids::{BookingId, UserId};
use sqlx::PgPool;
use uuid::Uuid;

/// Visible ratings of somebody, newest first; one more than `limit`.
pub async fn of_user(
    pool: &PgPool,
    user: UserId,
    limit: i64,
    after: Option<Cursor>,
) -> Result<Vec<RatingOut>, sqlx::Error> {
    sqlx::query_as!(
        RatingOut,
        r#"select id, stars_centi, quality, punctuality, price_fairness, cleanliness, comment, reply,
                  replied_at, revealed_at as "revealed_at!"
           from ratings.ratings
           where to_user = $1 and state = 'visible'
             and ($2::timestamptz is null or (revealed_at, id) < ($2, $3))
           order by revealed_at desc, id desc limit $4"#,
        user.uuid(),
        after.map(|c| c.at),
        after.map_or(Uuid::nil(), |c| c.id),
        limit + 1,
    )
    .fetch_all(pool)
    .await
}

/// A booking's ratings as one of its sides may see them: its own always, the other's when visible.
pub async fn of_booking(
    pool: &PgPool,
    booking: BookingId,
    viewer: Option<UserId>,
) -> Result<Option<Vec<OwnRatingOut>>, sqlx::Error> {
    let viewer_id = viewer.map(UserId::uuid);
    let known = sqlx::query_scalar!(
        r#"select exists (select from ratings.bookings where booking_id = $1
             and ($2::uuid is null or customer_id = $2 or provider_id = $2)) as "known!""#,
        booking.uuid(),
        viewer_id,
    )
    .fetch_one(pool)
    .await?;
    if !known {
        return Ok(None);
    }
    let rows = sqlx::query_as!(
        OwnRatingOut,
        r#"select id, from_user = $2 as "mine", of_role, stars_centi, quality, punctuality,
                  price_fairness, cleanliness, comment, state, reply, created_at
           from ratings.ratings
           where booking_id = $1 and ($2::uuid is null or from_user = $2 or state = 'visible')
           order by created_at"#,
        booking.uuid(),
        viewer_id,
    )
    .fetch_all(pool)
    .await?;
    Ok(Some(rows))
}

/// Bookings that somebody may still rate, newest first.
pub async fn pending(
    pool: &PgPool,
    user: UserId,
    since: Instant,
) -> Result<Vec<PendingRatingOut>, sqlx::Error> {
    sqlx::query_as!(
        PendingRatingOut,
        r#"select b.booking_id, b.completed_at from ratings.bookings b
           where (b.customer_id = $1 or b.provider_id = $1) and b.completed_at > $2
             and not exists (select from ratings.ratings r
                 where r.booking_id = b.booking_id and r.from_user = $1)
           order by b.completed_at desc limit 50"#,
        user.uuid(),
        since,
    )
    .fetch_all(pool)
    .await
}

/// The operators' queue, oldest first; one more than `limit`.
pub async fn held(
    pool: &PgPool,
    limit: i64,
    after: Option<Cursor>,
) -> Result<Vec<HeldRatingOut>, sqlx::Error> {
    sqlx::query_as!(
        HeldRatingOut,
        r#"select id, booking_id, from_user, to_user, stars_centi, comment, reasons, created_at
           from ratings.ratings
           where state = 'held' and ($1::timestamptz is null or (created_at, id) > ($1, $2))
           order by created_at, id limit $3"#,
        after.map(|c| c.at),
        after.map_or(Uuid::nil(), |c| c.id),
        limit + 1,
    )
    .fetch_all(pool)
    .await
}

/// Somebody's reputation; `None` before the first visible rating.
pub async fn reputation(
    pool: &PgPool,
    user: UserId,
) -> Result<Option<crate::http::ReputationOut>, sqlx::Error> {
    sqlx::query_as!(
        crate::http::ReputationOut,
        "select mean_milli, low_milli, high_milli, count from ratings.reputations where user_id = $1",
        user.uuid(),
    )
    .fetch_optional(pool)
    .await
}
