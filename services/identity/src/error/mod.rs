//! What can go wrong, by family: [`AuthError`] when somebody proves who they are, [`AccountError`]
//! when an account changes, [`PrivacyError`] around one's data,
//! [`PartnerError`] around partners and their keys, and [`Trouble`] underneath all.

mod trouble;

mod account;
mod auth;
mod partner;
mod privacy;

pub use account::AccountError;
pub use auth::AuthError;
pub use partner::PartnerError;
pub use privacy::PrivacyError;
pub use trouble::Trouble;
