//! The figures of a period.

use crate::domain::period::Period;
use crate::http::{KpiDayOut, KpisOut};
use kernel::Money;
use sqlx::PgPool;
use uuid::Uuid;

/// Narrows figures down.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// To a zone.
    pub zone: Option<Uuid>,
    /// To a category.
    pub category: Option<Uuid>,
}

/// The figures of all bookings created in the period.
pub async fn total(pool: &PgPool, period: Period, filter: Filter) -> Result<KpisOut, sqlx::Error> {
    let b = sqlx::query!(
        r#"select count(*) as "created!",
            count(*) filter (where confirmed_at is not null) as "confirmed!",
            count(*) filter (where completed_at is not null) as "completed!",
            count(*) filter (where cancelled_at is not null) as "cancelled!",
            count(*) filter (where cancel_reason in ('by_customer', 'no_show_customer')) as "by_customer!",
            count(*) filter (where cancel_reason in ('by_provider', 'no_show_provider')) as "by_provider!",
            count(*) filter (where unmatched > 0) as "unmatched!",
            count(*) filter (where disputed) as "disputed!",
            coalesce(sum(released), 0) as "released!",
            coalesce(sum(total) filter (where completed_at is not null), 0)::bigint as "gross!",
            coalesce(sum(commission) filter (where completed_at is not null), 0)::bigint as "commission!",
            coalesce(sum(taxes) filter (where completed_at is not null), 0)::bigint as "taxes!",
            percentile_cont(0.5) within group (order by extract(epoch from confirmed_at - created_at))
                as "median_match_s?",
            percentile_cont(0.9) within group (order by extract(epoch from confirmed_at - created_at))
                as "p90_match_s?"
         from admin.bookings
         where created_at >= $1 and created_at < $2
           and ($3::uuid is null or zone_id = $3) and ($4::uuid is null or category_id = $4)"#,
        period.from,
        period.to,
        filter.zone,
        filter.category,
    )
    .fetch_one(pool)
    .await?;
    let o = sqlx::query!(
        r#"select count(*) as "made!",
            count(*) filter (where outcome = 'accepted') as "accepted!",
            count(*) filter (where outcome in ('accepted', 'declined', 'expired')) as "answered!"
         from admin.offers where created_at >= $1 and created_at < $2"#,
        period.from,
        period.to,
    )
    .fetch_one(pool)
    .await?;
    let p = sqlx::query!(
        r#"select count(*) filter (where role = 'customer') as "customers!",
            count(*) filter (where role = 'service_provider') as "providers!"
         from admin.people where registered_at >= $1 and registered_at < $2"#,
        period.from,
        period.to,
    )
    .fetch_one(pool)
    .await?;
    let r = sqlx::query!(
        r#"select count(*) as "count!", round(avg(stars) * 1000)::bigint as "mean_milli?"
         from admin.ratings where created_at >= $1 and created_at < $2"#,
        period.from,
        period.to,
    )
    .fetch_one(pool)
    .await?;
    let seconds = |s: Option<f64>| s.map(|s| s.round() as i64);
    Ok(KpisOut {
        bookings_created: b.created,
        bookings_confirmed: b.confirmed,
        bookings_completed: b.completed,
        bookings_cancelled: b.cancelled,
        cancelled_by_customers: b.by_customer,
        cancelled_by_providers: b.by_provider,
        bookings_unmatched: b.unmatched,
        bookings_disputed: b.disputed,
        provider_drop_outs: b.released,
        gross_volume: Money::piastres(b.gross),
        commission: Money::piastres(b.commission),
        taxes: Money::piastres(b.taxes),
        median_seconds_to_match: seconds(b.median_match_s),
        p90_seconds_to_match: seconds(b.p90_match_s),
        offers_made: o.made,
        offers_answered: o.answered,
        offers_accepted: o.accepted,
        new_customers: p.customers,
        new_providers: p.providers,
        ratings_revealed: r.count,
        mean_stars_milli: r.mean_milli,
    })
}

/// The same day by day, in Cairo's days.
pub async fn by_day(
    pool: &PgPool,
    period: Period,
    filter: Filter,
) -> Result<Vec<KpiDayOut>, sqlx::Error> {
    sqlx::query!(
        r#"select (created_at at time zone 'Africa/Cairo')::date as "day!",
            count(*) as "created!",
            count(*) filter (where completed_at is not null) as "completed!",
            count(*) filter (where cancelled_at is not null) as "cancelled!",
            coalesce(sum(total) filter (where completed_at is not null), 0)::bigint as "gross!",
            coalesce(sum(commission) filter (where completed_at is not null), 0)::bigint as "commission!"
         from admin.bookings
         where created_at >= $1 and created_at < $2
           and ($3::uuid is null or zone_id = $3) and ($4::uuid is null or category_id = $4)
         group by 1 order by 1"#,
        period.from,
        period.to,
        filter.zone,
        filter.category,
    )
    .map(|d| KpiDayOut {
        day: d.day,
        bookings_created: d.created,
        bookings_completed: d.completed,
        bookings_cancelled: d.cancelled,
        gross_volume: Money::piastres(d.gross),
        commission: Money::piastres(d.commission),
    })
    .fetch_all(pool)
    .await
}
