//! `POST /conversations/{id}/receipts`

use crate::app::App;
use crate::chat::commands::hear::{self, ChatReceiptOut};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Body, PathParams};
use kernel::ids::ConversationId;
use serde::Deserialize;

/// How far I heard. Numbers never go back, so it may be sent as often as one likes.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ChatReceiptIn {
    /// The last message that reached me.
    #[schema(example = 12)]
    pub delivered_seq: Option<i64>,
    /// The last message I read; what was read was delivered.
    #[schema(example = 10)]
    pub read_seq: Option<i64>,
}

/// Messages reached me, or I read them.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/receipts", tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation.")),
    request_body = ChatReceiptIn,
    responses((status = 200, description = "It is noted.", body = ChatReceiptOut)))]
pub async fn note_conversation_receipt(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ConversationId>,
    Body(body): Body<ChatReceiptIn>,
) -> httpkit::Result<Json<ChatReceiptOut>> {
    let (delivered, read) = (body.delivered_seq, body.read_seq);
    Ok(Json(hear::run(&app, actor.user_id, id, delivered, read).await?))
}
