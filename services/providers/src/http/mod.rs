//! The routes and what they need.

mod admin;
mod card;
mod content;
mod me;
mod requirements;

use crate::App;
use axum::extract::DefaultBodyLimit;
use chassis::limits::Rule;
use httpkit::Router;
use httpkit::route::{guarded, limited, limited_command, operations, public};
use kernel::Permission;
use utoipa::openapi::RefOr;
use utoipa_axum::router::{UtoipaMethodRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

/// Applications of one account: nobody tries national IDs here.
const APPLICATIONS: Rule =
    Rule { name: "provider_applications", window_s: 3600, max: 10, skip_successful: false };
/// Uploads of one account.
const UPLOADS: Rule =
    Rule { name: "provider_uploads", window_s: 3600, max: 60, skip_successful: false };
/// National IDs that one operator reads in clear.
const REVEALS: Rule =
    Rule { name: "national_id_reveals", window_s: 3600, max: 60, skip_successful: false };

/// The longest upload: the file and the form around it.
const UPLOAD_LIMIT: usize = crate::commands::upload_document::MAX_BYTES + 64 * 1024;

/// Only providers hold this permission, so it also keeps customers and staff out.
const OWN: &[Permission] = &[Permission::ScheduleManageOwn];
const STAFF: &[Permission] = &[Permission::UserManageAll];

/// All routes of this service.
pub fn router(app: App) -> Router {
    let limiter = app.chassis.limiter.clone();
    let upload =
        mine(routes!(me::documents::upload_document)).layer(DefaultBodyLimit::max(UPLOAD_LIMIT));
    Router::new()
        .routes(limited_command(
            &app.chassis,
            &APPLICATIONS,
            mine(routes!(me::apply::apply_as_provider)),
        ))
        .routes(mine(routes!(me::profile::get_my_provider)))
        .routes(mine(routes!(me::profile::change_my_provider)))
        .routes(mine(routes!(me::profile::get_my_checklist)))
        .routes(limited_command(&app.chassis, &UPLOADS, upload))
        .routes(mine(routes!(me::documents::list_my_documents)))
        .routes(mine(routes!(me::documents::get_my_document_content)))
        .routes(mine(routes!(me::profile::submit_application)))
        .routes(mine(routes!(me::services::get_my_services)))
        .routes(mine(routes!(me::services::set_my_services)))
        .routes(mine(routes!(me::areas::get_my_areas)))
        .routes(mine(routes!(me::areas::set_my_areas)))
        .routes(mine(routes!(me::hours::get_my_hours)))
        .routes(mine(routes!(me::hours::set_my_hours)))
        .routes(mine(routes!(me::exceptions::list_my_exceptions)))
        .routes(mine(routes!(me::exceptions::add_my_exception)))
        .routes(mine(routes!(me::exceptions::remove_my_exception)))
        .routes(mine(routes!(me::profile::set_my_availability)))
        .routes(mine(routes!(me::appeals::appeal_decision)))
        .routes(public(routes!(requirements::list_document_requirements)))
        .routes(public(routes!(card::get_provider)))
        .routes(public(routes!(card::get_provider_photo)))
        .routes(guarded(STAFF, routes!(admin::providers::list_providers)))
        .routes(guarded(STAFF, routes!(admin::providers::get_provider_record)))
        .routes(guarded(STAFF, routes!(admin::documents::get_provider_document_content)))
        .routes(limited(
            &limiter,
            &REVEALS,
            guarded(STAFF, routes!(admin::providers::reveal_national_id)),
        ))
        .routes(guarded(STAFF, routes!(admin::documents::accept_provider_document)))
        .routes(guarded(STAFF, routes!(admin::documents::reject_provider_document)))
        .routes(guarded(STAFF, routes!(admin::decisions::verify_provider)))
        .routes(guarded(STAFF, routes!(admin::decisions::reject_provider)))
        .routes(guarded(STAFF, routes!(admin::decisions::suspend_provider)))
        .routes(guarded(STAFF, routes!(admin::decisions::reinstate_provider)))
        .routes(guarded(STAFF, routes!(admin::appeals::list_appeals)))
        .routes(guarded(STAFF, routes!(admin::appeals::decide_appeal)))
        .with_state(app)
}

/// An endpoint of the caller's own profile: `404` until it applied.
fn mine(routes: UtoipaMethodRouter<App>) -> UtoipaMethodRouter<App> {
    let (schemas, mut paths, router) = guarded(OWN, routes);
    for operation in paths.paths.values_mut().flat_map(operations) {
        let all = &mut operation.responses.responses;
        if let Some(RefOr::T(mut not_found)) = all.get("429").cloned() {
            not_found.description = "You have not applied yet, or it is not yours.".to_owned();
            all.insert("404".to_owned(), RefOr::T(not_found));
        }
    }
    (schemas, paths, router)
}
