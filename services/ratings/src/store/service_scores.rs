//! What customers say of each service, counted as ratings appear and go, and told to the others.

use crate::domain::Score;
use chassis::{StoreError, bus};
use contracts::ratings::ServiceScoreChanged;
use kernel::World;
use kernel::ids::ServiceId;
use sqlx::PgConnection;

/// A visible rating of a visit of the service: it came, or it is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It counts from now on.
    Comes,
    /// It counts no more.
    Goes,
}

/// Counts a rating in, or out, and tells the others. The service's row is the last lock that is taken.
pub async fn count(
    tx: &mut PgConnection,
    world: &World,
    service: ServiceId,
    change: Change,
    stars_centi: u16,
) -> Result<(), StoreError> {
    let by: i64 = if change == Change::Comes { 1 } else { -1 };
    let row = sqlx::query!(
        "insert into ratings.service_scores (service_id, sum_centi, count, is_told, created_at)
         values ($1, greatest($2::bigint, 0), greatest($3::bigint, 0), true, $4)
         on conflict (service_id) do update
         set sum_centi = service_scores.sum_centi + $2, count = service_scores.count + $3,
             is_told = true
         returning sum_centi, count",
        service.uuid(),
        by * i64::from(stars_centi),
        by,
        world.now(),
    )
    .fetch_one(&mut *tx)
    .await?;
    tell(tx, world, service, Score { sum_centi: row.sum_centi, count: row.count }).await
}

/// Tells the scores that the others were never told of; returns how many.
pub async fn tell_untold(
    tx: &mut PgConnection,
    world: &World,
    limit: i64,
) -> Result<usize, StoreError> {
    let rows = sqlx::query!(
        "update ratings.service_scores set is_told = true
         where service_id in (select service_id from ratings.service_scores where not is_told
                              order by service_id limit $1 for update)
         returning service_id, sum_centi, count",
        limit,
    )
    .fetch_all(&mut *tx)
    .await?;
    for row in &rows {
        let score = Score { sum_centi: row.sum_centi, count: row.count };
        tell(tx, world, row.service_id.into(), score).await?;
    }
    Ok(rows.len())
}

async fn tell(
    tx: &mut PgConnection,
    world: &World,
    service: ServiceId,
    score: Score,
) -> Result<(), StoreError> {
    let event = ServiceScoreChanged {
        service_id: service,
        mean_centi: score.mean_centi(),
        count: u32::try_from(score.count).unwrap_or(u32::MAX),
    };
    bus::append(tx, world, &event).await
}
