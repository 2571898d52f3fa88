//! Alarms and their presses.

use crate::domain::sos::{Alarm, AlarmState};
use chassis::StoreError;
use contracts::tracking::VisitSide;
use kernel::ids::{BookingId, EventId, ProviderId, SosId, UserId};
use kernel::{Instant, Localized, World};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

struct Row {
    id: Uuid,
    booking_id: Uuid,
    number: String,
    side: String,
    customer_id: Uuid,
    provider_id: Uuid,
    district_ar: Option<String>,
    district_en: Option<String>,
    silent: bool,
    presses: i32,
    raised_at: Instant,
    escalations: i32,
    acknowledged_at: Option<Instant>,
    acknowledged_by: Option<Uuid>,
    closed_at: Option<Instant>,
    closed_by: Option<Uuid>,
}

impl From<Row> for Alarm {
    fn from(row: Row) -> Self {
        let by = |(at, user): (Instant, Uuid)| (at, UserId::from(user));
        Self {
            id: row.id.into(),
            booking_id: row.booking_id.into(),
            number: row.number,
            // The table's check leaves no third.
            side: if row.side == "customer" { VisitSide::Customer } else { VisitSide::Provider },
            customer_id: row.customer_id.into(),
            provider_id: row.provider_id.into(),
            district: row.district_ar.zip(row.district_en).map(|(ar, en)| Localized::new(ar, en)),
            silent: row.silent,
            presses: row.presses.unsigned_abs(),
            raised_at: row.raised_at,
            escalations: row.escalations.unsigned_abs(),
            acknowledged: row.acknowledged_at.zip(row.acknowledged_by).map(by),
            closed: row.closed_at.zip(row.closed_by).map(by),
        }
    }
}

/// One press of the button, sealed.
#[derive(Clone, Debug)]
pub struct Press {
    /// When.
    pub at: Instant,
    /// `contracts::tracking::SosDetails` as JSON, sealed.
    pub sealed_details: String,
}

/// The open alarm of one person about a provider's visit, or its newest open one of the booking if
/// no provider is named; locked until the end of the transaction.
pub async fn lock_open_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    side: VisitSide,
    user: UserId,
    provider: Option<ProviderId>,
) -> Result<Option<Alarm>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "select id, booking_id, number, side, customer_id, provider_id, district_ar, district_en,
                silent, presses, raised_at, escalations, acknowledged_at, acknowledged_by,
                closed_at, closed_by
         from tracking.sos_alarms
         where booking_id = $1 and side = $2 and closed_at is null
           and case side when 'customer' then customer_id else provider_id end = $3
           and ($4::uuid is null or provider_id = $4)
         order by raised_at desc, id desc limit 1 for update",
        booking.uuid(),
        side.tag(),
        user.uuid(),
        provider.map(|provider| provider.uuid())
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(Alarm::from))
}

/// One alarm, locked until the end of the transaction.
pub async fn lock_in_tx(tx: &mut PgConnection, id: SosId) -> Result<Option<Alarm>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "select id, booking_id, number, side, customer_id, provider_id, district_ar, district_en,
                silent, presses, raised_at, escalations, acknowledged_at, acknowledged_by,
                closed_at, closed_by
         from tracking.sos_alarms where id = $1 for update",
        id.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(Alarm::from))
}

/// The newest alarm of one person in a visit.
pub async fn newest(
    pool: &PgPool,
    booking: BookingId,
    side: VisitSide,
    user: UserId,
) -> Result<Option<Alarm>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "select id, booking_id, number, side, customer_id, provider_id, district_ar, district_en,
                silent, presses, raised_at, escalations, acknowledged_at, acknowledged_by,
                closed_at, closed_by
         from tracking.sos_alarms
         where booking_id = $1 and side = $2
           and case side when 'customer' then customer_id else provider_id end = $3
         order by raised_at desc, id desc limit 1",
        booking.uuid(),
        side.tag(),
        user.uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(Alarm::from))
}

