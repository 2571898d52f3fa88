//! Who could come, and when each is taken: two queries for any number of providers and days.

use super::holidays;
use super::tags::unknown;
use crate::domain::Hours;
use crate::domain::slots::{Job, Stop, Worker};
use chassis::StoreError;
use chrono::TimeDelta;
use kernel::ids::{BookingId, HoldId, ProviderId, ServiceId, UserId};
use kernel::{Instant, LatLng, cairo};
use sqlx::PgConnection;
use sqlx::postgres::types::PgInterval;
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// Who is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// What is to be done.
    pub service: ServiceId,
    /// Whether only with a certificate.
    pub needs_certificate: bool,
    /// Who asks, if logged in: nobody who blocked it or whom it blocked.
    pub customer: Option<UserId>,
    /// Nobody but this one.
    pub only: Option<ProviderId>,
    /// How far home may be, in metres.
    pub widest_m: f64,
    /// Now.
    pub now: Instant,
}

/// Time that does not count as taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Except {
    /// This booking's.
    pub booking: Option<BookingId>,
    /// What this hold holds.
    pub hold: Option<HoldId>,
}

/// Everybody who could do the job, with their time taken in `span`.
///
/// # Errors
/// When a row is inconsistent or the database is away.
pub async fn workers(
    db: &mut PgConnection,
    wanted: &Wanted,
    job: &Job,
    span: (Instant, Instant),
    except: Except,
) -> Result<Vec<Worker>, StoreError> {
    let rows = sqlx::query_file!(
        "queries/slot_workers.sql",
        job.pin.lng(),
        job.pin.lat(),
        wanted.service.uuid(),
        wanted.needs_certificate,
        wanted.widest_m,
        wanted.customer.map(|id| id.uuid()),
        wanted.only.map(|id| id.uuid()),
        cairo::local_date(wanted.now),
    )
    .fetch_all(&mut *db)
    .await?;
    let closed = holidays::closing(db, span.0, span.1).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.provider_id).collect();
    let mut taken = stops(db, &ids, job, span, wanted.now, except).await?;
    Ok(rows
        .into_iter()
        .map(|row| Worker {
            id: row.provider_id.into(),
            hours: Hours {
                weekly: row.weekly_hours.0,
                exceptions: row.exceptions.0,
                notice_minutes: row.notice_minutes.unsigned_abs(),
                holidays: closed.clone(),
            },
            daily_limit: limit(row.daily_limit),
            documents_until: row.documents_until,
            home_m: row.home_m,
            stops: taken.remove(&row.provider_id).unwrap_or_default(),
        })
        .collect())
}

/// One provider around a start time, whether or not it is eligible; nothing when it is not known.
///
/// # Errors
/// When a row is inconsistent or the database is away.
pub async fn one(
    db: &mut PgConnection,
    provider: ProviderId,
    job: &Job,
    starts_at: Instant,
    now: Instant,
    except: Except,
) -> Result<Option<Worker>, StoreError> {
    let row = sqlx::query!(
        r#"select weekly_hours as "weekly: Json<Vec<contracts::providers::WeeklyInterval>>",
                  exceptions as "exceptions: Json<Vec<contracts::providers::HoursException>>",
                  notice_minutes, daily_limit, documents_valid_until
           from booking.providers where provider_id = $1"#,
        provider.uuid(),
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let span = (starts_at - TimeDelta::days(1), starts_at + TimeDelta::days(1));
    let mut taken = stops(db, &[provider.uuid()], job, span, now, except).await?;
    Ok(Some(Worker {
        id: provider,
        hours: Hours {
            weekly: row.weekly.0,
            exceptions: row.exceptions.0,
            notice_minutes: row.notice_minutes.unsigned_abs(),
            holidays: holidays::closing(db, starts_at, starts_at + job.length).await?,
        },
        daily_limit: limit(row.daily_limit),
        documents_until: row.documents_valid_until,
        home_m: 0.0,
        stops: taken.remove(&provider.uuid()).unwrap_or_default(),
    }))
}

/// The taken time of each of `ids`, by start.
async fn stops(
    db: &mut PgConnection,
    ids: &[Uuid],
    job: &Job,
    span: (Instant, Instant),
    now: Instant,
    except: Except,
) -> Result<HashMap<Uuid, Vec<Stop>>, StoreError> {
    let buffer = PgInterval::try_from(job.buffer)
        .map_err(|_| unknown("buffer", "an interval that PostgreSQL can't keep"))?;
    let rows = sqlx::query_file!(
        "queries/slot_stops.sql",
        ids,
        span.0,
        span.1,
        now,
        except.hold.map(|id| id.uuid()),
        except.booking.map(|id| id.uuid()),
        buffer,
    )
    .fetch_all(db)
    .await?;
    let mut taken = HashMap::with_capacity(rows.len());
    for row in rows {
        let times = row.starts_at.into_iter().zip(row.until);
        let places = row.lat.into_iter().zip(row.lng);
        let stops = times.zip(places).map(|((starts_at, until), (lat, lng))| {
            let pin = LatLng::parse(lat, lng).map_err(|_| unknown("pin", "off the globe"))?;
            Ok(job.stop(pin, starts_at, until))
        });
        taken.insert(row.provider_id, stops.collect::<Result<Vec<Stop>, StoreError>>()?);
    }
    Ok(taken)
}

/// 0 is no limit.
fn limit(stored: i32) -> Option<u32> {
    (stored > 0).then_some(stored.unsigned_abs())
}
