//! `GET /providers/me/earnings`

use crate::app::App;
use crate::reads::earnings::{EarningsOut, earnings};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, PageQuery, QueryParams};

/// What one earned, by job and by week; what is owed and why.
#[utoipa::path(get, path = "/api/v1/providers/me/earnings", tag = "earnings", params(PageQuery),
    responses((status = 200, description = "Balance, weeks and a page of jobs.",
               body = EarningsOut)))]
pub async fn get_my_earnings(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<EarningsOut>> {
    let (limit, cursor) = query.parse()?;
    Ok(Json(earnings(&app, actor.user_id.into(), limit, cursor).await?))
}