/// The alarms, open ones first, then acknowledged, then closed, the newest of each first; from the
/// one after `after` on.
pub async fn list(
    pool: &PgPool,
    state: Option<AlarmState>,
    after: Option<SosId>,
    limit: i64,
) -> Result<Vec<Alarm>, StoreError> {
    let rank = state.map(|state| match state {
        AlarmState::Open => 0,
        AlarmState::Acknowledged => 1,
        AlarmState::Closed => 2,
    });
    let rows = sqlx::query_as!(
        Row,
        "with last as (
             select case when closed_at is not null then 2
                         when acknowledged_at is not null then 1 else 0 end as rank,
                    raised_at, id
             from tracking.sos_alarms where id = $2)
         select a.id, a.booking_id, a.number, a.side, a.customer_id, a.provider_id, a.district_ar,
                a.district_en, a.silent, a.presses, a.raised_at, a.escalations, a.acknowledged_at,
                a.acknowledged_by, a.closed_at, a.closed_by
         from tracking.sos_alarms a
         cross join lateral (
             select case when a.closed_at is not null then 2
                         when a.acknowledged_at is not null then 1 else 0 end as rank) r
         where ($1::int is null or r.rank = $1)
           and ($2::uuid is null or exists (
               select from last where r.rank > last.rank
                   or (r.rank = last.rank and (a.raised_at, a.id) < (last.raised_at, last.id))))
         order by (case when a.closed_at is not null then 2
                        when a.acknowledged_at is not null then 1 else 0 end),
                  a.raised_at desc, a.id desc
         limit $3",
        rank,
        after.map(|id| id.uuid()),
        limit
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Alarm::from).collect())
}

/// Writes a new alarm.
pub async fn add_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    alarm: &Alarm,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into tracking.sos_alarms (id, booking_id, number, side, customer_id, provider_id,
             district_ar, district_en, silent, presses, raised_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
        alarm.id.uuid(),
        alarm.booking_id.uuid(),
        alarm.number,
        alarm.side.tag(),
        alarm.customer_id.uuid(),
        alarm.provider_id.uuid(),
        alarm.district.as_ref().map(|district| district.ar.as_str()),
        alarm.district.as_ref().map(|district| district.en.as_str()),
        alarm.silent,
        count(alarm.presses),
        alarm.raised_at,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes what changes about an alarm; what was written when closing it stays if nothing is given.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    now: Instant,
    alarm: &Alarm,
    sealed_outcome: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update tracking.sos_alarms
         set silent = $2, presses = $3, escalations = $4, acknowledged_at = $5,
             acknowledged_by = $6, closed_at = $7, closed_by = $8,
             sealed_outcome = coalesce($9, sealed_outcome), updated_at = $10
         where id = $1",
        alarm.id.uuid(),
        alarm.silent,
        count(alarm.presses),
        count(alarm.escalations),
        alarm.acknowledged.map(|(at, _)| at),
        alarm.acknowledged.map(|(_, by)| by.uuid()),
        alarm.closed.map(|(at, _)| at),
        alarm.closed.map(|(_, by)| by.uuid()),
        sealed_outcome,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes one press.
pub async fn press_in_tx(
    tx: &mut PgConnection,
    world: &World,
    alarm: SosId,
    press: &Press,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into tracking.sos_presses (id, alarm_id, pressed_at, sealed_details, created_at)
         values ($1, $2, $3, $4, $5)",
        world.id::<EventId>().uuid(),
        alarm.uuid(),
        press.at,
        press.sealed_details,
        world.now()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The presses of an alarm, the newest first, and what was written when it was closed, sealed.
pub async fn details_in_tx(
    tx: &mut PgConnection,
    alarm: SosId,
) -> Result<(Vec<Press>, Option<String>), StoreError> {
    let presses = sqlx::query_as!(
        Press,
        "select pressed_at as at, sealed_details from tracking.sos_presses
         where alarm_id = $1 order by pressed_at desc, id desc",
        alarm.uuid()
    )
    .fetch_all(&mut *tx)
    .await?;
    let outcome = sqlx::query_scalar!(
        "select sealed_outcome from tracking.sos_alarms where id = $1",
        alarm.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok((presses, outcome.flatten()))
}

/// Forgets what people said and where they were in alarms that were closed before `before`.
/// Returns how many presses.
pub async fn forget_details(pool: &PgPool, before: Instant) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "delete from tracking.sos_presses p using tracking.sos_alarms a
         where a.id = p.alarm_id and a.closed_at < $1",
        before
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "update tracking.sos_alarms set sealed_outcome = null
         where closed_at < $1 and sealed_outcome is not null",
        before
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}

/// How many alarms no operator looks after.
pub async fn count_open(pool: &PgPool) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from tracking.sos_alarms
         where closed_at is null and acknowledged_at is null"#
    )
    .fetch_one(pool)
    .await?;
    Ok(count)
}

fn count(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
