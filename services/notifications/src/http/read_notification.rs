//! `POST /notifications/{id}/read`

use crate::app::App;
use crate::commands::mark_read;
use axum::extract::State;
use axum::http::StatusCode;
use httpkit::{Actor, PathParams};
use kernel::ids::NotificationId;

/// I have read this. Reading it again changes nothing.
#[utoipa::path(post, path = "/api/v1/notifications/{id}/read", tag = "notifications",
    params(("id" = NotificationId, Path, description = "The notification.")),
    responses((status = 204, description = "It is read.")))]
pub async fn read_notification(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<NotificationId>,
) -> httpkit::Result<StatusCode> {
    mark_read::one(&app, actor.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
