//! What the catalog does when others' facts arrive.

mod on_booking;
mod on_provider_changed;
mod on_service_score_changed;

pub use on_booking::OnBooking;
pub use on_provider_changed::OnProviderChanged;
pub use on_service_score_changed::OnServiceScoreChanged;
