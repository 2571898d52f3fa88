//! What ratings do when others' facts arrive.

mod on_booking_completed;
mod personal_data;

pub use on_booking_completed::OnBookingCompleted;
pub use personal_data::Keeps;
