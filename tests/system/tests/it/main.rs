//! The whole system as its users have it: the built program, over HTTP, on a real PostgreSQL, in
//! one process and in one process a service. Every answer is held against the OpenAPI document.

mod bad_input;
mod bad_luck;
mod canary;
mod forged_tokens;
mod hostile;
mod limits;
mod partners;
mod permissions;
mod technicians;
mod whole_bookings;

pub(crate) use system_tests::{self as harness, visits};
