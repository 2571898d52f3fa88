//! The service through its router on a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says why by failing")]

mod fakes;
mod stage;

mod agenda;
mod board;
mod cancel;
mod disputes;
mod job_record;
mod life;
mod ordering;
mod paused;
mod payments;
mod proof;
mod proposals;
mod queues;
mod races;
mod refusals;
mod reschedule;
mod settings;
mod slots;
mod store;
mod sweep;
mod trials;
mod warranty;
