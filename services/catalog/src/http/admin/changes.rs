//! What was changed of services, categories and zones, and what waits for its moment.

use crate::App;
use crate::commands::changes as commands;
use crate::store::changes::{self, Change, Subject};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chassis::StoreError;
use httpkit::{Actor, Cursor, Page, PageQuery, PathParams, QueryParams};
use kernel::DateTime;
use kernel::ids::UserId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A change: made, waiting, or taken back.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogChangeOut {
    /// Its id.
    id: Uuid,
    /// `waiting`, `applied`, `withdrawn`, or `failed`.
    #[schema(example = "applied")]
    state: String,
    /// From when on it holds.
    valid_from: DateTime,
    /// What was sent: the body of the change.
    #[schema(value_type = Object)]
    value: serde_json::Value,
    /// How it was before, as operators see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    before: Option<serde_json::Value>,
    /// The version it has with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    /// Who made it.
    made_by: UserId,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Why it could not be written at its moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "catalog.code_taken")]
    trouble: Option<String>,
    /// When it was made.
    created_at: DateTime,
    /// When it was written, taken back, or failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime>,
}

impl From<Change> for CatalogChangeOut {
    fn from(change: Change) -> Self {
        Self {
            id: change.id,
            state: change.state,
            valid_from: change.valid_from,
            value: change.value,
            before: change.before,
            version: change.version,
            made_by: change.made_by,
            reason: change.reason,
            trouble: change.trouble,
            created_at: change.created_at,
            ended_at: change.ended_at,
        }
    }
}

async fn history(
    app: &App,
    subject: Subject,
    id: Uuid,
    query: &PageQuery,
) -> httpkit::Result<Json<Page<CatalogChangeOut>>> {
    let (limit, cursor) = query.parse()?;
    commands::catch_up(app).await?;
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let after = cursor.map(|cursor| (cursor.at, cursor.id));
    let rows = changes::history(&mut db, subject, id, after, limit + 1).await?;
    let page = Page::from_rows(rows, limit, |c: &Change| Cursor { at: c.created_at, id: c.id });
    let items = page.items.into_iter().map(CatalogChangeOut::from).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

/// What was changed of a service, newest first
#[utoipa::path(get, path = "/api/v1/admin/services/{id}/history", tag = "admin-catalog",
    params(("id" = Uuid, Path, description = "The service."), PageQuery),
    responses((status = 200, description = "A page.", body = Page<CatalogChangeOut>)))]
pub async fn list_service_history(
    State(app): State<App>,
    PathParams(id): PathParams<Uuid>,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<CatalogChangeOut>>> {
    history(&app, Subject::Service, id, &query).await
}

/// What was changed of a category, newest first
#[utoipa::path(get, path = "/api/v1/admin/categories/{id}/history", tag = "admin-catalog",
    params(("id" = Uuid, Path, description = "The category."), PageQuery),
    responses((status = 200, description = "A page.", body = Page<CatalogChangeOut>)))]
pub async fn list_category_history(
    State(app): State<App>,
    PathParams(id): PathParams<Uuid>,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<CatalogChangeOut>>> {
    history(&app, Subject::Category, id, &query).await
}

/// What was changed of a zone, newest first
#[utoipa::path(get, path = "/api/v1/admin/zones/{id}/history", tag = "admin-catalog",
    params(("id" = Uuid, Path, description = "The zone."), PageQuery),
    responses((status = 200, description = "A page.", body = Page<CatalogChangeOut>)))]
pub async fn list_zone_history(
    State(app): State<App>,
    PathParams(id): PathParams<Uuid>,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<CatalogChangeOut>>> {
    history(&app, Subject::Zone, id, &query).await
}

/// Take back the waiting change of a service
#[utoipa::path(delete, path = "/api/v1/admin/services/{id}/scheduled-change", tag = "admin-catalog",
    params(("id" = Uuid, Path, description = "The service.")),
    responses((status = 204, description = "Nothing waits any more.")))]
pub async fn withdraw_service_change(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<Uuid>,
) -> httpkit::Result<StatusCode> {
    commands::withdraw(&app, actor, Subject::Service, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take back the waiting change of a category
#[utoipa::path(delete, path = "/api/v1/admin/categories/{id}/scheduled-change",
    tag = "admin-catalog",
    params(("id" = Uuid, Path, description = "The category.")),
    responses((status = 204, description = "Nothing waits any more.")))]
pub async fn withdraw_category_change(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<Uuid>,
) -> httpkit::Result<StatusCode> {
    commands::withdraw(&app, actor, Subject::Category, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take back the waiting change of a zone
#[utoipa::path(delete, path = "/api/v1/admin/zones/{id}/scheduled-change", tag = "admin-catalog",
    params(("id" = Uuid, Path, description = "The zone.")),
    responses((status = 204, description = "Nothing waits any more.")))]
pub async fn withdraw_zone_change(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<Uuid>,
) -> httpkit::Result<StatusCode> {
    commands::withdraw(&app, actor, Subject::Zone, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
