//! The subcommands that are neither `up` nor `doctor`, one file each.

pub mod dev_postgres;
pub mod journey;
pub mod keys;
pub mod migrate;
pub mod openapi;
pub mod sandbox;
pub mod serve;
pub mod verify_record;
pub mod with_postgres;
