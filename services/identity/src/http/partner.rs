//! `GET /api/v1/partner`: a partner's program asks who it is.

use crate::app::App;
use crate::reads::partners::{self, OwnPartnerOut};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Result};

/// See whose key this is and what it may do.
#[utoipa::path(get, path = "/api/v1/partner", tag = "partners",
    responses((status = 200, description = "The partner and the key.", body = OwnPartnerOut)))]
pub async fn get_own_partner(State(app): State<App>, actor: Actor) -> Result<Json<OwnPartnerOut>> {
    Ok(Json(partners::own(&app, actor).await?))
}
