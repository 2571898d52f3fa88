//! Who gets whom when several bookings want the same providers: assignment at minimum total cost.
//!
//! A [`Problem`] is bipartite and sparse: rows (bookings) with edges to the few columns (providers)
//! that could serve them, each with a whole-number cost, and a price of staying without. Every row
//! gets at most one column and every column at most one row. [`exact`] finds the least total,
//! [`greedy`] takes the cheapest pair again and again, [`adaptive`] chooses between the two.
//!
//! All three are deterministic: they count steps, never time, so that a stored problem is solved
//! the same for ever.

mod adaptive;
mod exact;
mod greedy;
mod problem;
#[cfg(test)]
mod tests;

pub use adaptive::{Method, Solved, adaptive};
pub use exact::{Exact, exact};
pub use greedy::greedy;
pub use problem::{Assignment, Problem, ProblemError};
