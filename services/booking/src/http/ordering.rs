//! Routes of ordering: creation, offers, assignment by hand.

use super::{create, offers};
use crate::App;
use chassis::limits::BOOKING_CREATION;
use httpkit::Router;
use httpkit::route::{guarded, limited};
use kernel::Permission::{self, BookingCreate, BookingUpdateStatus, BookingViewAssigned};
use utoipa_axum::routes;

/// Customers order.
const ORDER: &[Permission] = &[BookingCreate];
/// Providers see what is offered to them.
const SEE_OFFERS: &[Permission] = &[BookingViewAssigned];
/// Providers answer.
const ANSWER: &[Permission] = &[BookingUpdateStatus];

/// Creating bookings, offers and assignment.
pub fn routes(app: &App) -> Router<App> {
    let creation = guarded(ORDER, routes!(create::create_booking));
    Router::new()
        .routes(limited(&app.chassis.limiter, &BOOKING_CREATION, creation))
        .routes(guarded(SEE_OFFERS, routes!(offers::list_offers)))
        .routes(guarded(ANSWER, routes!(offers::accept_offer)))
        .routes(guarded(ANSWER, routes!(offers::decline_offer)))
        .routes(guarded(ANSWER, routes!(offers::accept_booking)))
        .routes(guarded(ANSWER, routes!(offers::decline_booking)))
}
