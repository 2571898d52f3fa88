//! The rules: who may move where, what papers are needed, what a file, an area, a week and a price
//! must look like. No SQL, no clock, no HTTP.

pub mod appeals;
pub mod areas;
pub mod documents;
pub mod hours;
pub mod names;
pub mod prices;
pub mod verification;
