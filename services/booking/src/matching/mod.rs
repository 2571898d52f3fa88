//! The search for a provider, as facts that `dispatch` decides from, and as words for staff.

mod facts;
mod notes;

pub use facts::{Live, candidate, search};
pub use notes::{fate_note, gate_note, gate_of};
