//! What goes over the wire.

use chrono::NaiveDate;
use kernel::{DateTime, Money};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The figures of a period, of the bookings created in it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KpisOut {
    /// Bookings created.
    pub bookings_created: i64,
    /// Of those, bound to a provider at least once.
    pub bookings_confirmed: i64,
    /// Of those, completed.
    pub bookings_completed: i64,
    /// Of those, cancelled.
    pub bookings_cancelled: i64,
    /// Cancelled by customers, no-shows included.
    pub cancelled_by_customers: i64,
    /// Cancelled by providers, no-shows included.
    pub cancelled_by_providers: i64,
    /// For which nobody was found at least once.
    pub bookings_unmatched: i64,
    /// Disputed.
    pub bookings_disputed: i64,
    /// How often a bound provider left.
    pub provider_drop_outs: i64,
    /// What customers pay for the completed ones.
    pub gross_volume: Money,
    /// What the platform takes of it.
    pub commission: Money,
    /// VAT on that.
    pub taxes: Money,
    /// Half of the confirmed ones were confirmed within this many seconds.
    pub median_seconds_to_match: Option<i64>,
    /// Nine of ten were confirmed within this many seconds.
    pub p90_seconds_to_match: Option<i64>,
    /// Offers made in the period, in all zones and categories.
    pub offers_made: i64,
    /// Of those, accepted, declined or expired.
    pub offers_answered: i64,
    /// Of those, accepted.
    pub offers_accepted: i64,
    /// Customers who registered.
    pub new_customers: i64,
    /// Providers who registered.
    pub new_providers: i64,
    /// Ratings that became visible.
    pub ratings_revealed: i64,
    /// Their mean in thousandths of a star.
    pub mean_stars_milli: Option<i64>,
}

/// The figures of one of Cairo's days.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KpiDayOut {
    /// The day.
    pub day: NaiveDate,
    /// Bookings created.
    pub bookings_created: i64,
    /// Of those, completed.
    pub bookings_completed: i64,
    /// Of those, cancelled.
    pub bookings_cancelled: i64,
    /// What customers pay for the completed ones.
    pub gross_volume: Money,
    /// What the platform takes of it.
    pub commission: Money,
}

/// An operator's action.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditOut {
    /// Its place in the log, from 1 without gaps.
    pub seq: i64,
    /// Its id.
    pub action_id: Uuid,
    /// Who.
    pub operator_id: Uuid,
    /// What: `booking.assign`.
    #[schema(example = "booking.assign")]
    pub action: String,
    /// To what kind of thing.
    #[schema(example = "booking")]
    pub subject_type: String,
    /// To which.
    pub subject_id: String,
    /// Why, in the operator's words.
    pub reason: Option<String>,
    /// What changed.
    #[schema(value_type = Object)]
    pub details: serde_json::Value,
    /// When.
    pub occurred_at: DateTime,
    /// The row's hash in the chain, hexadecimal.
    pub hash: String,
}

/// A job that failed too often.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeadJobOut {
    /// The job.
    pub id: Uuid,
    /// Whose.
    pub service: String,
    /// What kind.
    pub kind: String,
    /// What it is about.
    pub key: String,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it failed the last time.
    pub last_error: Option<String>,
    /// Since when it is dead.
    pub dead_at: DateTime,
    /// When it was scheduled first.
    pub created_at: DateTime,
}

/// A subscriber of the event log.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CursorOut {
    /// Its name: the service.
    pub subscriber: String,
    /// How far it has read. It may stay up to 500 behind when nothing was for it.
    pub position: i64,
    /// How far the log goes.
    pub stamped: i64,
    /// How many events it could not apply.
    pub parked: i64,
    /// When it moved last.
    pub updated_at: DateTime,
}
