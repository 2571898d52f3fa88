//! Whom people like, and whom they don't want to meet again.

use chassis::StoreError;
use httpkit::Cursor;
use kernel::DateTime;
use kernel::ids::{ProviderId, UserId};
use serde::Serialize;
use sqlx::PgConnection;

/// A technician that a customer likes.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FavouriteOut {
    /// The technician.
    pub provider_id: ProviderId,
    /// Its name.
    #[schema(example = "محمود س.")]
    pub display_name: String,
    /// Since when.
    pub created_at: DateTime,
}

impl FavouriteOut {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at, id: self.provider_id.uuid() }
    }
}

/// Somebody the caller does not want to meet again.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockOut {
    /// Whom.
    pub user_id: UserId,
    /// A technician's name; customers are known by the booking.
    pub display_name: Option<String>,
    /// The newest booking of the two, if there is one.
    #[schema(example = "OS-7K2M4Q")]
    pub booking_number: Option<String>,
    /// Since when.
    pub created_at: DateTime,
}

impl BlockOut {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at, id: self.user_id.uuid() }
    }
}

/// Up to `limit + 1` favourites of a customer from `cursor` on, newest first.
///
/// # Errors
/// When the database is away.
pub async fn favourites_of(
    db: &mut PgConnection,
    customer: UserId,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Vec<FavouriteOut>, StoreError> {
    let rows = sqlx::query!(
        r#"select f.provider_id, f.created_at, p.display_name as "display_name?"
           from booking.favourites f
           left join booking.providers p on p.provider_id = f.provider_id
           where f.customer_id = $1
             and ($2::timestamptz is null or (f.created_at, f.provider_id) < ($2, $3))
           order by f.created_at desc, f.provider_id desc limit $4"#,
        customer.uuid(),
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(db)
    .await?;
    let shown = rows.into_iter().map(|row| FavouriteOut {
        provider_id: row.provider_id.into(),
        display_name: row.display_name.unwrap_or_default(),
        created_at: row.created_at,
    });
    Ok(shown.collect())
}

/// Up to `limit + 1` blocks of somebody from `cursor` on, newest first.
///
/// # Errors
/// When the database is away.
pub async fn blocks_of(
    db: &mut PgConnection,
    blocker: UserId,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Vec<BlockOut>, StoreError> {
    let rows = sqlx::query!(
        r#"select k.blocked_id, k.created_at, p.display_name as "display_name?",
                  (select b.number from booking.bookings b
                   where b.customer_id = $1 and b.provider_id = k.blocked_id
                      or b.provider_id = $1 and b.customer_id = k.blocked_id
                   order by b.created_at desc limit 1) as "number?"
           from booking.blocks k
           left join booking.providers p on p.provider_id = k.blocked_id
           where k.blocker_id = $1
             and ($2::timestamptz is null or (k.created_at, k.blocked_id) < ($2, $3))
           order by k.created_at desc, k.blocked_id desc limit $4"#,
        blocker.uuid(),
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(db)
    .await?;
    let shown = rows.into_iter().map(|row| BlockOut {
        user_id: row.blocked_id.into(),
        display_name: row.display_name,
        booking_number: row.number,
        created_at: row.created_at,
    });
    Ok(shown.collect())
}
