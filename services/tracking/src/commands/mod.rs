//! Use cases that keep something.

pub mod report_fixes;
pub mod show_track;
