//! What everybody may see of a provider.

use super::content;
use crate::reads::card::{self, ProviderCardOut};
use crate::{App, commands};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chassis::StoreError;
use httpkit::PathParams;
use kernel::ids::ProviderId;

/// A provider's public card: first name and initial, what was checked, services, rating.
#[utoipa::path(get, path = "/api/v1/providers/{id}", tag = "providers",
    params(("id" = ProviderId, Path, description = "The provider")),
    responses((status = 200, description = "The card", body = ProviderCardOut)))]
pub async fn get_provider(
    State(app): State<App>,
    PathParams(id): PathParams<ProviderId>,
) -> httpkit::Result<Json<ProviderCardOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    Ok(Json(card::load_in_tx(&mut connection, id, app.chassis.world.now()).await?))
}

/// A provider's photo, once an operator accepted it.
#[utoipa::path(get, path = "/api/v1/providers/{id}/photo", tag = "providers",
    params(("id" = ProviderId, Path, description = "The provider")),
    responses((status = 200, description = "The photo", content(
        (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp")))))]
pub async fn get_provider_photo(
    State(app): State<App>,
    PathParams(id): PathParams<ProviderId>,
) -> httpkit::Result<Response> {
    Ok(content::shared(commands::read_document::photo(&app, id).await?))
}
