//! `/api/v1/auth`: proving who one is.

pub mod log_in;
pub mod log_out;
pub mod log_out_everywhere;
pub mod refresh;
pub mod register;
pub mod request_code;
pub mod reset_password;
pub mod verify_code;

use kernel::{Invalid, PhoneNumber, Role};

/// The roles people may give themselves.
fn own_role(role: Role) -> Result<Role, Invalid> {
    if !role.is_operator() {
        return Ok(role);
    }
    Err(Invalid::new(
        "auth.role_not_open",
        "يمكنك التسجيل كعميل أو كفنّي فقط.",
        "You can register as a customer or as a provider only.",
    ))
}

/// A phone as typed.
fn phone(typed: &str) -> Result<PhoneNumber, Invalid> {
    if typed.trim().is_empty() { Err(Invalid::required()) } else { PhoneNumber::parse(typed) }
}
