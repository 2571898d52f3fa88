//! What goes over the wire.

use kernel::DateTime;
use kernel::ids::RatingId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A rating was written.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubmittedOut {
    /// The rating.
    pub id: RatingId,
    /// When it is shown at the latest; earlier when the other side rates too.
    pub visible_at: DateTime,
}

/// A rating anybody may read. It doesn't say who wrote it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RatingOut {
    /// The rating.
    pub id: Uuid,
    /// Hundredths of a star: 475 is 4.75.
    #[schema(example = 475)]
    pub stars_centi: i16,
    /// Of the work, 1–5.
    pub quality: Option<i16>,
    /// Of the arrival, 1–5.
    pub punctuality: Option<i16>,
    /// Whether the price was fair, 1–5.
    pub price_fairness: Option<i16>,
    /// Of the place afterwards, 1–5.
    pub cleanliness: Option<i16>,
    /// In their own words.
    pub comment: Option<String>,
    /// The provider's reply.
    pub reply: Option<String>,
    /// When it replied.
    pub replied_at: Option<DateTime>,
    /// Since when it is shown.
    pub revealed_at: DateTime,
}

/// A rating of a booking as one of its sides sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnRatingOut {
    /// The rating.
    pub id: Uuid,
    /// Whether the caller wrote it; absent for operators.
    pub mine: Option<bool>,
    /// Of whom: `service_provider` or `customer`.
    pub of_role: String,
    /// Hundredths of a star.
    pub stars_centi: i16,
    /// Of the work, 1–5.
    pub quality: Option<i16>,
    /// Of the arrival, 1–5.
    pub punctuality: Option<i16>,
    /// Whether the price was fair, 1–5.
    pub price_fairness: Option<i16>,
    /// Of the place afterwards, 1–5.
    pub cleanliness: Option<i16>,
    /// In their own words.
    pub comment: Option<String>,
    /// `hidden`, `visible`, `held` or `removed`.
    pub state: String,
    /// The reply.
    pub reply: Option<String>,
    /// When it was written.
    pub created_at: DateTime,
}

/// A visit that may still be rated.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PendingRatingOut {
    /// The booking.
    pub booking_id: Uuid,
    /// When the work ended; rating ends 14 days later.
    pub completed_at: DateTime,
}

/// A rating that waits for an operator.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeldRatingOut {
    /// The rating.
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// Who wrote it.
    pub from_user: Uuid,
    /// Of whom.
    pub to_user: Uuid,
    /// Hundredths of a star.
    pub stars_centi: i16,
    /// In their own words.
    pub comment: Option<String>,
    /// Why it is held: `burst_by_author`, `burst_of_one_star`, `ring`, `words_against_stars`,
    /// `contact_details`.
    pub reasons: Vec<String>,
    /// When it was written.
    pub created_at: DateTime,
}

/// Somebody's reputation, in thousandths of a star.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReputationOut {
    /// Bayesian mean with time decay.
    #[schema(example = 4730)]
    pub mean_milli: i32,
    /// Lower end of the 95 % interval.
    pub low_milli: i32,
    /// Upper end of the 95 % interval.
    pub high_milli: i32,
    /// How many ratings it stands on.
    pub count: i32,
}
