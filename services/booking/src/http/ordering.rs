//! Routes of ordering: creation, offers, assignment by hand.

use super::{admin, blocks, create, favourites, not_me, offers, search_again};
use crate::App;
use chassis::limits::BOOKING_CREATION;
use httpkit::Router;
use httpkit::route::{guarded, limited_command, open_to_keys};
use kernel::Permission::{
    self, BookingCreate, BookingManageAll, BookingUpdateStatus, BookingViewAll, BookingViewAssigned,
};
use kernel::Scope::BookingsCreate;
use utoipa_axum::routes;

/// Customers order.
const ORDER: &[Permission] = &[BookingCreate];
/// Providers see what is offered to them.
const SEE_OFFERS: &[Permission] = &[BookingViewAssigned];
/// Providers answer.
const ANSWER: &[Permission] = &[BookingUpdateStatus];
/// Either side says whom it doesn't want to meet.
const BLOCK: &[Permission] = &[BookingCreate, BookingViewAssigned];
/// Staff looks.
const SEE_WHY: &[Permission] = &[BookingViewAll];
/// Staff assigns.
const ASSIGN: &[Permission] = &[BookingManageAll];

/// Creating bookings, offers and assignment.
pub fn routes(app: &App) -> Router<App> {
    let creation = guarded(ORDER, routes!(create::create_booking));
    let creation = open_to_keys(BookingsCreate, creation);
    Router::new()
        .routes(limited_command(&app.chassis, &BOOKING_CREATION, creation))
        .routes(guarded(ORDER, routes!(search_again::search_again)))
        .routes(guarded(SEE_OFFERS, routes!(offers::list_offers)))
        .routes(guarded(ANSWER, routes!(offers::accept_offer)))
        .routes(guarded(ANSWER, routes!(offers::decline_offer)))
        .routes(guarded(ANSWER, routes!(offers::accept_booking)))
        .routes(guarded(ANSWER, routes!(offers::decline_booking)))
        .routes(guarded(SEE_WHY, routes!(admin::matching::get_booking_matching)))
        .routes(guarded(ASSIGN, routes!(admin::assign::assign_booking)))
        .routes(guarded(SEE_OFFERS, routes!(not_me::list_searches)))
        .routes(guarded(ORDER, routes!(favourites::list_favourites)))
        .routes(guarded(ORDER, routes!(favourites::add_favourite)))
        .routes(guarded(ORDER, routes!(favourites::remove_favourite)))
        .routes(guarded(BLOCK, routes!(blocks::list_blocks)))
        .routes(guarded(BLOCK, routes!(blocks::add_block)))
        .routes(guarded(BLOCK, routes!(blocks::remove_block)))
}
