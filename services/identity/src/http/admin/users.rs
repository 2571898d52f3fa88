//! `GET /api/v1/admin/users`, `GET /api/v1/admin/users/{id}`

use crate::app::App;
use crate::commands::view_user;
use crate::reads::users::{self, UserDetailOut, UserListItemOut, UserQuery};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Page, PathParams, QueryParams, Result};
use kernel::ids::UserId;

/// List accounts, by role, state, exact phone, name or id.
#[utoipa::path(get, path = "/api/v1/admin/users", tag = "admin", params(UserQuery),
    responses((status = 200, description = "The accounts, the newest first.",
        body = Page<UserListItemOut>)))]
pub async fn list_users(
    State(app): State<App>,
    QueryParams(query): QueryParams<UserQuery>,
) -> Result<Json<Page<UserListItemOut>>> {
    Ok(Json(users::list(&app, query).await?))
}

/// See one account with its contact details. Goes on the record.
#[utoipa::path(get, path = "/api/v1/admin/users/{id}", tag = "admin",
    params(("id" = UserId, Path, description = "The account.")),
    responses((status = 200, description = "The account.", body = UserDetailOut)))]
pub async fn get_user(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<UserId>,
) -> Result<Json<UserDetailOut>> {
    Ok(Json(view_user::run(&app, actor, id).await?))
}
