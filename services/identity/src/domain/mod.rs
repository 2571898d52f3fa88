//! Pure decisions: no SQL, no clock, no HTTP.

pub mod account;
pub mod address;
pub mod api_key;
pub mod consent;
pub mod deletion;
pub mod otp;
pub mod password;
pub mod session;
