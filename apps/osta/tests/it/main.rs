//! The program as a person uses it: started, interrupted, killed, started again; as whoever runs
//! the tests and, when that is root, as an ordinary user too.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod doctor;
mod privacy;
mod program;
mod sandbox;
mod up;
mod with_postgres;
