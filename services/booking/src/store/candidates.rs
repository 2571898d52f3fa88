//! Everybody who could be asked, with every fact that matching looks at, in one query.

use super::tags::unknown;
use crate::domain::Hours;
use chassis::StoreError;
use chrono::{NaiveDate, TimeDelta};
use dispatch::HourKind;
use kernel::ids::{BookingId, CategoryId, ProviderId, SearchId, ServiceId, UserId};
use kernel::{Instant, LatLng, Money};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// What is wanted, and where providers are.
pub struct Wanted<'a> {
    /// The booking.
    pub booking: BookingId,
    /// The search, whose offers don't go to anybody twice.
    pub search: SearchId,
    /// The customer.
    pub customer: UserId,
    /// The trade.
    pub category: CategoryId,
    /// The service.
    pub service: ServiceId,
    /// The address.
    pub pin: LatLng,
    /// The visit.
    pub starts_at: Instant,
    /// The end of the visit, buffer included.
    pub until: Instant,
    /// Cairo's day of the visit.
    pub day: (Instant, Instant),
    /// Cairo's day today.
    pub today: NaiveDate,
    /// How far at most, in metres.
    pub widest_m: f64,
    /// Who is near by a live position.
    pub live: &'a [ProviderId],
    /// Nobody but this one.
    pub only: Option<ProviderId>,
    /// Now.
    pub now: Instant,
    /// Which kind of hour that is.
    pub hour_kind: HourKind,
}

/// One provider of the trade.
pub struct Row {
    /// The provider.
    pub provider: ProviderId,
    /// Its application was approved.
    pub verified: bool,
    /// It takes work at all.
    pub active: bool,
    /// Every needed document is valid today.
    pub documents_valid: bool,
    /// Until when.
    pub documents_until: Option<NaiveDate>,
    /// Takes instant work.
    pub online: bool,
    /// Speaks Arabic.
    pub ar: bool,
    /// Speaks English.
    pub en: bool,
    /// `male` or `female`.
    pub gender: Option<String>,
    /// From home to the address, in metres.
    pub home_m: Option<f64>,
    /// When it works.
    pub hours: Hours,
    /// Most jobs a day; 0 is no limit.
    pub daily_limit: u32,
    /// Offers exactly this service.
    pub offers_service: bool,
    /// With a certificate.
    pub certified: bool,
    /// Its own price of one.
    pub custom_price: Option<Money>,
    /// The address is in one of its areas.
    pub serves_address: bool,
    /// No reservation overlaps.
    pub free: bool,
    /// The visit before: until when its time is reserved, buffer included, and how far it is.
    pub before: Option<(Instant, f64)>,
    /// The visit after: from when, and how far it is.
    pub after: Option<(Instant, f64)>,
    /// Visits on that day.
    pub jobs_that_day: u32,
    /// The customer blocked it.
    pub blocked_by_customer: bool,
    /// It blocked the customer.
    pub blocks_customer: bool,
    /// What it owes.
    pub debt: Money,
    /// Payments says that it is too much.
    pub debt_is_hard: bool,
    /// This search asked it, or it left this booking before.
    pub already_asked: bool,
    /// Another instant offer is open before it.
    pub open_instant_offer: bool,
    /// Its time is held for this booking.
    pub holds_slot: bool,
    /// The customer likes it.
    pub favourite: bool,
    /// It is the second in line of this booking.
    pub is_backup: bool,
    /// Mean of its ratings and the ends of the interval, in thousandths of a star.
    pub rating: Option<(u32, u32, u32)>,
    /// Answered or expired offers of 30 days, and accepted ones.
    pub offers_30d: (u32, u32),
    /// Answered or expired offers of 90 days in hours of the present kind, and accepted ones.
    pub offers_then_90d: (u32, u32),
    /// Ended bookings of 90 days, and kept ones.
    pub bookings_90d: (u32, u32),
    /// Dropped by its own fault in 30 days.
    pub dropped_30d: u32,
    /// When it last got an offer.
    pub last_offer_at: Option<Instant>,
    /// Offers of the last 24 hours.
    pub offers_24h: u32,
    /// Earned today.
    pub income_today: Money,
    /// Completed jobs of this service.
    pub jobs_of_service: u32,
}

/// Everybody of the trade who lives or is within the widest radius.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &mut PgConnection, wanted: &Wanted<'_>) -> Result<Vec<Row>, StoreError> {
    let live: Vec<Uuid> = wanted.live.iter().map(|id| id.uuid()).collect();
    let holidays = super::holidays::closing(db, wanted.starts_at, wanted.until).await?;
    let rows = sqlx::query_file!(
        "queries/candidates.sql",
        wanted.pin.lng(),
        wanted.pin.lat(),
        wanted.category.uuid(),
        wanted.service.uuid(),
        wanted.widest_m,
        &live,
        wanted.starts_at,
        wanted.until,
        wanted.day.0,
        wanted.day.1,
        wanted.now,
        wanted.booking.uuid(),
        wanted.search.uuid(),
        wanted.customer.uuid(),
        wanted.today,
        wanted.today - TimeDelta::days(30),
        wanted.today - TimeDelta::days(90),
        wanted.only.map(|id| id.uuid()),
        wanted.hour_kind.tag(),
    )
    .fetch_all(db)
    .await?;
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    rows.into_iter()
        .map(|r| {
            let Json(weekly) = r.weekly_hours;
            let Json(exceptions) = r.exceptions;
            if r.notice_minutes < 0 {
                return Err(unknown("notice_minutes", "negative"));
            }
            let notice_minutes = r.notice_minutes.unsigned_abs();
            Ok(Row {
                provider: r.provider_id.into(),
                verified: r.verified,
                active: r.is_active,
                documents_valid: r.documents_valid,
                documents_until: r.documents_valid_until,
                online: r.is_online,
                ar: r.speaks_ar,
                en: r.speaks_en,
                gender: r.gender,
                home_m: r.home_m,
                hours: Hours { weekly, exceptions, notice_minutes, holidays: holidays.clone() },
                daily_limit: r.daily_limit.unsigned_abs(),
                offers_service: r.offers_service,
                certified: r.certified,
                custom_price: r.custom_price.map(Money::piastres),
                serves_address: r.serves_address,
                free: r.free,
                before: r.before_until.zip(r.before_m),
                after: r.after_starts_at.zip(r.after_m),
                jobs_that_day: count(r.jobs_that_day),
                blocked_by_customer: r.blocked_by_customer,
                blocks_customer: r.blocks_customer,
                debt: Money::piastres(r.balance.min(0).saturating_neg()),
                debt_is_hard: r.debt_is_hard,
                already_asked: r.already_asked,
                open_instant_offer: r.open_instant_offer,
                holds_slot: r.holds_slot,
                favourite: r.favourite,
                is_backup: r.is_backup,
                rating: r.mean_milli.map(|mean| {
                    let milli = |n: Option<i32>| n.unwrap_or(mean).unsigned_abs();
                    (mean.unsigned_abs(), milli(r.low_milli), milli(r.high_milli))
                }),
                offers_30d: (count(r.offers_30d), count(r.accepts_30d)),
                offers_then_90d: (count(r.answers_then), count(r.accepts_then)),
                bookings_90d: (count(r.ended_90d), count(r.kept_90d)),
                dropped_30d: count(r.dropped_30d),
                last_offer_at: r.last_offer_at,
                offers_24h: count(r.offers_24h),
                income_today: Money::piastres(r.income_today),
                jobs_of_service: count(r.jobs_of_service),
            })
        })
        .collect()
}
