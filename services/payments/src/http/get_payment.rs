//! `GET /payments/{id}`

use crate::app::App;
use crate::reads::payments::{self, PaymentOut};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, PathParams};
use kernel::ids::PaymentId;

/// One of one's own payments.
#[utoipa::path(get, path = "/api/v1/payments/{id}", tag = "payments",
    params(("id" = PaymentId, Path, description = "The payment.")),
    responses((status = 200, description = "The payment.", body = PaymentOut)))]
pub async fn get_payment(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<PaymentId>,
) -> httpkit::Result<Json<PaymentOut>> {
    Ok(Json(payments::one(app.chassis.db.pool(), actor.user_id, id).await?))
}
