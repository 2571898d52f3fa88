//! All SQL of the service. Functions that take a connection of a transaction end in `_in_tx`;
//! whoever began it commits.

pub mod backups;
pub mod batches;
pub mod bookings;
pub mod calendar;
pub mod candidates;
pub mod compensations;
pub mod directory;
pub mod drop_outs;
pub mod history;
pub mod holds;
pub mod holidays;
pub mod journeys;
pub mod lines;
pub mod offers;
pub mod people;
pub mod photos;
pub mod preferences;
pub mod proposals;
pub mod reschedules;
mod rows;
pub mod search_queue;
pub mod searches;
pub mod slots;
pub mod stats;
pub mod tags;
