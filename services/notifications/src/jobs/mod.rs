//! Background work: deliveries, and forgetting them.

mod deliver;
mod forget;

pub use deliver::Deliver;
pub use forget::Forget;

/// The kind of the jobs that deliver ordinary messages.
pub const DELIVER: &str = "deliver";
/// The kind of the jobs that deliver codes, which have a lane of their own.
pub const DELIVER_CODE: &str = "deliver_code";
