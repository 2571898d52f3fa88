//! Ratings: what people say of each other, and what that makes of their reputation.
//!
//! **Owns** schema `ratings`: completed bookings, ratings, reputations, scores of services.
//! **Publishes** `rating.revealed`, `rating.reputation_changed`, `rating.service_score_changed`,
//! `operator.acted`.
//! **Consumes** `booking.completed`, `user.erased` (words go, stars stay).
//!
//! **Invariants**: only a completed booking is rated, by its own two sides, once each (a unique
//! constraint), within 14 days; until both have rated or the time is over nobody sees either
//! rating, and no average, count or event gives one away; a written rating never changes (a
//! trigger); a reputation is a Bayesian average of visible ratings with time decay.

mod commands;
mod domain;
mod http;
mod jobs;
mod reads;
mod store;
mod subscribers;

use chassis::bus::Subscription;
use chassis::jobs::Jobs;
use chassis::privacy::{PersonalData, follow, work};
use chassis::{Chassis, Migrations};
use httpkit::ServiceParts;
use std::sync::Arc;

/// The migrations of schema `ratings`.
pub const MIGRATIONS: Migrations =
    Migrations { schema: "ratings", migrator: &sqlx::migrate!("./migrations") };

/// What the service's code shares. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) chassis: Chassis,
}

/// Assembles the service.
#[must_use]
pub fn parts(chassis: Chassis) -> ServiceParts {
    let app = App { chassis: chassis.clone() };
    let data: Arc<dyn PersonalData> = Arc::new(subscribers::Keeps);
    let (db, world) = (chassis.db.clone(), chassis.world.clone());
    let subscription = Subscription::new("ratings", db.clone(), world.clone())
        .on(subscribers::OnBookingCompleted { world: world.clone() });
    let jobs = Jobs::new("ratings", db, world.clone())
        .timer(jobs::Reveal { world: world.clone() })
        .recurring(jobs::Fade { world });
    ServiceParts {
        subscription: Some(follow(subscription, &chassis, &data)),
        jobs: Some(work(jobs, &chassis, &data)),
        ..ServiceParts::new("ratings", http::router(app))
    }
}
