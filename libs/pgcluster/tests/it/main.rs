//! The private PostgreSQL, started for real.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod damage;
mod lifecycle;
mod support;
