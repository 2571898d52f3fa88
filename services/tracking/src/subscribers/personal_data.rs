//! Where somebody was: a provider's track and last position, a customer's pins and alarms.

use crate::app::App;
use async_trait::async_trait;
use chassis::bus::HandlerError;
use chassis::privacy::{Erased, PersonalData};
use kernel::ids::UserId;
use serde_json::{Value, json};
use sqlx::PgConnection;

/// This service's personal data.
pub struct Keeps(pub App);

#[async_trait]
impl PersonalData for Keeps {
    async fn gather(&self, tx: &mut PgConnection, user: UserId) -> Result<Value, HandlerError> {
        let row = sqlx::query!(
            r#"select
                (select coalesce(jsonb_agg(jsonb_build_array(l.device_time, l.latitude, l.longitude)
                    order by l.device_time), '[]') from tracking.provider_locations l
                 where l.provider_id = $1) as "track!",
                (select coalesce(jsonb_agg(jsonb_build_object('booking', j.number,
                    'latitude', j.latitude, 'longitude', j.longitude, 'at', j.created_at)
                    order by j.created_at), '[]') from tracking.journeys j
                 where j.customer_id = $1) as "visits!",
                (select coalesce(jsonb_agg(jsonb_build_object('booking', a.number,
                    'raisedAt', a.raised_at, 'presses', a.presses) order by a.raised_at), '[]')
                 from tracking.sos_alarms a
                 where case a.side when 'customer' then a.customer_id else a.provider_id end = $1)
                    as "alarms!""#,
            user.uuid()
        )
        .fetch_one(tx)
        .await?;
        Ok(json!({"track": row.track, "visits": row.visits, "alarms": row.alarms}))
    }

    async fn erase(&self, tx: &mut PgConnection, user: UserId) -> Result<Erased, HandlerError> {
        let (id, now) = (user.uuid(), self.0.chassis.world.now());
        let mut rows = 0;
        rows += sqlx::query!("delete from tracking.provider_locations where provider_id = $1", id)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        rows += sqlx::query!("delete from tracking.last_positions where provider_id = $1", id)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        // A pin says where somebody lives; about ten kilometres say only which part of the country.
        rows += sqlx::query!(
            "update tracking.journeys
             set latitude = round(latitude::numeric, 1), longitude = round(longitude::numeric, 1),
                 updated_at = $2
             where customer_id = $1",
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
             where customer_id = $1 or provider_id = $1",
            id,
            now,
        )
        .execute(tx)
        .await?
        .rows_affected();
        Ok(Erased { rows, files: vec![] })
    }
}
