//! All SQL of this service. Functions that take a connection take it first and end in `_in_tx`.

pub mod areas;
pub mod decisions;
pub mod documents;
pub mod erase;
pub mod known;
pub mod overdue;
pub mod profiles;
pub mod schedule;
pub mod services;
pub mod snapshot;

use chassis::StoreError;

/// A row that the code can't understand: a fault of ours, named for the log.
pub(crate) fn inconsistent(what: &'static str) -> StoreError {
    StoreError(sqlx::Error::Decode(format!("inconsistent row: {what}").into()))
}
