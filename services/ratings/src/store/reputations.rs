//! Reputations, computed from visible ratings and told to the others.

use super::ratings;
use crate::domain::{Reputation, reputation};
use chassis::StoreError;
use chassis::bus;
use contracts::ratings::ReputationChanged;
use kernel::ids::UserId;
use kernel::{Instant, Role, World};
use sqlx::PgConnection;

/// Computes somebody's reputation anew; tells the others when it moved.
pub async fn refresh(
    tx: &mut PgConnection,
    world: &World,
    user: UserId,
    role: Role,
) -> Result<Reputation, StoreError> {
    let now = world.now();
    // One at a time for each person: the ratings are read after the lock, so that two that become
    // visible at once both count. Who refreshes several people goes by their ids.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('ratings.reputation:' || $1, 0))")
        .bind(user.to_string())
        .execute(&mut *tx)
        .await?;
    let visible = ratings::visible_of(tx, user).await?;
    let aged: Vec<_> = visible.into_iter().map(|(stars, at)| (stars, now - at)).collect();
    let fresh = reputation(&aged);
    let before = sqlx::query!(
        "select mean_milli, low_milli, high_milli, count from ratings.reputations
         where user_id = $1",
        user.uuid(),
    )
    .fetch_optional(&mut *tx)
    .await?;
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into ratings.reputations
            (user_id, of_role, mean_milli, low_milli, high_milli, count, computed_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (user_id) do update set mean_milli = $3, low_milli = $4, high_milli = $5,
             count = $6, computed_at = $7",
        user.uuid(),
        role.tag(),
        int(fresh.mean_milli),
        int(fresh.low_milli),
        int(fresh.high_milli),
        int(fresh.count),
        now,
    )
    .execute(&mut *tx)
    .await?;
    let same = before.is_some_and(|b| {
        (b.mean_milli, b.low_milli, b.high_milli, b.count)
            == (
                int(fresh.mean_milli),
                int(fresh.low_milli),
                int(fresh.high_milli),
                int(fresh.count),
            )
    });
    if !same {
        let event = ReputationChanged {
            user_id: user,
            role,
            mean_milli: fresh.mean_milli,
            low_milli: fresh.low_milli,
            high_milli: fresh.high_milli,
            count: fresh.count,
        };
        bus::append(tx, world, &event).await?;
    }
    Ok(fresh)
}

/// Whose reputations were computed before `before`, the oldest first.
pub async fn stale(
    tx: &mut PgConnection,
    before: Instant,
    limit: i64,
) -> Result<Vec<(UserId, Role)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select user_id, of_role from ratings.reputations where computed_at < $1
         order by computed_at limit $2",
        before,
        limit,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|r| Some((r.user_id.into(), Role::from_tag(&r.of_role)?)))
        .collect())
}
