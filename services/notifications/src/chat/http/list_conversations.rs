//! `GET /conversations`

use super::lang_of;
use crate::app::App;
use crate::chat::reads::conversations::{self, ConversationsOut};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use httpkit::{Actor, PageQuery, QueryParams};

/// My conversations, the liveliest first, with what is unread.
#[utoipa::path(get, path = "/api/v1/conversations", tag = "conversations", params(PageQuery),
    responses((status = 200, description = "A page of conversations.", body = ConversationsOut)))]
pub async fn list_conversations(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<ConversationsOut>> {
    let (limit, cursor) = query.parse()?;
    let (user, lang) = (actor.user_id, lang_of(&headers));
    Ok(Json(conversations::page(&app.chassis, user, lang, limit, cursor).await?))
}
