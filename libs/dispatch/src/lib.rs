#![doc = include_str!("../README.md")]

pub mod assignment;
pub mod batch;
pub mod bayes;
pub mod cost;
pub mod decide;
pub mod facts;
pub mod gates;
pub mod grid;
pub mod hours;
pub mod rounds;
pub mod route;
#[cfg(test)]
mod samples;
pub mod travel;
pub mod trial;
pub mod weights;

pub use batch::{Batch, BatchId, BatchPart, Given, decide_batch};
pub use cost::{Score, Terms, cost};
pub use decide::{Decision, Fate, Outcome, Record, Rules, decide, decide_given};
pub use facts::{Candidate, Languages, Mode, Offering, Reach, Search};
pub use gates::{Gate, failing_gates, first_failing_gate};
pub use grid::{Entry, Found, Grid, Tags};
pub use hours::HourKind;
pub use rounds::{Next, Policy, Round, next_round};
pub use trial::Trial;
pub use weights::Weights;
