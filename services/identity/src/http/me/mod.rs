//! `/api/v1/me`: one's own account.

pub mod address;
pub mod addresses;
pub mod consents;
pub mod deletion;
pub mod exports;
pub mod password;
pub mod profile;
pub mod sessions;
