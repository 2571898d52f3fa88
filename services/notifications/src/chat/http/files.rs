//! `PUT` and `GET /conversations/{id}/attachments/{attachmentId}`

use crate::app::App;
use crate::chat::commands::attach::{self, MAX_BYTES};
use crate::chat::commands::send::Speaker;
use crate::chat::reads::messages::ChatAttachmentOut;
use crate::chat::store::attachments::Attachment;
use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use httpkit::extract::too_large;
use httpkit::{Actor, PathParams};
use kernel::ids::{ChatAttachmentId, ConversationId};

/// Upload a photo or voice note, to send it with a message. The body is the file itself; what it
/// is, is told by its content. A UUID of your own names it, so that a retry is safe.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/attachments/{attachmentId}",
    tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation."),
        ("attachmentId" = ChatAttachmentId, Path, description = "A UUID of your own.")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream",
        description = "A JPEG, PNG or WebP picture, or a voice note (Opus in Ogg or WebM, AAC in \
            MP4) of at most two minutes; at most 5 MB."),
    responses((status = 201, description = "It is stored.", body = ChatAttachmentOut),
        (status = 200, description = "It was stored already.", body = ChatAttachmentOut)))]
pub async fn upload_chat_attachment(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, file)): PathParams<(ConversationId, ChatAttachmentId)>,
    body: Body,
) -> httpkit::Result<(StatusCode, Json<ChatAttachmentOut>)> {
    let bytes = to_bytes(body, MAX_BYTES).await.map_err(|_| too_large())?;
    let (stored, is_new) =
        attach::put(&app, Speaker::Member(actor.user_id), id, file, &bytes).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(shown(stored))))
}

fn shown(file: Attachment) -> ChatAttachmentOut {
    ChatAttachmentOut {
        id: file.id,
        kind: file.kind,
        media_type: file.media_type,
        size_bytes: file.size_bytes,
        duration_ms: file.duration_ms,
    }
}

/// A photo or voice note of a conversation of mine.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/attachments/{attachmentId}",
    tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation."),
        ("attachmentId" = ChatAttachmentId, Path, description = "The file.")),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream",
        body = Vec<u8>)))]
pub async fn read_chat_attachment(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, file)): PathParams<(ConversationId, ChatAttachmentId)>,
) -> httpkit::Result<Response> {
    let (file, bytes) = attach::open(&app, Speaker::Member(actor.user_id), id, file).await?;
    Ok(private(&file, bytes))
}

/// Private content: shown, never kept, and never run even if a browser could be talked into it.
pub(super) fn private(file: &Attachment, bytes: Vec<u8>) -> Response {
    let unknown = HeaderValue::from_static("application/octet-stream");
    let media_type = HeaderValue::from_str(&file.media_type).unwrap_or(unknown);
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    (headers, bytes).into_response()
}
