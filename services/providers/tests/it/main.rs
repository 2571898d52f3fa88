//! The providers service through its router, on a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says why by failing")]

mod appeals;
mod application;
mod card;
mod demo;
mod documents;
mod expiry;
mod fixture;
mod offering;
mod others;
mod overdue;
mod personal_data;
mod retention;
mod review;
mod routes;
mod schedule;
