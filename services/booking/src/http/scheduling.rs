//! Routes of times (slots, holds, plans, holidays) and of settings.

use super::{admin, agenda, plans, slots};
use crate::App;
use chassis::limits::Rule;
use httpkit::Router;
use httpkit::route::{guarded, limited, limited_command, open_to_keys, public};
use kernel::Permission::{
    self, BookingCreate, BookingManageAll, BookingViewAll, BookingViewAssigned, SystemConfigure,
};
use kernel::Scope::SlotsUse;
use utoipa_axum::routes;

/// Customers order.
const ORDER: &[Permission] = &[BookingCreate];
/// Technicians see their days.
const SEE_MINE: &[Permission] = &[BookingViewAssigned];
/// Staff looks.
const SEE_ALL: &[Permission] = &[BookingViewAll];
/// Staff steers.
const STEER_ALL: &[Permission] = &[BookingManageAll];
/// Administrators configure.
const CONFIGURE: &[Permission] = &[SystemConfigure];

/// Looking for times: one a second.
const LOOKING: Rule = Rule { name: "slots", window_s: 60, max: 60, skip_successful: false };
/// Holding times: more than a person needs, fewer than would empty a town.
const HOLDING: Rule = Rule { name: "slot_holds", window_s: 600, max: 20, skip_successful: false };

/// Trying rules on what was decided: it reads and decides much.
const TRYING: Rule =
    Rule { name: "matching_trials", window_s: 600, max: 20, skip_successful: false };

/// All of them.
pub fn routes(app: &App) -> Router<App> {
    let looking = open_to_keys(SlotsUse, public(routes!(slots::list_slots)));
    let holding = open_to_keys(SlotsUse, guarded(ORDER, routes!(slots::hold_slot)));
    Router::new()
        .routes(limited(&app.chassis.limiter, &LOOKING, looking))
        .routes(limited_command(&app.chassis, &HOLDING, holding))
        .routes(open_to_keys(SlotsUse, guarded(ORDER, routes!(slots::release_slot))))
        .merge(plan_routes())
        .merge(setting_routes(app))
        .routes(guarded(SEE_MINE, routes!(agenda::get_agenda)))
        .routes(guarded(SEE_ALL, routes!(admin::holidays::list_holidays)))
        .routes(guarded(SEE_ALL, routes!(admin::holidays::list_holiday_history)))
        .routes(guarded(STEER_ALL, routes!(admin::holidays::set_holiday)))
        .routes(guarded(STEER_ALL, routes!(admin::holidays::remove_holiday)))
}

fn plan_routes() -> Router<App> {
    Router::new()
        .routes(guarded(ORDER, routes!(plans::create_plan)))
        .routes(guarded(ORDER, routes!(plans::list_plans)))
        .routes(guarded(ORDER, routes!(plans::get_plan)))
        .routes(guarded(ORDER, routes!(plans::change_plan)))
        .routes(guarded(ORDER, routes!(plans::end_plan)))
        .routes(guarded(ORDER, routes!(plans::skip_plan_visit)))
}

fn setting_routes(app: &App) -> Router<App> {
    use admin::settings as s;
    let trying = guarded(CONFIGURE, routes!(admin::trials::try_matching));
    Router::new()
        .routes(guarded(CONFIGURE, routes!(s::get_cancellation, s::change_cancellation)))
        .routes(guarded(CONFIGURE, routes!(s::get_rules, s::change_rules)))
        .routes(guarded(CONFIGURE, routes!(s::get_matching, s::change_matching)))
        .routes(limited(&app.chassis.limiter, &TRYING, trying))
}
