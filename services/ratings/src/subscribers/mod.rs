//! What ratings do when others' facts arrive.

mod on_booking_completed;

pub use on_booking_completed::OnBookingCompleted;
