//! Routes of ordering: creation, offers, assignment by hand.

use crate::App;
use httpkit::Router;

/// Creating bookings, offers and assignment.
pub fn routes(_app: &App) -> Router<App> {
    Router::new()
}
