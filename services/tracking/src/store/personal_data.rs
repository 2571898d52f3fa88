//! What the tables hold of one person, and how it goes.

use kernel::Instant;
use kernel::ids::{SosId, UserId};
use serde_json::{Value, json};
use sqlx::PgConnection;

/// A person's track, zones, visits and links, as it may read them.
pub async fn gather_in_tx(tx: &mut PgConnection, user: UserId) -> Result<Value, sqlx::Error> {
    let row = sqlx::query!(
        r#"select
            (select coalesce(jsonb_agg(jsonb_build_array(l.device_time, l.latitude, l.longitude)
                order by l.device_time), '[]') from tracking.provider_locations l
             where l.provider_id = $1) as "track!",
            (select coalesce(jsonb_agg(jsonb_build_object('zone', z.name_en,
                'enteredAt', z.entered_at, 'leftAt', z.left_at) order by z.entered_at), '[]')
             from tracking.zone_stays z where z.provider_id = $1) as "zones!",
            (select coalesce(jsonb_agg(jsonb_build_object('booking', j.number,
                'latitude', j.latitude, 'longitude', j.longitude, 'at', j.created_at)
                order by j.created_at), '[]') from tracking.journeys j
             where j.customer_id = $1) as "visits!",
            (select coalesce(jsonb_agg(jsonb_build_object('booking', j.number,
                'createdAt', s.created_at, 'opened', s.opened) order by s.created_at), '[]')
             from tracking.share_links s join tracking.journeys j using (booking_id)
             where j.customer_id = $1) as "links!""#,
        user.uuid()
    )
    .fetch_one(tx)
    .await?;
    Ok(json!({"track": row.track, "zones": row.zones, "visits": row.visits, "links": row.links}))
}

/// The alarms a person raised, the oldest first: id, the booking's number, when.
pub async fn alarms_in_tx(
    tx: &mut PgConnection,
    user: UserId,
) -> Result<Vec<(SosId, String, Instant)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select id, number, raised_at from tracking.sos_alarms
         where case side when 'customer' then customer_id else provider_id end = $1
         order by raised_at, id",
        user.uuid()
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.number, row.raised_at)).collect())
}

/// Erases what is personal; what stays keeps the id only. Returns how many rows.
pub async fn erase_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    user: UserId,
) -> Result<u64, sqlx::Error> {
    let id = user.uuid();
    let mut rows =
        sqlx::query!("delete from tracking.provider_locations where provider_id = $1", id)
            .execute(&mut *tx)
            .await?
            .rows_affected();
    rows += sqlx::query!("delete from tracking.zone_stays where provider_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!("delete from tracking.last_positions where provider_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!(
        "update tracking.provider_states
         set display_name = '', has_photo = false, updated_at = $2
         where provider_id = $1 and (display_name <> '' or has_photo)",
        id,
        now,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    // A pin says where somebody lives; about ten kilometres say only which part of the country.
    rows += sqlx::query!(
        "update tracking.journeys
         set latitude = round(latitude::numeric, 1), longitude = round(longitude::numeric, 1),
             updated_at = $2
         where customer_id = $1
           and (latitude <> round(latitude::numeric, 1)::float8
                or longitude <> round(longitude::numeric, 1)::float8)",
        id,
        now,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!(
        "delete from tracking.share_links s using tracking.journeys j
         where j.booking_id = s.booking_id and j.customer_id = $1",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!(
        "delete from tracking.sos_presses p using tracking.sos_alarms a
         where a.id = p.alarm_id
           and case a.side when 'customer' then a.customer_id else a.provider_id end = $1",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!(
        "update tracking.sos_alarms set sealed_outcome = null, updated_at = $2
         where (customer_id = $1 or provider_id = $1) and sealed_outcome is not null",
        id,
        now,
    )
    .execute(tx)
    .await?
    .rows_affected();
    Ok(rows)
}
