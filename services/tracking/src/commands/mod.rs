//! Use cases that keep something.

pub mod keep_signals;
pub mod keep_zones;
pub mod report_fixes;
pub mod share;
pub mod show_journeys;
pub mod show_track;
pub mod sos;
