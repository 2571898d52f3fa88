//! Sharing a journey with somebody who has no account.

mod links;
mod shared_journey;

use crate::app::App;
use chassis::limits::{RateLimiter, Rule};
use httpkit::Router;
use httpkit::route::{guarded, limited, public};
use kernel::Permission as P;
use utoipa_axum::routes;

/// Looks through links: a page looks every few seconds, and many people may share an address.
const LOOKS: Rule = Rule { name: "shared_journey", window_s: 60, max: 60, skip_successful: false };

/// Its routes.
pub fn router(limiter: &RateLimiter) -> Router<App> {
    let own = &[P::BookingViewOwn];
    Router::new()
        .routes(guarded(own, routes!(links::create_share_link, links::list_share_links)))
        .routes(guarded(own, routes!(links::revoke_share_link)))
        .routes(limited(limiter, &LOOKS, public(routes!(shared_journey::show_shared_journey))))
}
