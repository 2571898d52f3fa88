//! `GET` and `PUT /admin/settings/payments.debt_limits`

use crate::app::App;
use crate::commands::change_debt_limits;
use crate::domain::debt::DebtLimits;
use crate::http::input;
use crate::reads::settings::{self, DebtLimitsSettingOut};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chassis::StoreError;
use chassis::tunables::Change;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody};
use kernel::ids::UserId;
use kernel::{DateTime, Fields, InvalidFields, Money};
use serde::Deserialize;
use utoipa::ToSchema;

/// New debt limits.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DebtLimitsIn {
    /// From this debt on a provider is warned.
    soft: Money,
    /// From this debt on a provider gets no new offers.
    hard: Money,
}

/// A change of the debt limits.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DebtLimitsChangeIn {
    /// The new limits.
    value: DebtLimitsIn,
    /// From when on they hold; at once when absent.
    valid_from: Option<DateTime>,
    /// The `newest` version that was shown.
    #[schema(example = 0)]
    based_on: u32,
    /// Why.
    #[schema(example = "Winter: providers settle later", max_length = 500)]
    reason: String,
}

impl DebtLimitsChangeIn {
    fn parse(self, by: UserId) -> Result<Change<DebtLimits>, InvalidFields> {
        let mut fields = Fields::new();
        let Some(reason) = input::reason(&mut fields, &self.reason) else {
            return Err(fields.into_error());
        };
        fields.finish()?;
        let value = DebtLimits { soft: self.value.soft, hard: self.value.hard };
        Ok(Change { value, valid_from: self.valid_from, based_on: self.based_on, by, reason })
    }
}

/// The debt limits in force, and every version.
#[utoipa::path(get, path = "/api/v1/admin/settings/payments.debt_limits", tag = "admin settings",
    responses((status = 200, description = "The limits.", body = DebtLimitsSettingOut)))]
pub async fn get_debt_limits(
    State(app): State<App>,
) -> httpkit::Result<Json<DebtLimitsSettingOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    Ok(Json(settings::debt_limits_in_tx(&mut connection, &app).await?))
}

/// Changes the debt limits from a moment on. Every provider's standing is looked at anew then;
/// what was posted before stays as it is.
#[utoipa::path(put, path = "/api/v1/admin/settings/payments.debt_limits", tag = "admin settings",
    params(IdempotencyHeader), request_body = DebtLimitsChangeIn,
    responses((status = 200, description = "The limits as they are now.",
        body = DebtLimitsSettingOut)))]
pub async fn change_debt_limits(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<DebtLimitsChangeIn>,
) -> httpkit::Result<Response> {
    let change = body.value.parse(actor.user_id)?;
    Ok(respond(change_debt_limits::run(&app, actor, &body.key, change).await?))
}
