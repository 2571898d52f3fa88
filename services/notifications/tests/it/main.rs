//! The service on a real PostgreSQL, with an SMS provider and a mail server that speak their real
//! wire formats.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod alarms;
mod chat;
mod choices;
mod claims;
mod codes;
mod deliveries;
mod fixture;
mod inbox;
mod operators;
mod push;
mod quiet_hours;
mod support;
mod sweep;
mod telling;
mod webhooks;
mod wire;
