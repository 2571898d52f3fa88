//! Timers of the service.

pub mod apply_debt_limits;
pub mod roll_up;
