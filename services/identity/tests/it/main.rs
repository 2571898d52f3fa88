//! Identity through its router, on a real database.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says why by failing")]

mod fixture;

mod addresses;
mod codes;
mod demo;
mod jobs;
mod limits;
mod log_in;
mod operators;
mod partners;
mod password;
mod port;
mod privacy;
mod profile;
mod refresh;
mod register;
mod sealed;
mod sessions;
mod sweep;
mod tokens;
