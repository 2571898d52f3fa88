//! What screens show.

pub mod earnings;
pub mod ledger;
pub mod lines;
pub mod methods;
pub mod payments;
pub mod receipt;
pub mod settings;
pub mod trial_balance;
pub mod wallet;
