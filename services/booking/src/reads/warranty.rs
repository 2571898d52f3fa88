//! Warranty claims, as their customer, the providers concerned and staff see them.

use super::dispute::words;
use crate::App;
use crate::commands::BookingError;
use crate::store::warranties::{Claim, FAULT_CONTEXT};
use kernel::ids::{BookingId, ProviderId};
use kernel::{DateTime, Money};
use serde::Serialize;
use uuid::Uuid;

/// A warranty claim.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WarrantyClaimOut {
    /// Its id.
    pub id: Uuid,
    /// The booking whose work is repaired.
    pub booking_id: BookingId,
    /// The free visit: a booking of its own. Of a claim that waits the cancelled one, or null.
    pub visit_booking_id: Option<BookingId>,
    /// Who did the first work; it is asked first.
    pub first_provider_id: ProviderId,
    /// What is wrong again.
    pub fault: String,
    /// Its pictures, at `/api/v1/bookings/{id}/photos/{photoId}` of the first booking.
    pub photo_ids: Vec<Uuid>,
    /// `open`: the visit is looked for or under way. `waiting`: the customer chooses a time for it.
    /// `done`, `refused` or `withdrawn`: over.
    #[schema(example = "open")]
    pub state: String,
    /// `warranty`, or `re_service` when a dispute ended with the visit.
    #[schema(example = "warranty")]
    pub origin: String,
    /// Why staff refused it.
    pub refusal: Option<String>,
    /// Whether the first work was at fault; null until staff says so.
    pub at_fault: Option<bool>,
    /// Why.
    pub verdict_reason: Option<String>,
    /// Whether the first provider could have gone itself, when another one went; for staff and that
    /// provider only. Without a fair chance the platform bears the visit, whatever the verdict.
    pub fair_chance: Option<bool>,
    /// What the first provider bears of the visit; for staff and that provider only.
    pub charged: Option<Money>,
    /// When it was made.
    pub created_at: DateTime,
}

impl WarrantyClaimOut {
    /// Of a stored claim; `with_money` says whether the viewer may know what was charged.
    ///
    /// # Errors
    /// When what is sealed can't be opened.
    pub async fn of(app: &App, claim: Claim, with_money: bool) -> Result<Self, BookingError> {
        let fault = words(app, FAULT_CONTEXT, claim.fault_sealed.as_ref()).await?;
        Ok(Self {
            id: claim.id,
            booking_id: claim.booking_id.into(),
            visit_booking_id: claim.visit_booking_id.map(BookingId::from),
            first_provider_id: claim.first_provider.into(),
            fault,
            photo_ids: claim.photo_ids,
            state: claim.state,
            origin: claim.origin,
            refusal: claim.refusal,
            at_fault: claim.at_fault,
            verdict_reason: claim.verdict_reason,
            fair_chance: claim.fair_chance.filter(|_| with_money),
            charged: with_money.then(|| Money::piastres(claim.charged)),
            created_at: claim.created_at,
        })
    }
}
