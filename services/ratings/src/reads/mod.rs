//! Answers for screens.

pub mod lists;
