//! Use cases. Those that follow a booking run in the transaction of its event; those of operators
//! begin and commit their own.

pub mod adjust_wallet;
pub mod close_cancelled;
pub mod collect_owed;
pub mod compensate;
pub mod decide_dispute;
pub mod hold_dispute;
pub mod open_payment;
pub mod operator;
pub mod pay_out;
pub mod pay_warranty_visit;
pub mod reverse_entry;
pub mod settle_debt;
pub mod settle_job;
