//! The search for a provider, as facts that `dispatch` decides from, and as words for staff.

mod facts;
mod notes;
mod searching;

pub use facts::{Live, candidate, search};
pub use notes::{fate_note, gate_note, gate_of, method_note, term_advice, term_note};
pub use searching::{Searching, next_after};
