//! The payments service against a real PostgreSQL.

mod bookings;
mod concurrency;
mod disputes;
mod invariants;
mod operators;
mod screens;
mod sequences;
mod sweep;
mod world;
