//! `POST /api/v1/admin/users/{id}/suspend`

use super::AccountReasonIn;
use crate::app::App;
use crate::commands::suspend;
use crate::reads::users::UserListItemOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams, Result};
use kernel::ids::UserId;

/// Stop an account. A reason is needed and goes on the record; all its sessions end.
#[utoipa::path(post, path = "/api/v1/admin/users/{id}/suspend", tag = "admin",
    request_body = AccountReasonIn,
    params(
        ("id" = UserId, Path, description = "The account."),
        IdempotencyHeader),
    responses((status = 200, description = "The account as it is now.", body = UserListItemOut)))]
pub async fn suspend_user(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<UserId>,
    body: IdempotentBody<AccountReasonIn>,
) -> Result<Response> {
    let reason = body.value.parse()?;
    Ok(respond(suspend::run(&app, actor, &body.key, id, reason).await?))
}
