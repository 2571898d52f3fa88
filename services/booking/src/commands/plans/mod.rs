//! Maintenance plans: making one, changing it, and ordering its visits.

pub mod change;
pub mod create;
mod error;
pub mod order_visit;
pub mod skip;

pub use error::PlanError;
