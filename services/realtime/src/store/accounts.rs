//! Accounts, as identity tells of them.

use kernel::ids::UserId;
use kernel::{Instant, Role};
use sqlx::{PgConnection, PgPool};

/// Keeps an account as it is now, unless something newer is known.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    version: i64,
    role: Role,
    is_active: bool,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into realtime.accounts as a (user_id, version, role, is_active, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)
         on conflict (user_id) do update set
            version = excluded.version, role = excluded.role, is_active = excluded.is_active,
            updated_at = excluded.updated_at
         where a.version < excluded.version",
        user.uuid(),
        version,
        role.tag(),
        is_active,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether the account may be used as this role, as far as is known here. One that was not heard
/// of yet may: its token was made by who knows it.
pub async fn may_enter(pool: &PgPool, user: UserId, role: Role) -> Result<bool, sqlx::Error> {
    let row = sqlx::query!(
        "select role, is_active from realtime.accounts where user_id = $1",
        user.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.is_none_or(|row| row.is_active && row.role == role.tag()))
}
