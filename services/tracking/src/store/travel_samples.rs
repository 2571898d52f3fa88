//! Finished ways, from which estimates learn.

use crate::domain::eta::Lesson;
use crate::domain::pace::{Cell, Pace, traffic_from_tag, traffic_tag};
use crate::domain::watch::Way;
use chassis::StoreError;
use kernel::Instant;
use kernel::ids::BookingId;
use sqlx::{PgConnection, PgPool};

/// Keeps what a way teaches; `false` when it was learned from before.
pub async fn keep_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    booking: BookingId,
    way: &Way,
    lesson: &Lesson,
) -> Result<bool, StoreError> {
    // Both are below a day: nothing older is taken in.
    let seconds = |s: u32| i32::try_from(s).unwrap_or(i32::MAX);
    let done = sqlx::query!(
        "insert into tracking.travel_samples (booking_id, set_out_at, arrived_at, governorate,
             cell_lat, cell_lng, traffic, estimated_s, actual_s, bucket, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (booking_id, set_out_at) do nothing",
        booking.uuid(),
        way.set_out_at,
        way.arrived_at,
        lesson.governorate,
        lesson.cell.lat,
        lesson.cell.lng,
        traffic_tag(lesson.traffic),
        seconds(lesson.estimated_s),
        seconds(lesson.actual_s),
        lesson.bucket as i16,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Everything that was learned since `since`.
pub async fn pace(pool: &PgPool, since: Instant) -> Result<Pace, StoreError> {
    let rows = sqlx::query!(
        r#"select governorate, cell_lat, cell_lng, traffic, bucket, count(*) as "count!"
         from tracking.travel_samples where arrived_at >= $1
         group by governorate, cell_lat, cell_lng, traffic, bucket"#,
        since
    )
    .fetch_all(pool)
    .await?;
    let mut pace = Pace::default();
    for row in rows {
        let traffic = traffic_from_tag(&row.traffic).ok_or_else(|| {
            sqlx::Error::Decode(format!("tracking.travel_samples.traffic: {}", row.traffic).into())
        })?;
        let cell = Cell { lat: row.cell_lat, lng: row.cell_lng };
        let bucket = usize::try_from(row.bucket).unwrap_or_default();
        let count = u32::try_from(row.count).unwrap_or(u32::MAX);
        pace.learn(&row.governorate, cell, traffic, bucket, count);
    }
    Ok(pace)
}

/// Forgets ways that ended before `before`; returns how many.
pub async fn forget(pool: &PgPool, before: Instant) -> Result<u64, StoreError> {
    let done = sqlx::query!("delete from tracking.travel_samples where arrived_at < $1", before)
        .execute(pool)
        .await?;
    Ok(done.rows_affected())
}
