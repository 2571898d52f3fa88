//! Deterministic simulation: one seed decides the clock, chance, the order of everything and what
//! goes wrong, and the product's own pure decisions are held to their laws after every step.
//!
//! The stage is ours: an in-memory database with snapshots and compare-and-swap ([`store`]), a bus
//! ([`bus`]), jobs ([`timers`]), people ([`people`]) and the order of steps of each command
//! ([`act`], [`money`]). Every decision is the product's: `booking::domain`, `booking::matching`,
//! `dispatch`, `contracts::price` and `payments::domain`. `docs/simulation.md` says what that finds
//! and what it can't.

pub mod act;
pub mod agenda;
pub mod asks;
pub mod bus;
pub mod chance;
pub mod defect;
pub mod laws;
pub mod money;
pub mod people;
pub mod plan;
pub mod rest;
pub mod rows;
pub mod run;
pub mod store;
pub mod table;
pub mod timers;

pub use defect::Defect;
pub use run::{Outcome, play};
