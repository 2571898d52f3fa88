//! The tracking service through its router, its port and its tables, on a real PostgreSQL.

#![allow(clippy::unwrap_used, reason = "a failed expectation ends the test, also in helpers")]

mod fixture;
mod history;
mod journeys;
mod locations;
mod maps;
mod port;
mod privacy;
mod restart;
mod shares;
mod sos;
mod sweep;
mod track;
mod zones;
