//! What a provider sees of an offer: enough to decide, and nobody's name or street.

use crate::store::tags::from_tag;
use chassis::StoreError;
use contracts::booking::PaymentMethod;
use contracts::catalog::Pricing;
use httpkit::Cursor;
use kernel::ids::{BookingId, OfferId, ProviderId, ServiceId};
use kernel::{DateTime, Instant, Localized, Money};
use serde::Serialize;
use sqlx::PgConnection;

/// A booking shown to a provider, for a bounded time.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfferOut {
    /// The offer.
    pub id: OfferId,
    /// The booking.
    pub booking_id: BookingId,
    /// The service.
    pub service_id: ServiceId,
    /// Its name.
    pub service_name: Localized,
    /// Whether the price is fixed, or the quote is the inspection fee.
    pub pricing: Pricing,
    /// How many.
    #[schema(example = 1)]
    pub quantity: i32,
    /// Whether it is wanted now.
    pub instant: bool,
    /// The planned start.
    pub starts_at: DateTime,
    /// The planned end.
    pub ends_at: DateTime,
    /// The district.
    pub district: Localized,
    /// ISO 3166-2 code of the governorate.
    #[schema(example = "EG-C")]
    pub governorate: String,
    /// How far it is, in metres.
    #[schema(example = 2400)]
    pub distance_m: i32,
    /// The likely travel time, in seconds.
    #[schema(example = 780)]
    pub travel_s: i32,
    /// What the provider earns, commission and its VAT taken off.
    pub earnings: Money,
    /// How the customer pays.
    pub payment_method: PaymentMethod,
    /// Until when it may be accepted.
    pub expires_at: DateTime,
    /// When it was made.
    pub created_at: DateTime,
}

impl OfferOut {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at, id: self.id.uuid() }
    }
}

/// Where an offer stands.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfferStateOut {
    /// The offer.
    pub id: OfferId,
    /// Its booking.
    pub booking_id: BookingId,
    /// `declined`.
    #[schema(example = "declined")]
    pub status: String,
}

/// Up to `limit + 1` open offers to a provider from `cursor` on, newest first.
///
/// # Errors
/// When the database is away.
pub async fn open_offers(
    db: &mut PgConnection,
    provider: ProviderId,
    now: Instant,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Vec<OfferOut>, StoreError> {
    let rows = sqlx::query!(
        "select o.id, o.booking_id, o.distance_m, o.travel_s, o.earnings, o.expires_at,
                o.created_at, b.service_id, b.service_name_ar, b.service_name_en, b.pricing,
                b.quantity, b.instant, b.scheduled_date, b.ends_at, b.district_ar, b.district_en,
                b.governorate, b.payment_method
         from booking.offers o join booking.bookings b on b.id = o.booking_id
         where o.provider_id = $1 and o.status = 'open' and o.expires_at > $2
           and ($3::timestamptz is null or (o.created_at, o.id) < ($3, $4))
         order by o.created_at desc, o.id desc limit $5",
        provider.uuid(),
        now,
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(OfferOut {
                id: row.id.into(),
                booking_id: row.booking_id.into(),
                service_id: row.service_id.into(),
                service_name: Localized::new(row.service_name_ar, row.service_name_en),
                pricing: from_tag("pricing", &row.pricing)?,
                quantity: row.quantity,
                instant: row.instant,
                starts_at: row.scheduled_date,
                ends_at: row.ends_at,
                district: Localized::new(row.district_ar, row.district_en),
                governorate: row.governorate,
                distance_m: row.distance_m,
                travel_s: row.travel_s,
                earnings: Money::piastres(row.earnings),
                payment_method: from_tag("payment_method", &row.payment_method)?,
                expires_at: row.expires_at,
                created_at: row.created_at,
            })
        })
        .collect()
}
