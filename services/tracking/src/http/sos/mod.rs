//! Alarms.

mod admin;
mod raise;
mod wire;

use crate::app::App;
use httpkit::Router;
use httpkit::route::guarded;
use kernel::Permission as P;
use utoipa_axum::routes;

/// Its routes.
pub fn router() -> Router<App> {
    let people = &[P::BookingViewOwn, P::BookingViewAssigned];
    Router::new()
        .routes(guarded(people, routes!(raise::raise_sos, raise::show_own_sos)))
        .routes(guarded(&[P::BookingViewAll], routes!(admin::list_sos)))
        .routes(guarded(&[P::BookingViewAll], routes!(admin::show_sos)))
        // Whoever is on duty may say that it looks after somebody in danger.
        .routes(guarded(&[P::BookingViewAll], routes!(admin::acknowledge_sos)))
        .routes(guarded(&[P::BookingManageAll], routes!(admin::close_sos)))
}
