//! The endpoints: extract, authorise, parse.

mod admin;
mod auth;
mod cookies;
mod device;
mod jwks;
mod me;
mod partner;
mod session_out;

use crate::app::App;
use chassis::limits::Rule;
use httpkit::Router;
use httpkit::route::{guarded, keys_only, limited, limited_command, public, signed_in};
use kernel::Permission;
use utoipa_axum::routes;

/// Copies of one's data that one account may ask for.
static EXPORTS: Rule =
    Rule { name: "data_exports", window_s: 24 * 60 * 60, max: 3, skip_successful: false };

/// Downloads of such copies by one account.
static DOWNLOADS: Rule =
    Rule { name: "data_export_downloads", window_s: 60 * 60, max: 10, skip_successful: false };

/// Changes of one's consents: their history only grows.
static CONSENTS: Rule =
    Rule { name: "consents", window_s: 60 * 60, max: 20, skip_successful: false };

/// Every public route with the permission it needs.
pub fn router(app: App) -> Router {
    const USERS: &[Permission] = &[Permission::UserManageAll];
    const SYSTEM: &[Permission] = &[Permission::SystemConfigure];
    let limiter = app.chassis.limiter.clone();
    Router::new()
        .routes(public(routes!(jwks::get_jwks)))
        .routes(public(routes!(auth::register::register)))
        .routes(public(routes!(auth::request_code::request_code)))
        .routes(public(routes!(auth::verify_code::verify_code)))
        .routes(public(routes!(auth::log_in::log_in)))
        .routes(public(routes!(auth::refresh::refresh)))
        .routes(public(routes!(auth::log_out::log_out)))
        .routes(signed_in(routes!(auth::log_out_everywhere::log_out_everywhere)))
        .routes(public(routes!(auth::reset_password::reset_password)))
        .routes(signed_in(routes!(me::profile::get_me, me::profile::update_me)))
        .routes(signed_in(routes!(me::password::change_password)))
        .routes(signed_in(routes!(me::consents::get_consents)))
        .routes(limited(&limiter, &CONSENTS, signed_in(routes!(me::consents::set_consents))))
        .routes(limited_command(
            &app.chassis,
            &EXPORTS,
            signed_in(routes!(me::exports::request_export)),
        ))
        .routes(signed_in(routes!(me::exports::list_exports)))
        .routes(limited(&limiter, &DOWNLOADS, signed_in(routes!(me::exports::get_export_content))))
        .routes(signed_in(routes!(
            me::deletion::request_deletion,
            me::deletion::get_deletion,
            me::deletion::cancel_deletion
        )))
        .routes(signed_in(routes!(me::sessions::list_sessions)))
        .routes(signed_in(routes!(me::sessions::end_session)))
        .routes(signed_in(routes!(me::addresses::list_addresses, me::addresses::add_address)))
        .routes(signed_in(routes!(
            me::address::get_address,
            me::address::replace_address,
            me::address::remove_address
        )))
        .routes(guarded(USERS, routes!(admin::users::list_users)))
        .routes(guarded(USERS, routes!(admin::users::get_user)))
        .routes(guarded(USERS, routes!(admin::suspend::suspend_user)))
        .routes(guarded(USERS, routes!(admin::reinstate::reinstate_user)))
        .routes(guarded(SYSTEM, routes!(admin::operators::create_operator)))
        .routes(guarded(SYSTEM, routes!(admin::keys::rotate_keys)))
        .routes(guarded(
            USERS,
            routes!(admin::partners::list_partners, admin::partners::open_partner),
        ))
        .routes(guarded(
            USERS,
            routes!(admin::partners::get_partner, admin::partners::change_partner),
        ))
        .routes(guarded(
            USERS,
            routes!(admin::api_keys::list_api_keys, admin::api_keys::make_api_key),
        ))
        .routes(guarded(USERS, routes!(admin::api_keys::rotate_api_key)))
        .routes(guarded(USERS, routes!(admin::api_keys::revoke_api_key)))
        .routes(keys_only(None, routes!(partner::get_own_partner)))
        .with_state(app)
}
