//! What happens here when others' facts arrive. The live picture is told at once, before the
//! commit: the facts did happen, and a batch that has to be applied again changes nothing.

mod on_booking;
mod on_provider_changed;
mod on_zone_changed;
mod personal_data;

pub use on_booking::OnBooking;
pub use on_provider_changed::OnProviderChanged;
pub use on_zone_changed::OnZoneChanged;
pub use personal_data::Keeps;
