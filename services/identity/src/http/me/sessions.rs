//! `GET /api/v1/me/sessions`, `DELETE /api/v1/me/sessions/{id}`

use crate::app::App;
use crate::commands::log_out;
use crate::reads::sessions::{self, LoginSessionOut};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use httpkit::{Actor, Page, PageQuery, PathParams, QueryParams, Result};
use kernel::ids::SessionId;

/// See where one is logged in.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "me", params(PageQuery),
    responses((status = 200, description = "The open sessions, the newest first.",
        body = Page<LoginSessionOut>)))]
pub async fn list_sessions(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<PageQuery>,
) -> Result<Json<Page<LoginSessionOut>>> {
    Ok(Json(sessions::list(&app, actor, &query).await?))
}

/// Log out somewhere else.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "me",
    params(("id" = SessionId, Path, description = "The session.")),
    responses((status = 204, description = "The session ended.")))]
pub async fn end_session(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<SessionId>,
) -> Result<StatusCode> {
    log_out::another(&app, actor.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
