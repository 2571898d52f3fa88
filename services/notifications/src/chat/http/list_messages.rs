//! `GET /conversations/{id}/messages`

use super::lang_of;
use crate::app::App;
use crate::chat::commands::send::Speaker;
use crate::chat::reads::messages::{self, ChatMessagesOut, Part};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use httpkit::{Actor, PageQuery, PathParams, QueryParams};
use kernel::ids::ConversationId;
use kernel::{Invalid, InvalidFields};
use serde::Deserialize;

/// How many messages a page has when the caller doesn't say.
const USUAL: u32 = 50;

/// Which part of a conversation.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChatMessagesQuery {
    /// The messages after this number, for whoever was away.
    #[param(example = 12)]
    pub after: Option<i64>,
    /// The messages before this number, to read back. Without both: the last ones.
    #[param(example = 40)]
    pub before: Option<i64>,
    /// How many, 1–100; 50 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

impl ChatMessagesQuery {
    /// The checked part and limit.
    ///
    /// # Errors
    /// `limit`, or `before` together with `after`.
    pub fn parse(&self) -> Result<(Part, i64), InvalidFields> {
        let limit = Some(self.limit.unwrap_or(USUAL));
        let (limit, _) = PageQuery { limit, cursor: None }.parse()?;
        let part = match (self.after, self.before) {
            (Some(_), Some(_)) => {
                let invalid = Invalid::new(
                    "not_both",
                    "اختر after أو before، لا كليهما.",
                    "Give after or before, not both.",
                );
                return Err(InvalidFields::one("before", invalid));
            }
            (Some(seq), None) => Part::After(seq),
            (None, Some(seq)) => Part::Before(seq),
            (None, None) => Part::Before(i64::MAX),
        };
        Ok((part, limit))
    }
}

/// What was said, by number. After a lost connection ask for what came `after` the last number
/// you have: nothing is missed and nothing comes twice.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/messages", tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation."), ChatMessagesQuery),
    responses((status = 200, description = "A part of it.", body = ChatMessagesOut)))]
pub async fn list_conversation_messages(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    PathParams(id): PathParams<ConversationId>,
    QueryParams(query): QueryParams<ChatMessagesQuery>,
) -> httpkit::Result<Json<ChatMessagesOut>> {
    let (part, limit) = query.parse()?;
    let reader = Speaker::Member(actor.user_id);
    let lang = lang_of(&headers);
    Ok(Json(messages::page(&app.chassis, reader, id, part, limit, lang).await?))
}
