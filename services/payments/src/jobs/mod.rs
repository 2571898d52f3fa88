//! Timers of the service.

pub mod roll_up;
