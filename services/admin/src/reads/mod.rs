//! Answers for operators' screens.

pub mod audit;
pub mod kpis;
pub mod system;
