//! Ordering: from a quote to a bound technician.

mod assign;
mod batches;
mod creation;
mod gates;
mod offers;
mod preferences;
mod races;
mod rounds;
pub mod world;
