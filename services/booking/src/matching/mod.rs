//! The search for a provider, as facts that `dispatch` decides from.

mod facts;

pub use facts::{Live, candidate, search};
