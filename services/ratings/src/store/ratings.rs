//! Ratings themselves.

use crate::domain::{Aspects, Recent};
use kernel::ids::{BookingId, RatingId, UserId};
use kernel::{Instant, Role};
use sqlx::PgConnection;

/// A rating to be written.
pub struct NewRating<'a> {
    /// Its id.
    pub id: RatingId,
    /// The booking.
    pub booking: BookingId,
    /// Who writes.
    pub from: UserId,
    /// Of whom.
    pub to: UserId,
    /// What that person is.
    pub of_role: Role,
    /// Hundredths of a star.
    pub stars_centi: u16,
    /// The aspects, from customers.
    pub aspects: Option<Aspects>,
    /// In their own words.
    pub comment: Option<&'a str>,
    /// Why an operator looks first.
    pub reasons: &'a [&'static str],
    /// When.
    pub at: Instant,
}

/// Writes a rating; it starts hidden, or held.
pub async fn insert(tx: &mut PgConnection, new: &NewRating<'_>) -> Result<(), sqlx::Error> {
    let aspect = |pick: fn(&Aspects) -> u8| new.aspects.as_ref().map(|a| i16::from(pick(a)));
    let reasons: Vec<String> = new.reasons.iter().map(ToString::to_string).collect();
    sqlx::query!(
        "insert into ratings.ratings
            (id, booking_id, from_user, to_user, of_role, stars_centi, quality, punctuality,
             price_fairness, cleanliness, comment, state, reasons, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        new.id.uuid(),
        new.booking.uuid(),
        new.from.uuid(),
        new.to.uuid(),
        new.of_role.tag(),
        i16::try_from(new.stars_centi).unwrap_or(500),
        aspect(|a| a.quality.get()),
        aspect(|a| a.punctuality.get()),
        aspect(|a| a.price_fairness.get()),
        aspect(|a| a.cleanliness.get()),
        new.comment,
        if reasons.is_empty() { "hidden" } else { "held" },
        &reasons,
        new.at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What is known around a new rating, for [`crate::domain::suspicions`].
pub async fn recent(
    tx: &mut PgConnection,
    from: UserId,
    to: UserId,
    since: Instant,
) -> Result<Recent, sqlx::Error> {
    let row = sqlx::query!(
        r#"select
            (select count(*) from ratings.ratings where from_user = $1 and created_at > $3) as "author!",
            (select count(*) from ratings.ratings
             where to_user = $2 and created_at > $3 and stars_centi <= 150) as "one_star!",
            (select count(*) from ratings.ratings where from_user = $1 and to_user = $2
               and created_at > $3 - interval '6 days') as "pair!""#,
        from.uuid(),
        to.uuid(),
        since,
    )
    .fetch_one(tx)
    .await?;
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Recent {
        by_author_today: count(row.author),
        one_star_today: count(row.one_star),
        same_pair: count(row.pair),
    })
}

/// A rating that just became visible.
pub struct Revealed {
    /// Its id.
    pub id: RatingId,
    /// Who wrote it.
    pub from: UserId,
    /// Of whom.
    pub to: UserId,
    /// What that person is.
    pub of_role: Role,
    /// Hundredths of a star.
    pub stars_centi: u16,
}

/// How many sides have rated a booking, held and removed ones included.
pub async fn sides(tx: &mut PgConnection, booking: BookingId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from ratings.ratings where booking_id = $1"#,
        booking.uuid(),
    )
    .fetch_one(tx)
    .await
}

/// Makes a booking's hidden ratings visible.
pub async fn reveal(
    tx: &mut PgConnection,
    booking: BookingId,
    at: Instant,
) -> Result<Vec<Revealed>, sqlx::Error> {
    let rows = sqlx::query!(
        "update ratings.ratings set state = 'visible', revealed_at = $2
         where booking_id = $1 and state = 'hidden'
         returning id, from_user, to_user, of_role, stars_centi",
        booking.uuid(),
        at,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Revealed {
            id: r.id.into(),
            from: r.from_user.into(),
            to: r.to_user.into(),
            of_role: Role::from_tag(&r.of_role).unwrap_or(Role::Customer),
            stars_centi: r.stars_centi.unsigned_abs(),
        })
        .collect())
}

/// A rating as commands need it.
pub struct Rating {
    /// Who said what of whom.
    pub facts: Revealed,
    /// `hidden`, `visible`, `held` or `removed`.
    pub state: String,
    /// Whether it has its one reply.
    pub replied: bool,
}

/// Which booking a rating is about.
pub async fn booking_of(
    tx: &mut PgConnection,
    id: RatingId,
) -> Result<Option<BookingId>, sqlx::Error> {
    let booking =
        sqlx::query_scalar!("select booking_id from ratings.ratings where id = $1", id.uuid())
            .fetch_optional(tx)
            .await?;
    Ok(booking.map(Into::into))
}

/// A rating, locked.
pub async fn lock(tx: &mut PgConnection, id: RatingId) -> Result<Option<Rating>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select from_user, to_user, of_role, stars_centi, state,
                  reply is not null as "replied!"
         from ratings.ratings where id = $1 for update"#,
        id.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|r| Rating {
        facts: Revealed {
            id,
            from: r.from_user.into(),
            to: r.to_user.into(),
            of_role: Role::from_tag(&r.of_role).unwrap_or(Role::Customer),
            stars_centi: r.stars_centi.unsigned_abs(),
        },
        state: r.state,
        replied: r.replied,
    }))
}

/// Writes the one reply.
pub async fn reply(
    tx: &mut PgConnection,
    id: RatingId,
    text: &str,
    at: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ratings.ratings set reply = $2, replied_at = $3 where id = $1",
        id.uuid(),
        text,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// An operator's decision on a held or visible rating.
pub async fn set_state(
    tx: &mut PgConnection,
    id: RatingId,
    state: &str,
    revealed_at: Option<Instant>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ratings.ratings set state = $2, revealed_at = coalesce(revealed_at, $3)
         where id = $1",
        id.uuid(),
        state,
        revealed_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Somebody's visible ratings: hundredths of a star and when they were given.
pub async fn visible_of(
    tx: &mut PgConnection,
    user: UserId,
) -> Result<Vec<(u16, Instant)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select stars_centi, created_at from ratings.ratings
         where to_user = $1 and state = 'visible' order by revealed_at desc limit 5000",
        user.uuid(),
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|r| (r.stars_centi.unsigned_abs(), r.created_at)).collect())
}
