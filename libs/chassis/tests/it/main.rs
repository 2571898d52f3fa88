//! The chassis on real engines: PostgreSQL, Redis, an S3 server.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says why by failing")]

mod bus;
mod cache;
mod crypto;
mod fixture;
mod idempotency;
mod jobs;
mod limits;
mod redis_server;
mod storage;
mod telemetry;
