//! The catalog through its routes, on a real database.

mod admin;
mod browse;
mod demo;
mod fixture;
mod port;
mod quotes;
mod routes;
mod search;
mod zones;
