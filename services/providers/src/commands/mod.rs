//! What people do, one use case a file: begin, load, decide, save, tell, commit.

pub mod appeal;
pub mod apply;
pub mod change_exceptions;
pub mod change_profile;
pub mod decide_appeal;
pub mod decide_document;
pub mod decide_provider;
pub mod lift_suspension;
pub mod read_document;
pub mod reveal_national_id;
pub mod set_areas;
pub mod set_availability;
pub mod set_hours;
pub mod set_services;
pub mod submit;
pub mod tell;
pub mod upload_document;
