//! The platform over HTTP: JSON and one row beside Node's frameworks, commands beside pgbench.

pub mod commands;
pub mod load;
pub mod reads;
pub mod recorded;
pub mod town;
