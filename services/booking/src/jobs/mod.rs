//! Timers.

pub mod auto_confirm;
mod batch;
pub mod claims;
pub mod disputes;
mod expire_hold;
mod expire_offer;
mod forget_answers;
mod give_up;
pub mod ordering;
pub mod paused;
pub mod payment_expiry;
mod plan;
mod search;

use crate::App;
use chassis::jobs::Jobs;

/// Looks for a provider; key: the booking.
pub const SEARCH: &str = "search";
/// Decides searches of a batch window together; key: the end of the window in milliseconds.
pub const SEARCH_BATCH: &str = "search_batch";
/// Removes answers to offers that are too old to learn from; recurring.
pub const FORGET_ANSWERS: &str = "forget_answers";
/// Ends an offer that nobody answered; key: the offer.
pub const EXPIRE_OFFER: &str = "expire_offer";
/// Ends a booking that nobody can do and whose customer does not say how to go on; key: the
/// booking.
pub const GIVE_UP: &str = "give_up";
/// Ends the wait for a prepaid booking's money; key: the booking.
pub const PAYMENT_EXPIRY: &str = "payment_expiry";
/// Orders the next visit of a plan; key: the plan.
pub const PLAN: &str = "plan";
/// Gives held time back; key: the reservation.
pub const EXPIRE_HOLD: &str = "expire_hold";
/// Takes the customer's silence as a yes; key: the booking.
pub const AUTO_CONFIRM: &str = "auto_confirm";

/// Reminds of paused work; key: the booking.
pub const PAUSED: &str = "paused";
/// Reminds of a free visit that waits for a time; key: the claim.
pub const CLAIM_WAITS: &str = "claim_waits";
/// Ends the time for evidence in a dispute; key: the booking.
pub const DISPUTE_EVIDENCE: &str = "dispute_evidence";
/// Lets a proposal to end a dispute lapse; key: the booking.
pub const DISPUTE_PROPOSAL: &str = "dispute_proposal";

/// Adds the timers of a booking's life.
#[must_use]
pub fn add(jobs: Jobs, app: &App) -> Jobs {
    jobs.timer(auto_confirm::AutoConfirm(app.clone()))
        .timer(payment_expiry::PaymentExpiry(app.clone()))
        .timer(paused::StillPaused(app.clone()))
        .timer(claims::ClaimWaits(app.clone()))
        .timer(disputes::EvidenceOver(app.clone()))
        .timer(disputes::ProposalLapse(app.clone()))
        .timer(expire_hold::ExpireHold(app.clone()))
        .effect(plan::OrderVisit(app.clone()))
}

/// The booking a job is about.
///
/// # Errors
/// When its key is none, which no code of ours writes.
pub fn booking_of(
    job: &chassis::jobs::Job,
) -> Result<kernel::ids::BookingId, chassis::jobs::JobError> {
    job.key.parse().map_err(|_| chassis::jobs::JobError::Failed("the key is no booking".into()))
}
