//! `POST /conversations/{id}/messages`

use super::lang_of;
use crate::app::App;
use crate::chat::commands::send::{self, Speaker};
use crate::chat::domain::MessageIn;
use crate::chat::reads::messages::{self, ChatMessageOut};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use httpkit::{Actor, Body, PathParams};
use kernel::ids::ConversationId;

/// Say something. The message's own id makes a retry safe: sent again, it is answered with what is
/// there. A telephone number or the like is hidden while no provider is bound; after that it goes
/// through, and `contactLeak` says what to tell the writer.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages", tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation.")),
    request_body = MessageIn,
    responses((status = 201, description = "It is said.", body = ChatMessageOut),
        (status = 200, description = "It was said already.", body = ChatMessageOut)))]
pub async fn send_conversation_message(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    PathParams(id): PathParams<ConversationId>,
    Body(body): Body<MessageIn>,
) -> httpkit::Result<(StatusCode, Json<ChatMessageOut>)> {
    answer(&app, Speaker::Member(actor.user_id), &headers, id, body).await
}

/// Says it and answers with what is stored.
pub(super) async fn answer(
    app: &App,
    speaker: Speaker,
    headers: &HeaderMap,
    id: ConversationId,
    body: MessageIn,
) -> httpkit::Result<(StatusCode, Json<ChatMessageOut>)> {
    let sent = send::run(app, speaker, id, body.parse()?).await?;
    let out = messages::one(&app.chassis, speaker, id, sent.seq, lang_of(headers)).await?;
    Ok((if sent.again { StatusCode::OK } else { StatusCode::CREATED }, Json(out)))
}
