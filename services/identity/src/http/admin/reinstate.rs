//! `POST /api/v1/admin/users/{id}/reinstate`

use super::AccountReasonIn;
use crate::app::App;
use crate::commands::reinstate;
use crate::reads::users::UserListItemOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams, Result};
use kernel::ids::UserId;

/// Give a suspended account back. A reason is needed and goes on the record.
#[utoipa::path(post, path = "/api/v1/admin/users/{id}/reinstate", tag = "admin",
    request_body = AccountReasonIn,
    params(
        ("id" = UserId, Path, description = "The account."),
        IdempotencyHeader),
    responses((status = 200, description = "The account as it is now.", body = UserListItemOut)))]
pub async fn reinstate_user(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<UserId>,
    body: IdempotentBody<AccountReasonIn>,
) -> Result<Response> {
    let reason = body.value.parse()?;
    Ok(respond(reinstate::run(&app, actor, &body.key, id, reason).await?))
}
