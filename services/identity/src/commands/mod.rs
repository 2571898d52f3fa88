//! Use cases: begin, load, decide, save, tell, commit.

pub mod open_session;

pub mod end_sessions;
pub mod log_in;
pub mod log_out;
pub mod refresh;
pub mod register;
pub mod request_code;
pub mod reset_password;
pub mod verify_code;

pub mod change_password;
pub mod remove_address;
pub mod request_deletion;
pub mod request_export;
pub mod save_address;
pub mod set_consents;
pub mod update_profile;

pub mod create_operator;
pub mod reinstate;
pub mod rotate_keys;
pub mod suspend;
pub mod view_user;

pub mod api_keys;
pub mod save_partner;
