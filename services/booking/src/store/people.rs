//! Customers and providers as people, and the cards others see of them.

use super::tags::{from_tag, tag};
use chassis::StoreError;
use contracts::identity::{AccountStatus, UserChanged};
use kernel::Instant;
use kernel::ids::{ProviderId, UserId};
use sqlx::PgConnection;

/// Keeps the present state of a person.
///
/// # Errors
/// When the database refuses or is away.
pub async fn put_in_tx(
    tx: &mut PgConnection,
    person: &UserChanged,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.people (user_id, role, status, lang, sealed_contact, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (user_id) do update set role = excluded.role, status = excluded.status,
             lang = excluded.lang, sealed_contact = excluded.sealed_contact",
        person.user_id.uuid(),
        person.role.tag(),
        tag(person.status),
        person.lang.tag(),
        person.sealed_contact,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The state of a person's account, if the person is known yet.
///
/// # Errors
/// When the database is away.
pub async fn status(
    db: &mut PgConnection,
    user: UserId,
) -> Result<Option<AccountStatus>, StoreError> {
    let status =
        sqlx::query_scalar!("select status from booking.people where user_id = $1", user.uuid())
            .fetch_optional(db)
            .await?;
    status.map(|status| from_tag("status", &status)).transpose()
}

/// How to reach a person: `contracts::identity::Contact` as JSON, sealed.
///
/// # Errors
/// When the database is away.
pub async fn sealed_contact(
    db: &mut PgConnection,
    user: UserId,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select sealed_contact from booking.people where user_id = $1",
        user.uuid(),
    )
    .fetch_optional(db)
    .await?)
}

/// What everybody may know of a provider.
#[derive(Clone, Debug)]
pub struct ProviderCard {
    /// First name and initial.
    pub display_name: String,
    /// Whether it has an approved photo.
    pub has_photo: bool,
    /// When it was verified first.
    pub verified_at: Option<Instant>,
    /// Bayesian mean of its ratings in thousandths of a star, if it has any.
    pub mean_milli: Option<i32>,
    /// How many ratings count.
    pub ratings: Option<i32>,
}

/// A provider's card.
///
/// # Errors
/// When the database is away.
pub async fn card(
    db: &mut PgConnection,
    provider: ProviderId,
) -> Result<Option<ProviderCard>, StoreError> {
    Ok(sqlx::query_as!(
        ProviderCard,
        r#"select p.display_name, p.has_photo, p.verified_at, r.mean_milli as "mean_milli?",
                  r.count as "ratings?"
           from booking.providers p left join booking.reputations r on r.user_id = p.provider_id
           where p.provider_id = $1"#,
        provider.uuid(),
    )
    .fetch_optional(db)
    .await?)
}
