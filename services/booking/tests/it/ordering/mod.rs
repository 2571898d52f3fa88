//! Ordering: from a quote to a bound technician.

mod assign;
mod creation;
mod gates;
mod offers;
mod races;
mod rounds;
pub mod world;
