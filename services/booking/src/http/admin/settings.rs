//! `/admin/settings/booking.*`: what operators configure of bookings.

use crate::App;
use crate::settings::{Cancellation, Matching, Numbers};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::settings::{self, SettingChangeIn, SettingOut};
use httpkit::{Actor, IdempotencyHeader, IdempotentBody};

/// What a cancellation costs, with every version.
#[utoipa::path(get, path = "/api/v1/admin/settings/booking.cancellation", tag = "admin settings",
    responses((status = 200, description = "The matrix and what decides it.",
        body = SettingOut<Cancellation>)))]
pub async fn get_cancellation(
    State(app): State<App>,
) -> httpkit::Result<Json<SettingOut<Cancellation>>> {
    Ok(Json(settings::show(&app.chassis, Cancellation::of(&app.config.rules)).await?))
}

/// Change what a cancellation costs
///
/// From its moment on, new bookings are made under it. A booking that was made before keeps the
/// version it was made under, for the preview and for the charge.
#[utoipa::path(put, path = "/api/v1/admin/settings/booking.cancellation", tag = "admin settings",
    params(IdempotencyHeader), request_body = SettingChangeIn<Cancellation>,
    responses((status = 200, description = "The setting as it is now.",
        body = SettingOut<Cancellation>),
        (status = 409, description = "Somebody changed it meanwhile.")))]
pub async fn change_cancellation(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<SettingChangeIn<Cancellation>>,
) -> httpkit::Result<Response> {
    let (change, file) = (body.value.parse(actor.user_id)?, Cancellation::of(&app.config.rules));
    Ok(respond(settings::change(&app.chassis, actor, &body.key, change, file, None).await?))
}

/// The other numbers of bookings, with every version.
#[utoipa::path(get, path = "/api/v1/admin/settings/booking.rules", tag = "admin settings",
    responses((status = 200, description = "The numbers.", body = SettingOut<Numbers>)))]
pub async fn get_rules(State(app): State<App>) -> httpkit::Result<Json<SettingOut<Numbers>>> {
    Ok(Json(settings::show(&app.chassis, Numbers::of(&app.config.rules)).await?))
}

/// Change the other numbers of bookings
///
/// What was promised to the two sides of a booking (how long they may dispute, tell theirs, answer,
/// stay silent, and when another time needs their word) stays as it was when the booking was made.
#[utoipa::path(put, path = "/api/v1/admin/settings/booking.rules", tag = "admin settings",
    params(IdempotencyHeader), request_body = SettingChangeIn<Numbers>,
    responses((status = 200, description = "The setting as it is now.",
        body = SettingOut<Numbers>),
        (status = 409, description = "Somebody changed it meanwhile.")))]
pub async fn change_rules(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<SettingChangeIn<Numbers>>,
) -> httpkit::Result<Response> {
    let (change, file) = (body.value.parse(actor.user_id)?, Numbers::of(&app.config.rules));
    Ok(respond(settings::change(&app.chassis, actor, &body.key, change, file, None).await?))
}

/// How technicians are found, with every version.
#[utoipa::path(get, path = "/api/v1/admin/settings/booking.matching", tag = "admin settings",
    responses((status = 200, description = "Weights, rounds and windows.",
        body = SettingOut<Matching>)))]
pub async fn get_matching(State(app): State<App>) -> httpkit::Result<Json<SettingOut<Matching>>> {
    Ok(Json(settings::show(&app.chassis, Matching::of(&app.config)).await?))
}

/// Change how technicians are found
///
/// Rounds decided from its moment on go by it. A round that was decided keeps the weights it was
/// decided by, so that deciding it again gives the same; an offer that stands keeps its time.
#[utoipa::path(put, path = "/api/v1/admin/settings/booking.matching", tag = "admin settings",
    params(IdempotencyHeader), request_body = SettingChangeIn<Matching>,
    responses((status = 200, description = "The setting as it is now.",
        body = SettingOut<Matching>),
        (status = 409, description = "Somebody changed it meanwhile.")))]
pub async fn change_matching(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<SettingChangeIn<Matching>>,
) -> httpkit::Result<Response> {
    let (change, file) = (body.value.parse(actor.user_id)?, Matching::of(&app.config));
    Ok(respond(settings::change(&app.chassis, actor, &body.key, change, file, None).await?))
}
