//! The `osta` program: everything a newcomer, a developer or an operator can ask of the platform.
//!
//! [`cli`] lists the subcommands, one file each under [`commands`], and
//! [`serve`] is where the platform itself starts.

pub mod cli;
pub mod commands;
pub mod demo;
pub mod doctor;
pub mod home;
pub mod platform;
pub mod sandbox;
pub mod serve;
pub mod shutdown;
pub mod trouble;
pub mod up;
pub mod visit;
pub mod world;
