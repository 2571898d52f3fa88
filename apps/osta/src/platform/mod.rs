//! The platform in one process: engines, the chosen services, the log that connects them.

mod assembly;
mod engines;
mod selection;

pub use assembly::{MIGRATIONS, Platform};
pub use engines::Engines;
pub use selection::{SERVICES, Selection};
