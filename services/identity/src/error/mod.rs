//! What can go wrong, by family: [`AuthError`] when somebody proves who they are, [`AccountError`]
//! when an account changes, and [`Trouble`] underneath both.

mod trouble;

mod account;
mod auth;

pub use account::AccountError;
pub use auth::AuthError;
pub use trouble::Trouble;
