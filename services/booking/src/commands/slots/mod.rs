//! Times that can be kept: finding them, holding one, and giving the held one to a booking.

pub mod find;
pub mod give_back;
pub mod hold;
pub mod holidays;
pub mod seat;
pub mod terms;
pub mod use_hold;

pub use terms::Terms;
