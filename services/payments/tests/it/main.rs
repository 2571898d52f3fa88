//! The payments service against a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says why by failing")]

mod bookings;
mod concurrency;
mod disputes;
mod invariants;
mod operators;
mod screens;
mod sequences;
mod settings;
mod standing;
mod sweep;
mod trust;
mod world;
