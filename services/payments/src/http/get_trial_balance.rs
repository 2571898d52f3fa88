//! `GET /admin/trial-balance`

use crate::app::App;
use crate::reads::trial_balance::{TrialBalanceOut, trial_balance};
use axum::Json;
use axum::extract::State;

/// Every kind of account with its balance. The sum is always nothing.
#[utoipa::path(get, path = "/api/v1/admin/trial-balance", tag = "admin-ledger",
    responses((status = 200, description = "The trial balance.", body = TrialBalanceOut)))]
pub async fn get_trial_balance(State(app): State<App>) -> httpkit::Result<Json<TrialBalanceOut>> {
    Ok(Json(trial_balance(app.chassis.db.pool()).await?))
}
