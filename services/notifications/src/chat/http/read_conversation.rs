//! `GET /conversations/{id}`

use super::lang_of;
use crate::app::App;
use crate::chat::reads::conversations::{self, ConversationOut};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use httpkit::{Actor, PathParams};
use kernel::ids::ConversationId;

/// One of my conversations. A provider that is not on the booking any more has none.
#[utoipa::path(get, path = "/api/v1/conversations/{id}", tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation.")),
    responses((status = 200, description = "The conversation.", body = ConversationOut)))]
pub async fn read_conversation(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    PathParams(id): PathParams<ConversationId>,
) -> httpkit::Result<Json<ConversationOut>> {
    Ok(Json(conversations::one(&app.chassis, actor.user_id, lang_of(&headers), id).await?))
}
