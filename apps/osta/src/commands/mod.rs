//! The subcommands that are neither `up` nor `doctor`, one file each.

pub mod dev_postgres;
pub mod with_postgres;
