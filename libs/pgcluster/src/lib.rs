//! A private PostgreSQL with PostGIS: its own data folder and unix socket, no TCP port, never an
//! existing cluster.
//!
//! [`Cluster::start`] makes the data folder when it is missing, cleans up after a run that was
//! killed, starts the server in a process group of its own (so that Ctrl-C reaches us first) and
//! waits until it takes connections. The kernel stops the server when we die. [`Throwaway`] is a
//! cluster for one test run, [`Detached`] one that outlives the program that started it.
//!
//! The crate stands alone, so that `cargo xtask` can have a database while the services do not
//! compile.

mod account;
mod binaries;
mod cluster;
mod detached;
mod error;
mod files;
mod orphan;
mod server;
mod settings;
mod throwaway;

pub use account::Account;
pub use binaries::Binaries;
pub use cluster::{Cluster, Options};
pub use detached::Detached;
pub use error::Error;
pub use files::short_hash;
pub use server::Ended;
pub use settings::Durability;
pub use throwaway::Throwaway;
