//! A private PostgreSQL with PostGIS: its own data folder and unix socket, no TCP port, never an
//! existing cluster.
//!
//! [`Cluster::start`] makes the data folder when it is missing, cleans up after a run that was
//! killed, starts the server in a process group of its own (so that Ctrl-C reaches us first) and
//! waits until it takes connections. The kernel stops the server when we die.

mod account;
mod binaries;
mod cluster;
mod error;
mod files;
mod orphan;
mod server;
mod settings;
mod temporary;

pub use account::Account;
pub use binaries::Binaries;
pub use cluster::{Cluster, Detached, Options};
pub use error::Error;
pub use settings::Durability;
pub use temporary::TemporaryFolder;
