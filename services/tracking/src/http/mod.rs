//! The public endpoints.

mod live_map;
mod locations;
mod locations_batch;
mod provider_track;
mod share;
mod sos;
mod track;
mod wire;

use crate::app::App;
use httpkit::Router;
use httpkit::route::{guarded, open_to_keys};
use kernel::{Permission as P, Scope};
use utoipa_axum::routes;

/// All routes of the service.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(share::router(&app.chassis.limiter))
        .merge(sos::router())
        .routes(guarded(&[P::BookingUpdateStatus], routes!(locations::report_location)))
        .routes(guarded(&[P::BookingUpdateStatus], routes!(locations_batch::report_location_batch)))
        .routes(open_to_keys(
            Scope::TrackingRead,
            guarded(
                &[P::BookingViewOwn, P::BookingViewAssigned, P::BookingViewAll],
                routes!(track::track_booking),
            ),
        ))
        .routes(guarded(&[P::BookingViewAll], routes!(live_map::show_live_map)))
        .routes(guarded(&[P::UserManageAll], routes!(provider_track::show_provider_track)))
        .with_state(app)
}
