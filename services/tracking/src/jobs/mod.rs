//! Timers.

mod escalate_sos;

pub use escalate_sos::{ESCALATE_SOS, EscalateSos};
