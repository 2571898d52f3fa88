//! Webhooks: partners' programs are told what becomes of their bookings, after the Standard
//! Webhooks specification: signed, tried again with growing waits, noted and replayable. One message
//! for each event and endpoint; what it says is what the partner would read at `GET /bookings/{id}`
//! when it is first sent.

pub mod address;
mod attempt;
mod compose;
pub mod endpoints;
mod error;
mod http;
pub mod jobs;
pub mod note;
mod reads;
mod replay;
mod schedule;
mod sender;
pub mod signing;
mod store;
mod types;

pub use sender::Hooks;

use crate::app::App;
use chassis::limits::Rule;
use httpkit::Router;
use httpkit::route::{guarded, keys_only, limited};
use kernel::{Permission, Scope};
use utoipa_axum::routes;

/// Messages on demand: tests and replays.
const ON_DEMAND: Rule =
    Rule { name: "webhooks_on_demand", window_s: 60, max: 6, skip_successful: false };

/// Who looks after partners.
const STAFF: &[Permission] = &[Permission::UserManageAll];

/// The routes.
pub fn routes(app: &App) -> Router<App> {
    own_routes(app).merge(admin_routes(app))
}

fn own_routes(app: &App) -> Router<App> {
    let limiter = &app.chassis.limiter;
    let scope = Some(Scope::WebhooksManage);
    let test = keys_only(scope, routes!(http::own::test_webhook_endpoint));
    let failures = keys_only(scope, routes!(http::own::replay_webhook_failures));
    Router::new()
        .routes(keys_only(
            scope,
            routes!(http::own::list_webhook_endpoints, http::own::create_webhook_endpoint),
        ))
        .routes(keys_only(
            scope,
            routes!(
                http::own::get_webhook_endpoint,
                http::own::change_webhook_endpoint,
                http::own::delete_webhook_endpoint
            ),
        ))
        .routes(keys_only(scope, routes!(http::own::rotate_webhook_secret)))
        .routes(limited(limiter, &ON_DEMAND, test))
        .routes(keys_only(scope, routes!(http::own::list_webhook_messages)))
        .routes(keys_only(scope, routes!(http::own::get_webhook_message)))
        .routes(keys_only(scope, routes!(http::own::replay_webhook_message)))
        .routes(limited(limiter, &ON_DEMAND, failures))
}

fn admin_routes(app: &App) -> Router<App> {
    let limiter = &app.chassis.limiter;
    let test = guarded(STAFF, routes!(http::admin::test_partner_webhook_endpoint));
    let failures = guarded(STAFF, routes!(http::admin::replay_partner_webhook_failures));
    Router::new()
        .routes(guarded(
            STAFF,
            routes!(
                http::admin::list_partner_webhook_endpoints,
                http::admin::create_partner_webhook_endpoint
            ),
        ))
        .routes(guarded(
            STAFF,
            routes!(
                http::admin::get_partner_webhook_endpoint,
                http::admin::change_partner_webhook_endpoint,
                http::admin::delete_partner_webhook_endpoint
            ),
        ))
        .routes(guarded(STAFF, routes!(http::admin::rotate_partner_webhook_secret)))
        .routes(limited(limiter, &ON_DEMAND, test))
        .routes(guarded(STAFF, routes!(http::admin::list_partner_webhook_messages)))
        .routes(guarded(STAFF, routes!(http::admin::get_partner_webhook_message)))
        .routes(guarded(STAFF, routes!(http::admin::replay_partner_webhook_message)))
        .routes(limited(limiter, &ON_DEMAND, failures))
}
