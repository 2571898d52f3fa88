//! People as identity tells of them.

use chassis::StoreError;
use kernel::ids::UserId;
use kernel::{Instant, Role};
use sqlx::PgConnection;

/// Keeps what a person is.
pub async fn upsert(
    tx: &mut PgConnection,
    user: UserId,
    role: Role,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into payments.people (user_id, role, created_at, updated_at)
         values ($1, $2, $3, $3)
         on conflict (user_id) do update set role = excluded.role, updated_at = excluded.updated_at",
        user.uuid(),
        role.tag(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What a person is, if there is one.
pub async fn role(tx: &mut PgConnection, user: UserId) -> Result<Option<Role>, StoreError> {
    let tag =
        sqlx::query_scalar!("select role from payments.people where user_id = $1", user.uuid())
            .fetch_optional(tx)
            .await?;
    Ok(tag.as_deref().and_then(Role::from_tag))
}
