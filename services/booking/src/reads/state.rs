//! Where a booking stands: what commands answer. Holds nothing personal, because answers are kept
//! for repeated requests.

use crate::domain::Booking;
use crate::store::tags::tag;
use contracts::booking::{PaymentMethod, Stage, Status};
use kernel::ids::{BookingId, ProviderId};
use kernel::{DateTime, Money};
use serde::Serialize;

/// Where a booking stands.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingStateOut {
    /// Its id.
    pub id: BookingId,
    /// Its number for people.
    #[schema(example = "OS-7K2M4Q")]
    pub number: String,
    /// Counts its changes.
    pub version: i32,
    /// Its status.
    pub status: Status,
    /// Its stage.
    pub stage: Stage,
    /// Whether it was ordered for now.
    pub instant: bool,
    /// The planned start.
    pub starts_at: DateTime,
    /// The planned end.
    pub ends_at: DateTime,
    /// What the customer pays, as approved so far.
    pub total: Money,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// `pending`, `paid`, `refunded` or `disputed`.
    #[schema(example = "pending")]
    pub payment_status: String,
    /// The provider that is bound, or was when it ended.
    pub provider_id: Option<ProviderId>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// What the cancellation costs the customer.
    pub cancel_fee: Option<Money>,
}

impl BookingStateOut {
    /// Of a booking.
    #[must_use]
    pub fn of(booking: &Booking) -> Self {
        let cancelled = match &booking.state {
            crate::domain::State::Cancelled(cancelled) => Some(cancelled),
            _ => None,
        };
        Self {
            id: booking.id,
            number: booking.number.to_string(),
            version: booking.version,
            status: booking.status(),
            stage: booking.stage(),
            instant: booking.window.instant,
            starts_at: booking.window.starts_at,
            ends_at: booking.window.ends_at,
            total: booking.price.settlement.total,
            payment_method: booking.payment.method,
            payment_status: booking.payment.status.tag().to_owned(),
            provider_id: booking.provider(),
            cancel_reason: cancelled.map(|c| tag(c.reason)),
            cancel_fee: cancelled.map(|c| c.fee),
        }
    }
}
