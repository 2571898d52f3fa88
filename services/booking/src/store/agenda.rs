//! A provider's planned visits.

use super::tags::{from_tag, unknown};
use chassis::StoreError;
use contracts::booking::{Stage, Status};
use kernel::ids::{BookingId, ProviderId};
use kernel::{Instant, LatLng, Localized};
use sqlx::PgConnection;

/// A visit that is planned, goes on, or was made.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedVisit {
    /// The booking.
    pub booking: BookingId,
    /// Its number for people.
    pub number: String,
    /// The how-manieth visit.
    pub visit: i16,
    /// Status.
    pub status: Status,
    /// Stage.
    pub stage: Stage,
    /// What.
    pub service_name: Localized,
    /// The district.
    pub district: Localized,
    /// ISO 3166-2 code of the governorate.
    pub governorate: String,
    /// Where.
    pub pin: LatLng,
    /// From when.
    pub starts_at: Instant,
    /// Until when its time is reserved.
    pub ends_at: Instant,
}

/// The visits of a provider that begin in a span, by start; none of cancelled bookings.
///
/// # Errors
/// When a row is inconsistent or the database is away.
pub async fn visits(
    db: &mut PgConnection,
    provider: ProviderId,
    span: (Instant, Instant),
) -> Result<Vec<PlannedVisit>, StoreError> {
    let rows = sqlx::query!(
        r#"select b.id, b.number, r.visit, b.booking_status, b.stage, b.service_name_ar,
                  b.service_name_en, b.district_ar, b.district_en, b.governorate,
                  r.lat as "lat!", r.lng as "lng!", lower(r.during) as "starts_at!",
                  upper(r.during) as "ends_at!"
           from booking.reservations r join booking.bookings b on b.id = r.booking_id
           where r.provider_id = $1 and r.kind = 'visit'
             and lower(r.during) >= $2 and lower(r.during) < $3
             and b.provider_id = $1 and b.booking_status <> 'cancelled'
           order by lower(r.during)"#,
        provider.uuid(),
        span.0,
        span.1,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PlannedVisit {
                booking: row.id.into(),
                number: row.number,
                visit: row.visit,
                status: from_tag("booking_status", &row.booking_status)?,
                stage: from_tag("stage", &row.stage)?,
                service_name: Localized::new(row.service_name_ar, row.service_name_en),
                district: Localized::new(row.district_ar, row.district_en),
                governorate: row.governorate,
                pin: LatLng::parse(row.lat, row.lng)
                    .map_err(|_| unknown("pin", "off the globe"))?,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
            })
        })
        .collect()
}

/// Where a provider sets out from, if that is known.
///
/// # Errors
/// When the row is inconsistent or the database is away.
pub async fn home(
    db: &mut PgConnection,
    provider: ProviderId,
) -> Result<Option<LatLng>, StoreError> {
    let row = sqlx::query!(
        r#"select ST_Y(home::geometry) as "lat!", ST_X(home::geometry) as "lng!"
           from booking.providers where provider_id = $1 and home is not null"#,
        provider.uuid(),
    )
    .fetch_optional(db)
    .await?;
    let place = |lat, lng| LatLng::parse(lat, lng).map_err(|_| unknown("home", "off the globe"));
    row.map(|row| place(row.lat, row.lng)).transpose()
}
