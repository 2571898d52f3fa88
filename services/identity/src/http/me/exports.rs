//! `POST /api/v1/me/export`, `GET /api/v1/me/exports`, `GET /api/v1/me/exports/{id}/content`

use crate::app::App;
use crate::commands::request_export;
use crate::reads::privacy::{self, DataExportOut, DataExportsOut};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams, Result};
use serde::Deserialize;
use uuid::Uuid;

/// Nothing needs to be said.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportIn {}

/// Ask for a copy of everything that is known of one.
///
/// Every service adds its part; when the copy is ready one is told, and may download it for seven
/// days.
#[utoipa::path(post, path = "/api/v1/me/export", tag = "privacy", request_body = ExportIn,
    params(IdempotencyHeader),
    responses((status = 202, description = "The copy is being made.", body = DataExportOut)))]
pub async fn request_export(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<ExportIn>,
) -> Result<Response> {
    Ok(respond(request_export::run(&app, actor.user_id, &body.key).await?))
}

/// See one's copies.
#[utoipa::path(get, path = "/api/v1/me/exports", tag = "privacy",
    responses((status = 200, description = "The copies, newest first.", body = DataExportsOut)))]
pub async fn list_exports(State(app): State<App>, actor: Actor) -> Result<Json<DataExportsOut>> {
    Ok(Json(privacy::exports(&app, actor.user_id).await?))
}

/// Download a copy.
#[utoipa::path(get, path = "/api/v1/me/exports/{id}/content", tag = "privacy",
    params(("id" = Uuid, Path, description = "The copy.")),
    responses((status = 200, description = "The copy: one JSON document with a part a service.",
        content_type = "application/json"),
        (status = 409, description = "It is still being made.", body = httpkit::problem::ProblemBody,
            content_type = "application/problem+json")))]
pub async fn get_export_content(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<Uuid>,
) -> Result<Response> {
    let document = privacy::content(&app, actor.user_id, id).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"osta-my-data.json\""),
        ),
    ];
    Ok((headers, document).into_response())
}
