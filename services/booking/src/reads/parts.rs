//! The parts of a booking's page.

use crate::App;
use crate::commands::BookingError;
use crate::domain::{Booking, State};
use crate::store::disputes;
use crate::store::photos::{self, Photo};
use crate::store::searches::Progress;
use crate::store::tags::tag;
use chassis::StoreError;
use contracts::catalog::{PriceLine, Pricing};
use contracts::price::Settlement;
use kernel::ids::{BookingId, CategoryId, ServiceId, ZoneId};
use kernel::{DateTime, LatLng, Localized, Money};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// What was ordered.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingServiceOut {
    /// The service.
    pub id: ServiceId,
    /// Its category.
    pub category_id: CategoryId,
    /// Its name.
    pub name: Localized,
    /// How it is priced.
    pub pricing: Pricing,
    /// How many.
    pub quantity: u32,
    /// How long the work is guaranteed, in days.
    pub warranty_days: u32,
}

/// Where.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingPlaceOut {
    /// The zone.
    pub zone_id: ZoneId,
    /// The district.
    pub district: Localized,
    /// ISO 3166-2 code of the governorate.
    pub governorate: String,
    /// The pin, for whoever may know it now.
    pub pin: Option<LatLng>,
}

/// How far looking for a provider has come.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingSearchOut {
    /// When it began.
    pub since: DateTime,
    /// The last decided round; 0 before the first.
    pub round: i32,
    /// How far around the address that round looked, in metres.
    pub radius_m: i32,
    /// Until when somebody may accept, while an offer is open.
    pub offered_until: Option<DateTime>,
    /// Whether everybody within the widest radius was asked: time to decide how to go on.
    pub exhausted: bool,
}

impl From<Progress> for BookingSearchOut {
    fn from(p: Progress) -> Self {
        let Progress { since, round, radius_m, offered_until, exhausted } = p;
        Self { since, round, radius_m, offered_until, exhausted }
    }
}

/// For how much.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingPriceOut {
    /// What the customer has approved, line by line.
    pub lines: Vec<PriceLine>,
    /// What the customer has approved so far, exactly.
    pub approved_total: Money,
    /// What the customer pays; for cash rounded down to the pound.
    pub total: Money,
    /// How that is divided; for the provider and staff.
    pub settlement: Option<Settlement>,
}

/// When what happened.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingTimesOut {
    /// The provider was bound.
    pub confirmed_at: Option<DateTime>,
    /// It set out.
    pub en_route_at: Option<DateTime>,
    /// It arrived.
    pub arrived_at: Option<DateTime>,
    /// How that is known: `fix`, `unverified` or `operator`.
    pub arrived_by: Option<String>,
    /// The work began.
    pub started_at: Option<DateTime>,
    /// The work ended.
    pub ended_at: Option<DateTime>,
    /// The customer, or 48 hours of silence, confirmed the work.
    pub work_confirmed_at: Option<DateTime>,
    /// The money was settled.
    pub money_settled_at: Option<DateTime>,
}

/// How it was cancelled.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingCancellationOut {
    /// When.
    pub at: DateTime,
    /// Why.
    pub reason: String,
    /// Whose fault.
    pub verdict: String,
    /// The rule that decided.
    pub rule: String,
    /// What the customer pays.
    pub fee: Money,
    /// What of it the provider gets.
    pub fee_to_provider: Money,
}

/// A dispute.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingDisputeOut {
    /// When it was opened.
    pub opened_at: DateTime,
    /// Why.
    pub reason: String,
    /// When it was decided.
    pub decided_at: Option<DateTime>,
    /// What went back to the customer.
    pub refund: Option<Money>,
}

/// A picture of a visit.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BookingPhotoOut)]
pub struct PhotoOut {
    /// Its id; the file is at `/api/v1/bookings/{id}/photos/{photoId}`.
    pub id: Uuid,
    /// What it shows: `parts`, `completion` or `dispute`.
    #[schema(example = "parts")]
    pub purpose: String,
    /// Its media type.
    #[schema(example = "image/jpeg")]
    pub content_type: String,
    /// Its length in bytes.
    pub size_bytes: i32,
    /// When it was uploaded.
    pub created_at: DateTime,
}

impl PhotoOut {
    /// Of a stored picture.
    #[must_use]
    pub fn of(photo: &Photo) -> Self {
        Self {
            id: photo.id,
            purpose: photo.purpose.clone(),
            content_type: photo.content_type.clone(),
            size_bytes: photo.size_bytes,
            created_at: photo.created_at,
        }
    }
}

/// A booking's pictures.
///
/// # Errors
/// When the database is away.
pub async fn photos_of(db: &mut PgConnection, id: BookingId) -> Result<Vec<PhotoOut>, StoreError> {
    Ok(photos::of(db, id).await?.iter().map(PhotoOut::of).collect())
}

impl BookingServiceOut {
    pub(super) fn of(booking: &Booking) -> Self {
        let service = &booking.service;
        Self {
            id: service.id,
            category_id: service.category_id,
            name: service.name.clone(),
            pricing: service.pricing,
            quantity: service.quantity,
            warranty_days: service.warranty_days,
        }
    }
}

impl BookingTimesOut {
    pub(super) fn of(booking: &Booking) -> Self {
        let confirmed = booking.work_confirmed.map(|c| c.at);
        let settled = booking.payment.settled_at;
        let Some(trail) = booking.state.trail() else {
            return Self { money_settled_at: settled, ..Self::default() };
        };
        Self {
            confirmed_at: Some(trail.confirmed_at),
            en_route_at: trail.en_route_at,
            arrived_at: trail.arrival.map(|a| a.at),
            arrived_by: trail.arrival.map(|a| a.by.tag().to_owned()),
            started_at: trail.started_at,
            ended_at: trail.ended_at,
            work_confirmed_at: confirmed,
            money_settled_at: settled,
        }
    }
}

impl BookingCancellationOut {
    pub(super) fn of(booking: &Booking) -> Option<Self> {
        let State::Cancelled(cancelled) = &booking.state else { return None };
        Some(Self {
            at: cancelled.at,
            reason: tag(cancelled.reason),
            verdict: tag(cancelled.verdict),
            rule: cancelled.rule.clone(),
            fee: cancelled.fee,
            fee_to_provider: cancelled.fee_to_provider,
        })
    }
}

impl BookingDisputeOut {
    pub(super) async fn of(
        db: &mut PgConnection,
        app: &App,
        booking: &Booking,
    ) -> Result<Option<Self>, BookingError> {
        let Some(dispute) = &booking.dispute else { return Ok(None) };
        let reason = disputes::reason(db, booking.id).await?;
        Ok(Some(Self {
            opened_at: dispute.opened_at,
            reason: super::said(app, &reason).await?,
            decided_at: dispute.decided.map(|(at, _)| at),
            refund: dispute.decided.map(|(_, refund)| refund),
        }))
    }
}
