//! `POST /notifications/read-all`

use crate::app::App;
use crate::commands::mark_read;
use axum::Json;
use axum::extract::State;
use httpkit::Actor;
use serde::Serialize;

/// What reading everything came to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationsReadOut {
    /// How many were unread before.
    #[schema(example = 3)]
    pub marked: u64,
}

/// I have read everything.
#[utoipa::path(post, path = "/api/v1/notifications/read-all", tag = "notifications",
    responses((status = 200, description = "All of the inbox is read.", body = NotificationsReadOut)))]
pub async fn read_all_notifications(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<NotificationsReadOut>> {
    let marked = mark_read::all(&app, actor.user_id).await?;
    Ok(Json(NotificationsReadOut { marked }))
}
