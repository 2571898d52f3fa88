//! The routes of the catalog.

pub mod admin;
pub mod categories;
pub mod fields;
pub mod quotes;
pub mod services;
pub mod zones;

use crate::App;
use httpkit::Router;
use httpkit::route::{guarded, open_to_keys, public};
use kernel::Permission;
use kernel::Scope::{CatalogRead, QuotesCreate};
use utoipa_axum::routes;

const OPERATORS: &[Permission] = &[Permission::SystemConfigure];

pub fn router(app: App) -> Router {
    Router::new()
        .routes(open_to_keys(CatalogRead, public(routes!(categories::list::list_categories))))
        .routes(open_to_keys(CatalogRead, public(routes!(categories::get::get_category))))
        .routes(open_to_keys(CatalogRead, public(routes!(services::list::list_services))))
        .routes(open_to_keys(CatalogRead, public(routes!(services::get::get_service))))
        .routes(open_to_keys(CatalogRead, public(routes!(zones::list::list_zones))))
        .routes(open_to_keys(CatalogRead, public(routes!(zones::at::get_zone_at))))
        .routes(open_to_keys(QuotesCreate, public(routes!(quotes::create::create_quote))))
        .routes(open_to_keys(QuotesCreate, public(routes!(quotes::get::get_quote))))
        .routes(guarded(OPERATORS, routes!(admin::categories::list::list_admin_categories)))
        .routes(guarded(OPERATORS, routes!(admin::categories::create::create_category)))
        .routes(guarded(OPERATORS, routes!(admin::categories::update::update_category)))
        .routes(guarded(OPERATORS, routes!(admin::services::list::list_admin_services)))
        .routes(guarded(OPERATORS, routes!(admin::services::create::create_service)))
        .routes(guarded(OPERATORS, routes!(admin::services::update::update_service)))
        .routes(guarded(OPERATORS, routes!(admin::zones::list::list_admin_zones)))
        .routes(guarded(OPERATORS, routes!(admin::zones::create::create_zone)))
        .routes(guarded(OPERATORS, routes!(admin::zones::update::update_zone)))
        .routes(guarded(OPERATORS, routes!(admin::zones::surge::set_zone_surge)))
        .routes(guarded(OPERATORS, routes!(admin::promotions::list::list_admin_promotions)))
        .routes(guarded(OPERATORS, routes!(admin::promotions::create::create_promotion)))
        .routes(guarded(OPERATORS, routes!(admin::promotions::update::update_promotion)))
        .merge(changes())
        .with_state(app)
}

fn changes() -> Router<App> {
    use admin::changes as c;
    Router::new()
        .routes(guarded(OPERATORS, routes!(c::list_service_history)))
        .routes(guarded(OPERATORS, routes!(c::list_category_history)))
        .routes(guarded(OPERATORS, routes!(c::list_zone_history)))
        .routes(guarded(OPERATORS, routes!(c::withdraw_service_change)))
        .routes(guarded(OPERATORS, routes!(c::withdraw_category_change)))
        .routes(guarded(OPERATORS, routes!(c::withdraw_zone_change)))
}
