//! Routes of a booking's life, with the permission each needs.

use super::{
    admin, arrive, cancel, cancellation_preview, change_orders, checklist, complete, confirm_work,
    en_route, estimates, get, history, list, no_show, pause, pay, photos, reschedule, resume,
    start, trust,
};
use crate::App;
use httpkit::Router;
use httpkit::route::{guarded, open_to_keys};
use kernel::Permission::{
    self, BookingCancelOwn, BookingManageAll, BookingUpdateStatus, BookingViewAll,
    BookingViewAssigned, BookingViewOwn,
};
use kernel::Scope::{BookingsCancel, BookingsRead, BookingsReschedule};
use utoipa_axum::routes;

/// Either side.
const SEE_MINE: &[Permission] = &[BookingViewOwn, BookingViewAssigned];
/// Either side, or staff.
pub(super) const SEE: &[Permission] = &[BookingViewOwn, BookingViewAssigned, BookingViewAll];
/// The customer steers its own booking.
pub(super) const STEER_OWN: &[Permission] = &[BookingCancelOwn];
/// The bound provider moves it along.
pub(super) const WORK: &[Permission] = &[BookingUpdateStatus];
/// Either side ends or moves it.
pub(super) const END: &[Permission] = &[BookingCancelOwn, BookingUpdateStatus];
/// Staff looks.
pub(super) const SEE_ALL: &[Permission] = &[BookingViewAll];
/// Staff steers.
pub(super) const STEER_ALL: &[Permission] = &[BookingManageAll];

/// All of them.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(seeing())
        .merge(working())
        .merge(steering())
        .merge(deciding())
        .merge(staff())
        .merge(trust::routes())
}

fn seeing() -> Router<App> {
    Router::new()
        .routes(open_to_keys(BookingsRead, guarded(SEE_MINE, routes!(list::list_bookings))))
        .routes(open_to_keys(BookingsRead, guarded(SEE, routes!(get::get_booking))))
        .routes(open_to_keys(BookingsRead, guarded(SEE, routes!(history::get_booking_history))))
        .routes(open_to_keys(
            BookingsRead,
            guarded(SEE_MINE, routes!(cancellation_preview::preview_booking_cancellation)),
        ))
        .routes(open_to_keys(BookingsRead, guarded(SEE, routes!(estimates::list_estimates))))
        .routes(open_to_keys(
            BookingsRead,
            guarded(SEE, routes!(change_orders::list_change_orders)),
        ))
        .routes(open_to_keys(BookingsRead, guarded(SEE, routes!(photos::get_booking_photo))))
}

fn working() -> Router<App> {
    Router::new()
        .routes(guarded(WORK, routes!(en_route::start_journey)))
        .routes(guarded(WORK, routes!(arrive::arrive_at_booking)))
        .routes(guarded(WORK, routes!(start::start_booking)))
        .routes(guarded(WORK, routes!(pause::pause_booking)))
        .routes(guarded(WORK, routes!(resume::resume_booking)))
        .routes(guarded(WORK, routes!(checklist::tick_booking_checklist)))
        .routes(guarded(WORK, routes!(complete::complete_booking)))
        .routes(guarded(WORK, routes!(estimates::propose_estimate)))
        .routes(guarded(WORK, routes!(estimates::withdraw_estimate)))
        .routes(guarded(WORK, routes!(change_orders::propose_change_order)))
        .routes(guarded(WORK, routes!(change_orders::withdraw_change_order)))
        .routes(photos::with_limit(guarded(END, routes!(photos::add_booking_photo))))
}

fn steering() -> Router<App> {
    Router::new()
        .routes(open_to_keys(BookingsCancel, guarded(END, routes!(cancel::cancel_booking))))
        .routes(guarded(END, routes!(no_show::report_booking_no_show)))
        .routes(open_to_keys(
            BookingsReschedule,
            guarded(END, routes!(reschedule::reschedule_booking)),
        ))
        .routes(open_to_keys(
            BookingsReschedule,
            guarded(END, routes!(reschedule::accept_booking_reschedule)),
        ))
        .routes(open_to_keys(
            BookingsReschedule,
            guarded(END, routes!(reschedule::decline_booking_reschedule)),
        ))
}

fn deciding() -> Router<App> {
    Router::new()
        .routes(guarded(STEER_OWN, routes!(estimates::approve_estimate)))
        .routes(guarded(STEER_OWN, routes!(estimates::decline_estimate)))
        .routes(guarded(STEER_OWN, routes!(change_orders::approve_change_order)))
        .routes(guarded(STEER_OWN, routes!(change_orders::decline_change_order)))
        .routes(guarded(STEER_OWN, routes!(confirm_work::confirm_booking_work)))
        .routes(guarded(STEER_OWN, routes!(pay::pay_booking)))
}

fn staff() -> Router<App> {
    Router::new()
        .routes(guarded(SEE_ALL, routes!(admin::board::list_all_bookings)))
        .routes(guarded(SEE_ALL, routes!(admin::story::get_booking_story)))
        .routes(guarded(STEER_ALL, routes!(admin::moves::cancel_booking_as_operator)))
        .routes(guarded(STEER_ALL, routes!(admin::moves::override_booking_arrival)))
        .routes(guarded(STEER_ALL, routes!(admin::release::release_booking)))
        .routes(guarded(STEER_ALL, routes!(admin::hold::hold_booking)))
}
