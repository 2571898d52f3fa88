//! The operators' board: every booking, newest first, by filters.

use crate::domain::BookingNumber;
use crate::store::tags::{from_tag, tag};
use chassis::StoreError;
use contracts::booking::{PaymentMethod, Stage, Status};
use httpkit::Cursor;
use kernel::ids::{BookingId, CategoryId, ProviderId, ServiceId, UserId, ZoneId};
use kernel::{DateTime, Instant, Localized, Money};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// A booking on the board.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BookingBoardItemOut)]
pub struct BoardItemOut {
    /// Its id.
    pub id: BookingId,
    /// Its number for people.
    #[schema(example = "OS-7K2M4Q")]
    pub number: String,
    /// Its status.
    pub status: Status,
    /// Its stage.
    pub stage: Stage,
    /// The service.
    pub service_id: ServiceId,
    /// Its category.
    pub category_id: CategoryId,
    /// Its name.
    pub service_name: Localized,
    /// The zone.
    pub zone_id: ZoneId,
    /// The district.
    pub district: Localized,
    /// Whether it was ordered for now.
    pub instant: bool,
    /// The planned start.
    pub starts_at: DateTime,
    /// The planned end.
    pub ends_at: DateTime,
    /// What the customer pays.
    pub total: Money,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// `pending`, `paid`, `refunded` or `disputed`.
    #[schema(example = "pending")]
    pub payment_status: String,
    /// The customer.
    pub customer_id: UserId,
    /// The provider.
    pub provider_id: Option<ProviderId>,
    /// Its name.
    pub provider_name: Option<String>,
    /// How many searches were begun.
    pub searches: i32,
    /// How many providers left.
    pub drop_outs: i32,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// When it was created.
    pub created_at: DateTime,
}

impl BoardItemOut {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at, id: self.id.uuid() }
    }
}

/// Which bookings.
#[derive(Clone, Debug, Default)]
pub struct BoardFilter {
    /// Of this status.
    pub status: Option<Status>,
    /// In this stage.
    pub stage: Option<Stage>,
    /// In this zone.
    pub zone: Option<ZoneId>,
    /// Of this service.
    pub service: Option<ServiceId>,
    /// Of this customer.
    pub customer: Option<UserId>,
    /// Of this provider.
    pub provider: Option<ProviderId>,
    /// Planned to start in this time.
    pub starts_in: Option<(Instant, Instant)>,
    /// With this number.
    pub number: Option<BookingNumber>,
    /// Any of these.
    pub ids: Option<Vec<Uuid>>,
    /// Paused, and nothing has happened nor was agreed since before this time.
    pub paused_before: Option<Instant>,
}

/// Up to `limit + 1` bookings from `cursor` on.
///
/// # Errors
/// When the database is away.
pub async fn board(
    db: &mut PgConnection,
    filter: &BoardFilter,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Vec<BoardItemOut>, StoreError> {
    let rows = sqlx::query!(
        r#"select b.id, b.number, b.booking_status, b.stage, b.service_id, b.category_id,
                  b.service_name_ar, b.service_name_en, b.zone_id, b.district_ar, b.district_en,
                  b.instant, b.scheduled_date, b.ends_at, b.total_amount, b.payment_method,
                  b.payment_status, b.customer_id, b.provider_id,
                  p.display_name as "provider_name?", b.search_no, b.drop_outs, b.cancel_reason,
                  b.created_at
           from booking.bookings b left join booking.providers p on p.provider_id = b.provider_id
           where ($1::text is null or b.booking_status = $1)
             and ($2::text is null or b.stage = $2)
             and ($3::uuid is null or b.zone_id = $3)
             and ($4::uuid is null or b.service_id = $4)
             and ($5::uuid is null or b.customer_id = $5)
             and ($6::uuid is null or b.provider_id = $6)
             and ($7::timestamptz is null or b.scheduled_date >= $7)
             and ($8::timestamptz is null or b.scheduled_date < $8)
             and ($9::text is null or b.number = $9)
             and ($10::timestamptz is null or (b.created_at, b.id) < ($10, $11))
             and ($13::timestamptz is null
                  or b.stage = 'paused' and greatest(b.updated_at, b.ends_at) <= $13)
             and ($14::uuid[] is null or b.id = any($14))
           order by b.created_at desc, b.id desc limit $12"#,
        filter.status.map(tag),
        filter.stage.map(tag),
        filter.zone.map(|id| id.uuid()),
        filter.service.map(|id| id.uuid()),
        filter.customer.map(|id| id.uuid()),
        filter.provider.map(|id| id.uuid()),
        filter.starts_in.map(|(from, _)| from),
        filter.starts_in.map(|(_, to)| to),
        filter.number.as_ref().map(BookingNumber::as_str),
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
        filter.paused_before,
        filter.ids.as_deref(),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(BoardItemOut {
                id: row.id.into(),
                number: row.number,
                status: from_tag("booking_status", &row.booking_status)?,
                stage: from_tag("stage", &row.stage)?,
                service_id: row.service_id.into(),
                category_id: row.category_id.into(),
                service_name: Localized::new(row.service_name_ar, row.service_name_en),
                zone_id: row.zone_id.into(),
                district: Localized::new(row.district_ar, row.district_en),
                instant: row.instant,
                starts_at: row.scheduled_date,
                ends_at: row.ends_at,
                total: Money::piastres(row.total_amount),
                payment_method: from_tag("payment_method", &row.payment_method)?,
                payment_status: row.payment_status,
                customer_id: row.customer_id.into(),
                provider_id: row.provider_id.map(Into::into),
                provider_name: row.provider_name,
                searches: row.search_no,
                drop_outs: row.drop_outs,
                cancel_reason: row.cancel_reason,
                created_at: row.created_at,
            })
        })
        .collect()
}
