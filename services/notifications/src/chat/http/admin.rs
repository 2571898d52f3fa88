//! What operators see and do: `/admin/conversations` and `/admin/contact-leaks`.

use super::{files, lang_of, send_message};
use crate::app::App;
use crate::chat::commands::attach;
use crate::chat::commands::send::Speaker;
use crate::chat::commands::support::{self, Decision, SupportCaseOut};
use crate::chat::domain::{MessageIn, readable};
use crate::chat::http::list_messages::ChatMessagesQuery;
use crate::chat::reads::leaks::{self, ContactLeaksOut};
use crate::chat::reads::messages::{self, ChatMessageOut, ChatMessagesOut};
use crate::chat::reads::queue::{self, Assigned, ConversationCaseOut, Filter};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use contracts::chat::{ConversationKind, ConversationState};
use httpkit::extract::respond;
use httpkit::{
    Actor, Body, IdempotencyHeader, IdempotentBody, Page, PageQuery, PathParams, QueryParams,
};
use kernel::ids::{ChatAttachmentId, ConversationId, UserId};
use kernel::{Fields, InvalidFields};
use serde::Deserialize;

/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// Which conversations.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConversationCasesQuery {
    /// Only those of this kind.
    pub kind: Option<ConversationKind>,
    /// Only those in this state.
    pub state: Option<ConversationState>,
    /// Only mine, or only support conversations that nobody looks after.
    #[param(inline)]
    pub assigned: Option<Assigned>,
    /// Only those with a message that showed a way around the platform.
    #[serde(default)]
    pub leaks: bool,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// All conversations, the liveliest first. What two people said is not shown here.
#[utoipa::path(get, path = "/api/v1/admin/conversations", tag = "admin",
    params(ConversationCasesQuery),
    responses((status = 200, description = "A page.", body = Page<ConversationCaseOut>)))]
pub async fn list_conversation_cases(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    QueryParams(query): QueryParams<ConversationCasesQuery>,
) -> httpkit::Result<Json<Page<ConversationCaseOut>>> {
    let ConversationCasesQuery { kind, state, assigned, leaks, limit, cursor } = query;
    let (limit, cursor) = PageQuery { limit, cursor }.parse()?;
    let filter = Filter { kind, state, assigned, leaks };
    let (operator, lang) = (actor.user_id, lang_of(&headers));
    Ok(Json(queue::page(&app.chassis, operator, lang, filter, limit, cursor).await?))
}

/// All that was said in a conversation, also with a provider that was replaced. Reading what two
/// people said is noted in the audit log.
#[utoipa::path(get, path = "/api/v1/admin/conversations/{id}/messages", tag = "admin",
    params(("id" = ConversationId, Path, description = "The conversation."), ChatMessagesQuery),
    responses((status = 200, description = "A part of it.", body = ChatMessagesOut)))]
pub async fn list_conversation_case_messages(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    PathParams(id): PathParams<ConversationId>,
    QueryParams(query): QueryParams<ChatMessagesQuery>,
) -> httpkit::Result<Json<ChatMessagesOut>> {
    let (part, limit) = query.parse()?;
    support::note_reading(&app, actor.user_id, id).await?;
    let reader = Speaker::Staff(actor.user_id);
    Ok(Json(messages::page(&app.chassis, reader, id, part, limit, lang_of(&headers)).await?))
}

/// A photo or voice note of any conversation. The reading is noted in the audit log.
#[utoipa::path(get, path = "/api/v1/admin/conversations/{id}/attachments/{attachmentId}",
    tag = "admin",
    params(("id" = ConversationId, Path, description = "The conversation."),
        ("attachmentId" = ChatAttachmentId, Path, description = "The file.")),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream",
        body = Vec<u8>)))]
pub async fn read_conversation_case_attachment(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, file)): PathParams<(ConversationId, ChatAttachmentId)>,
) -> httpkit::Result<Response> {
    support::note_reading(&app, actor.user_id, id).await?;
    let (file, bytes) = attach::open(&app, Speaker::Staff(actor.user_id), id, file).await?;
    Ok(files::private(&file, bytes))
}

/// Answer somebody who asked the staff. Whoever answers first, looks after it.
#[utoipa::path(post, path = "/api/v1/admin/conversations/{id}/messages", tag = "admin",
    params(("id" = ConversationId, Path, description = "The conversation.")),
    request_body = MessageIn,
    responses((status = 201, description = "It is said.", body = ChatMessageOut),
        (status = 200, description = "It was said already.", body = ChatMessageOut)))]
pub async fn answer_conversation_case(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    PathParams(id): PathParams<ConversationId>,
    Body(body): Body<MessageIn>,
) -> httpkit::Result<(StatusCode, Json<ChatMessageOut>)> {
    send_message::answer(&app, Speaker::Staff(actor.user_id), &headers, id, body).await
}

/// Who looks after it.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationAssignIn {
    /// The operator; me when absent.
    pub operator_id: Option<UserId>,
}

/// Take a support conversation, or give it to a colleague.
#[utoipa::path(post, path = "/api/v1/admin/conversations/{id}/assign", tag = "admin",
    params(("id" = ConversationId, Path, description = "The conversation."), IdempotencyHeader),
    request_body = ConversationAssignIn,
    responses((status = 200, description = "It is assigned.", body = SupportCaseOut)))]
pub async fn assign_conversation_case(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ConversationId>,
    body: IdempotentBody<ConversationAssignIn>,
) -> httpkit::Result<Response> {
    let to = body.value.operator_id.unwrap_or(actor.user_id);
    let decision = Decision::Assign(to);
    Ok(respond(support::decide(&app, actor.user_id, &body.key, id, decision).await?))
}

/// Why it is closed.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationCloseIn {
    /// For the audit log; at most 500 characters.
    #[schema(example = "Refunded, the customer is content.", max_length = 500)]
    pub reason: Option<String>,
}

impl ConversationCloseIn {
    fn parse(self) -> Result<Option<String>, InvalidFields> {
        let mut fields = Fields::new();
        let reason = fields.take("reason", readable(self.reason, LONGEST_REASON)).flatten();
        fields.finish().map(|()| reason)
    }
}

/// Close a support conversation.
#[utoipa::path(post, path = "/api/v1/admin/conversations/{id}/close", tag = "admin",
    params(("id" = ConversationId, Path, description = "The conversation."), IdempotencyHeader),
    request_body = ConversationCloseIn,
    responses((status = 200, description = "It is closed.", body = SupportCaseOut)))]
pub async fn close_conversation_case(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ConversationId>,
    body: IdempotentBody<ConversationCloseIn>,
) -> httpkit::Result<Response> {
    let decision = Decision::Close(body.value.parse()?);
    Ok(respond(support::decide(&app, actor.user_id, &body.key, id, decision).await?))
}

/// Whose messages showed ways around the platform in the last 90 days, the latest first. A hint to
/// look, never a verdict.
#[utoipa::path(get, path = "/api/v1/admin/contact-leaks", tag = "admin", params(PageQuery),
    responses((status = 200, description = "A page.", body = Page<ContactLeaksOut>)))]
pub async fn list_contact_leaks(
    State(app): State<App>,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<ContactLeaksOut>>> {
    let (limit, cursor) = query.parse()?;
    Ok(Json(leaks::page(&app.chassis, limit, cursor).await?))
}
