//! Jobs: known by kind and key, scheduled in the transaction that needs them, removed in the
//! transaction of their effect.

use crate::act;
use crate::plan::Plan;
use crate::store::Tx;
use booking::domain::WorkConfirmer;
use booking::domain::paused::Waiting;
use booking::matching::Live;
use kernel::Instant;
use kernel::ids::{BookingId, OfferId};
use uuid::Uuid;

/// Which handler runs a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The search for a provider.
    Search,
    /// The end of a batch window.
    SearchBatch,
    /// Nobody answered an offer.
    ExpireOffer,
    /// The money did not come.
    PaymentExpiry,
    /// Nobody was found and the customer is silent.
    GiveUp,
    /// The customer's silence confirms the work.
    AutoConfirm,
    /// Paused work that nobody goes on with.
    Paused,
    /// The end of the time for evidence.
    DisputeEvidence,
    /// The end of the time for an answer.
    DisputeProposal,
}

/// What a job is known by.
pub type JobKey = (Kind, Uuid);

/// A scheduled job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// When it is due.
    pub at: Instant,
    /// At which version of a booking the customer was asked.
    pub asked: u32,
    /// Since when work is paused, and when that was looked at.
    pub paused: Option<(Instant, Instant)>,
    /// How often it was shown to staff.
    pub shown: u32,
}

impl Job {
    /// A job that is due then.
    #[must_use]
    pub fn at(at: Instant) -> Self {
        Self { at, asked: 0, paused: None, shown: 0 }
    }
}

/// Runs a job that is due. It is removed with its effect, unless that scheduled it anew.
///
/// # Errors
/// What the product would try again and at last show to operators: no job should ever fail.
pub fn run(tx: &mut Tx, plan: &Plan, key: JobKey, job: Job, live: &Live) -> act::Done {
    let (kind, id) = (key.0, BookingId::from(key.1));
    match kind {
        Kind::Search => act::search(tx, plan, id, live)?,
        Kind::SearchBatch => act::search_batch(tx, plan, live)?,
        Kind::ExpireOffer => expire(tx, key.1.into())?,
        Kind::PaymentExpiry => act::expire_payment(tx, id),
        Kind::GiveUp => act::give_up(tx, id, job.asked),
        // Confirmed by hand, or disputed: nothing is left to confirm.
        Kind::AutoConfirm => drop(act::confirm(tx, id, WorkConfirmer::Timer)),
        Kind::Paused => paused(tx, key, job),
        Kind::DisputeEvidence => act::after_evidence(tx, id),
        Kind::DisputeProposal => act::after_proposal(tx, id),
    }
    if tx.t.jobs.get(key) == Some(&job) {
        tx.t.jobs.remove(key);
    }
    Ok(())
}

fn expire(tx: &mut Tx, id: OfferId) -> act::Done {
    let Some(offer) = tx.t.offers.get(id).copied() else { return Ok(()) };
    let Some(row) = tx.booking(offer.booking) else { return Ok(()) };
    if offer.expires_at > tx.now {
        // This machine's clock is behind.
        let key = (Kind::ExpireOffer, id.uuid());
        tx.t.jobs.put(key, Job { asked: 1, ..Job::at(offer.expires_at) });
        return Ok(());
    }
    act::close_offer(tx, row, id, "expired")
}

fn paused(tx: &mut Tx, key: JobKey, job: Job) {
    let Some((since, looked)) = job.paused else { return };
    let Some(row) = tx.booking(key.1.into()) else { return };
    let now = tx.now;
    let Some(due) = row.booking.paused_since(since, looked, now) else { return };
    let next = match due {
        Waiting::Until(next) => Job { at: next, ..job },
        Waiting::Remind(next) => Job { at: next, paused: Some((since, now)), ..job },
        Waiting::Show(next) => {
            Job { at: next, paused: Some((since, now)), shown: job.shown + 1, ..job }
        }
    };
    tx.t.jobs.put(key, next);
}
