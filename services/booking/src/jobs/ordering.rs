//! Jobs of ordering: searches, offers that expire, bookings that nobody can do.

use super::batch::SearchBatch;
use super::expire_offer::ExpireOffer;
use super::forget_answers::ForgetAnswers;
use super::give_up::GiveUp;
use super::search::Search;
use crate::App;
use chassis::jobs::Jobs;

/// Adds them.
#[must_use]
pub fn add(jobs: Jobs, app: &App) -> Jobs {
    jobs.effect(Search(app.clone()))
        .effect(SearchBatch(app.clone()))
        .timer(ExpireOffer(app.clone()))
        .timer(GiveUp(app.clone()))
        .recurring(ForgetAnswers(app.clone()))
}
