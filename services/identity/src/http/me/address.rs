//! `GET`, `PUT` and `DELETE /api/v1/me/addresses/{id}`

use super::addresses::SavedAddressIn;
use crate::app::App;
use crate::commands::{remove_address, save_address};
use crate::reads::addresses::{self, SavedAddressOut};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use httpkit::{Actor, Body, PathParams, Result};
use kernel::ids::AddressId;

/// See one saved address.
#[utoipa::path(get, path = "/api/v1/me/addresses/{id}", tag = "me",
    params(("id" = AddressId, Path, description = "The address.")),
    responses((status = 200, description = "The address.", body = SavedAddressOut)))]
pub async fn get_address(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<AddressId>,
) -> Result<Json<SavedAddressOut>> {
    Ok(Json(addresses::read(&app, actor.user_id, id).await?))
}

/// Replace a saved address.
///
/// The usual address stays the usual one until another takes its place.
#[utoipa::path(put, path = "/api/v1/me/addresses/{id}", tag = "me", request_body = SavedAddressIn,
    params(("id" = AddressId, Path, description = "The address.")),
    responses((status = 200, description = "The address as it is now.", body = SavedAddressOut)))]
pub async fn replace_address(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<AddressId>,
    Body(body): Body<SavedAddressIn>,
) -> Result<Json<SavedAddressOut>> {
    let (new, as_default) = body.parse()?;
    Ok(Json(save_address::replace(&app, actor.user_id, id, new, as_default).await?))
}

/// Remove a saved address.
#[utoipa::path(delete, path = "/api/v1/me/addresses/{id}", tag = "me",
    params(("id" = AddressId, Path, description = "The address.")),
    responses((status = 204, description = "The address is gone.")))]
pub async fn remove_address(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<AddressId>,
) -> Result<StatusCode> {
    remove_address::run(&app, actor.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
