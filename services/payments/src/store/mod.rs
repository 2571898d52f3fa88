//! All SQL of the service. Functions take the caller's connection; whoever began commits.

pub mod bookings;
pub mod disputes;
pub mod ledger;
pub mod payments;
pub mod people;
pub mod providers;
pub mod receipts;
pub mod rollups;
pub mod settlements;
pub mod wallets;
pub mod warranties;

use chassis::StoreError;

/// A stored value that no code of ours writes.
pub(crate) fn impossible(column: &str, value: &str) -> StoreError {
    sqlx::Error::Decode(format!("payments.{column} holds {value:?}").into()).into()
}
