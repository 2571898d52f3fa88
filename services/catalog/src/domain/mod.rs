//! Pure decisions: when a quote is refused, and what it's made of.

pub mod area;
pub mod codes;
pub mod hours;
pub mod pricing;
pub mod promotion;
pub mod refusal;
pub mod search;
pub mod service;
pub mod start;
pub mod zone;
