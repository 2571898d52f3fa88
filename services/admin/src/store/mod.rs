//! SQL of admin.

pub mod audit;
pub mod facts;
