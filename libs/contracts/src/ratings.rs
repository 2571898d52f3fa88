//! Ratings: what people say of each other.

use kernel::ids::{BookingId, RatingId, ServiceId, UserId};
use serde::{Deserialize, Serialize};

/// Somebody's reputation moved: only from ratings that both sides can see.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReputationChanged {
    /// Whose.
    pub user_id: UserId,
    /// `service_provider` or `customer`.
    pub role: kernel::Role,
    /// Bayesian average with time decay, in thousandths of a star (4700 is 4.7).
    pub mean_milli: u32,
    /// Lower end of the 95 % interval, in thousandths of a star.
    pub low_milli: u32,
    /// Upper end of the 95 % interval, in thousandths of a star.
    pub high_milli: u32,
    /// How many ratings count.
    pub count: u32,
}
crate::event!(ReputationChanged, "rating.reputation_changed", "reputation", |e| e.user_id);

/// Both sides of a booking's ratings are visible now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RatingRevealed {
    /// The rating.
    pub rating_id: RatingId,
    /// The booking.
    pub booking_id: BookingId,
    /// Who wrote it.
    pub from_user: UserId,
    /// Of whom.
    pub to_user: UserId,
    /// Stars, 1–5.
    pub stars: u8,
}
crate::event!(RatingRevealed, "rating.revealed", "rating", |e| e.rating_id);

/// What customers say of visits of a service moved: only from ratings that both sides can see.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceScoreChanged {
    /// Which service.
    pub service_id: ServiceId,
    /// Their plain average, in hundredths of a star (470 is 4.7); 0 without any.
    pub mean_centi: u32,
    /// How many of them.
    pub count: u32,
}
crate::event!(ServiceScoreChanged, "rating.service_score_changed", "service_score", |e| e
    .service_id);
