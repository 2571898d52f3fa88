//! From memory to the tables: positions wait in a bounded backlog and are written in batches.
//! A request never waits for this, and an outage of the database costs the oldest rows at worst.

mod backlog;
mod writer;

pub use backlog::Backlog;
pub use writer::Writer;
