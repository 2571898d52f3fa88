//! The public API of ratings.

mod decide;
mod dto;
mod list;
mod rate;
mod reply;

pub use dto::{
    HeldRatingOut, OwnRatingOut, PendingRatingOut, RatingOut, ReputationOut, SubmittedOut,
};

use crate::App;
use httpkit::Router;
use httpkit::route::{guarded, public};
use kernel::Permission as P;
use utoipa_axum::routes;

/// All routes.
pub fn router(app: App) -> Router {
    Router::new()
        .routes(guarded(&[P::BookingViewOwn, P::BookingViewAssigned], routes!(rate::create_rating)))
        .routes(guarded(
            &[P::BookingViewOwn, P::BookingViewAssigned],
            routes!(list::list_pending_ratings),
        ))
        .routes(guarded(
            &[P::BookingViewOwn, P::BookingViewAssigned, P::BookingViewAll],
            routes!(list::list_booking_ratings),
        ))
        .routes(public(routes!(list::list_provider_ratings)))
        .routes(guarded(&[P::BookingViewAssigned], routes!(reply::reply_to_rating)))
        .routes(guarded(&[P::UserManageAll], routes!(list::list_held_ratings)))
        .routes(guarded(&[P::UserManageAll], routes!(decide::release_rating)))
        .routes(guarded(&[P::UserManageAll], routes!(decide::remove_rating)))
        .with_state(app)
}
