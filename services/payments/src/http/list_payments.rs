//! `GET /payments`

use crate::app::App;
use crate::reads::payments::{self, PaymentOut};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Page, PageQuery, QueryParams};

/// One's own payments, newest first.
#[utoipa::path(get, path = "/api/v1/payments", tag = "payments", params(PageQuery),
    responses((status = 200, description = "A page of payments.", body = Page<PaymentOut>)))]
pub async fn list_payments(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<PaymentOut>>> {
    let (limit, cursor) = query.parse()?;
    Ok(Json(payments::page(app.chassis.db.pool(), actor.user_id, limit, cursor).await?))
}
