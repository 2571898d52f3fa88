//! `GET` and `PUT /admin/settings/payments.debt_limits`

use crate::app::App;
use crate::domain::debt::DebtLimits;
use crate::jobs::apply_debt_limits::APPLY_DEBT_LIMITS;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::settings::{self, SettingChangeIn, SettingOut, Then};
use httpkit::{Actor, IdempotencyHeader, IdempotentBody};

/// The debt limits in force, and every version.
#[utoipa::path(get, path = "/api/v1/admin/settings/payments.debt_limits", tag = "admin settings",
    responses((status = 200, description = "The limits.", body = SettingOut<DebtLimits>)))]
pub async fn get_debt_limits(
    State(app): State<App>,
) -> httpkit::Result<Json<SettingOut<DebtLimits>>> {
    Ok(Json(settings::show(&app.chassis, app.config.limits()).await?))
}

/// Changes the debt limits from a moment on. Every provider's standing is looked at anew then;
/// what was posted before stays as it is.
#[utoipa::path(put, path = "/api/v1/admin/settings/payments.debt_limits", tag = "admin settings",
    params(IdempotencyHeader), request_body = SettingChangeIn<DebtLimits>,
    responses((status = 200, description = "The limits as they are now.",
        body = SettingOut<DebtLimits>),
        (status = 409, description = "Somebody changed them meanwhile.")))]
pub async fn change_debt_limits(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<SettingChangeIn<DebtLimits>>,
) -> httpkit::Result<Response> {
    let change = body.value.parse(actor.user_id)?;
    let then = Some(Then { service: "payments", job: APPLY_DEBT_LIMITS });
    let file = app.config.limits();
    let answer = settings::change(&app.chassis, actor, &body.key, change, file, then).await?;
    Ok(respond(answer))
}
