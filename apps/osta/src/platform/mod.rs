//! The platform in one process: engines, the chosen services, the log that connects them.

mod assembly;
mod driver;
mod engines;
mod openapi;
mod selection;
mod views;

pub use assembly::{MIGRATIONS, Platform};
pub use driver::{Driver, Person};
pub use engines::Engines;
pub use openapi::openapi;
pub use selection::{SERVICES, Selection};
