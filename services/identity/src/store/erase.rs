//! Emptying an account of everything personal.

use chassis::crypto::Sealed;
use kernel::Instant;
use kernel::ids::UserId;
use serde_json::{Value, json};
use sqlx::PgConnection;

/// A person's sessions, for a copy of its data.
pub async fn sessions_in_tx(
    tx: &mut PgConnection,
    user: UserId,
) -> Result<Vec<Value>, sqlx::Error> {
    let rows = sqlx::query!(
        "select user_agent, created_at, last_used_at, ended_at from identity.sessions
         where user_id = $1 order by created_at desc",
        user.uuid()
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            json!({
                "userAgent": row.user_agent, "createdAt": row.created_at,
                "lastUsedAt": row.last_used_at, "endedAt": row.ended_at,
            })
        })
        .collect())
}

/// Empties the account. `phone` is a sealed nothing and a random hash, in the places that can't be
/// empty. Returns how many rows were removed or emptied.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    phone: (&Sealed, &[u8; 32]),
    now: Instant,
) -> Result<u64, sqlx::Error> {
    let id = user.uuid();
    let mut rows = 0;
    rows += sqlx::query!(
        "delete from identity.otp_codes o using identity.users u
         where u.id = $1 and o.phone_hash = u.phone_hash",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!("delete from identity.addresses where user_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!("delete from identity.sessions where user_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!("delete from identity.exports where user_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!(
        "update identity.customer_profiles
         set first_name = '', last_name = '', search_name = '', date_of_birth = null, gender = null,
             profile_image_url = null, updated_at = $2
         where user_id = $1",
        id,
        now,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!(
        "update identity.users
         set phone = $2, phone_hash = $3, email = null, email_hash = null, email_verified = false,
             password_hash = null, status = 'inactive', last_login = null, erased_at = $4,
             updated_at = $4
         where id = $1 and erased_at is null",
        id,
        phone.0.as_str(),
        &phone.1[..],
        now,
    )
    .execute(tx)
    .await?
    .rows_affected();
    Ok(rows)
}
