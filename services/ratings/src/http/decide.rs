//! `POST /admin/ratings/{id}/release` and `…/remove`

use crate::App;
use crate::commands::decide::{self, Decision};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::RatingId;
use kernel::{InvalidFields, text};
use serde::Deserialize;
use utoipa::ToSchema;

/// Why an operator decides so.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RatingDecisionIn {
    /// The reason, at most 500 characters.
    #[schema(example = "Checked with both sides")]
    reason: String,
}

impl RatingDecisionIn {
    fn parse(self) -> Result<String, InvalidFields> {
        text::paragraph(&self.reason, 500).map_err(|e| InvalidFields::one("reason", e))
    }
}

/// Lets a held rating count.
#[utoipa::path(post, path = "/api/v1/admin/ratings/{id}/release", tag = "admin ratings",
    params(("id" = RatingId, Path, description = "The rating"), IdempotencyHeader),
    request_body = RatingDecisionIn,
    responses((status = 204, description = "It counts, once its booking's ratings are shown.")))]
pub async fn release_rating(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<RatingId>,
    body: IdempotentBody<RatingDecisionIn>,
) -> httpkit::Result<Response> {
    let reason = body.value.parse()?;
    Ok(respond(decide::run(&app, actor, &body.key, id, Decision::Release, &reason).await?))
}

/// Takes a rating away for good.
#[utoipa::path(post, path = "/api/v1/admin/ratings/{id}/remove", tag = "admin ratings",
    params(("id" = RatingId, Path, description = "The rating"), IdempotencyHeader),
    request_body = RatingDecisionIn,
    responses((status = 204, description = "It is gone and does not count.")))]
pub async fn remove_rating(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<RatingId>,
    body: IdempotentBody<RatingDecisionIn>,
) -> httpkit::Result<Response> {
    let reason = body.value.parse()?;
    Ok(respond(decide::run(&app, actor, &body.key, id, Decision::Remove, &reason).await?))
}
