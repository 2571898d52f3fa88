//! `POST /ratings/{id}/reply`

use crate::App;
use crate::commands::reply;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::RatingId;
use kernel::{InvalidFields, text};
use serde::Deserialize;
use utoipa::ToSchema;

/// A reply.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RatingReplyIn {
    /// The text, at most 1000 characters.
    #[schema(example = "شكرًا لثقتكم")]
    text: String,
}

/// The provider replies to a visible rating of its work, once.
#[utoipa::path(post, path = "/api/v1/ratings/{id}/reply", tag = "ratings",
    params(("id" = RatingId, Path, description = "The rating"), IdempotencyHeader),
    request_body = RatingReplyIn,
    responses((status = 204, description = "Replied.")))]
pub async fn reply_to_rating(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<RatingId>,
    body: IdempotentBody<RatingReplyIn>,
) -> httpkit::Result<Response> {
    let text = text::paragraph(&body.value.text, 1000);
    let text = text.map_err(|e| InvalidFields::one("text", e))?;
    Ok(respond(reply::run(&app, actor, &body.key, id, &text).await?))
}
