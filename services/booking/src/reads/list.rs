//! One's own bookings, newest first.

use crate::store::tags::from_tag;
use chassis::StoreError;
use contracts::booking::{PaymentMethod, Stage, Status};
use httpkit::Cursor;
use kernel::ids::{BookingId, ProviderId, UserId};
use kernel::{DateTime, Localized, Money};
use serde::Serialize;
use sqlx::PgConnection;

/// A booking in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingItemOut {
    /// Its id.
    pub id: BookingId,
    /// Its number for people.
    #[schema(example = "OS-7K2M4Q")]
    pub number: String,
    /// Its status.
    pub status: Status,
    /// Its stage.
    pub stage: Stage,
    /// What was ordered.
    pub service_name: Localized,
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
    /// The provider.
    pub provider_id: Option<ProviderId>,
    /// Its name.
    pub provider_name: Option<String>,
    /// When it was created.
    pub created_at: DateTime,
}

impl BookingItemOut {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at, id: self.id.uuid() }
    }
}

/// Whose bookings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mine {
    /// Those this customer ordered.
    Ordered(UserId),
    /// Those this provider is, or was at their end, bound to.
    Assigned(ProviderId),
}

/// Up to `limit + 1` bookings from `cursor` on.
///
/// # Errors
/// When the database is away.
pub async fn list(
    db: &mut PgConnection,
    mine: Mine,
    status: Option<Status>,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Vec<BookingItemOut>, StoreError> {
    let (customer, provider) = match mine {
        Mine::Ordered(user) => (Some(user.uuid()), None),
        Mine::Assigned(provider) => (None, Some(provider.uuid())),
    };
    let rows = sqlx::query!(
        r#"select b.id, b.number, b.booking_status, b.stage, b.service_name_ar, b.service_name_en,
                  b.district_ar, b.district_en, b.instant, b.scheduled_date, b.ends_at,
                  b.total_amount, b.payment_method, b.payment_status, b.provider_id,
                  p.display_name as "provider_name?", b.created_at
           from booking.bookings b left join booking.providers p on p.provider_id = b.provider_id
           where ($1::uuid is null or b.customer_id = $1)
             and ($2::uuid is null or b.provider_id = $2)
             and ($3::text is null or b.booking_status = $3)
             and ($4::timestamptz is null or (b.created_at, b.id) < ($4, $5))
           order by b.created_at desc, b.id desc limit $6"#,
        customer,
        provider,
        status.map(crate::store::tags::tag),
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(BookingItemOut {
                id: row.id.into(),
                number: row.number,
                status: from_tag("booking_status", &row.booking_status)?,
                stage: from_tag("stage", &row.stage)?,
                service_name: Localized::new(row.service_name_ar, row.service_name_en),
                district: Localized::new(row.district_ar, row.district_en),
                instant: row.instant,
                starts_at: row.scheduled_date,
                ends_at: row.ends_at,
                total: Money::piastres(row.total_amount),
                payment_method: from_tag("payment_method", &row.payment_method)?,
                payment_status: row.payment_status,
                provider_id: row.provider_id.map(Into::into),
                provider_name: row.provider_name,
                created_at: row.created_at,
            })
        })
        .collect()
}
