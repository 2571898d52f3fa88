//! Times that can be kept: finding and holding them, plans, and days of technicians.

mod finding;
mod holding;
mod planning;
mod races;
mod world;
