//! The catalog through its routes, on a real database.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says why by failing")]

mod admin;
mod browse;
mod changes;
mod demo;
mod fixture;
mod port;
mod promotions;
mod quotes;
mod routes;
mod search;
mod service_page;
mod zones;
