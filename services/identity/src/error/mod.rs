//! What can go wrong, by family: [`AuthError`] when somebody proves who they are, [`AccountError`]
//! when an account changes, [`PrivacyError`] around one's data, and [`Trouble`] underneath all.

mod trouble;

mod account;
mod auth;
mod privacy;

pub use account::AccountError;
pub use auth::AuthError;
pub use privacy::PrivacyError;
pub use trouble::Trouble;
