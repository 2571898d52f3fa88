//! Pure decisions about money: no SQL, no clock, no HTTP.

pub mod account;
pub mod closing;
pub mod collect;
pub mod debt;
pub mod dispute;
pub mod explain;
pub mod fee;
pub mod invoice;
pub mod limits;
pub mod payment;
pub mod refund;
pub mod settling;
pub mod template;
pub mod transfer;

#[cfg(test)]
mod tests;
