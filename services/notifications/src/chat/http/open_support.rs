//! `POST /conversations`

use super::lang_of;
use crate::app::App;
use crate::chat::commands::support::{self, Question};
use crate::chat::domain::{LONGEST_TEXT, readable};
use crate::chat::reads::conversations::{self, ConversationOut};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use httpkit::{Actor, Body};
use kernel::ids::{BookingId, ConversationId};
use kernel::{Fields, Invalid, InvalidFields};
use serde::Deserialize;

/// Longest subject, in characters.
const LONGEST_SUBJECT: usize = 120;

/// A question to the staff.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SupportQuestionIn {
    /// A UUID of your own. Sent again, it is answered with the conversation that is there.
    pub id: ConversationId,
    /// What it is about, at most 120 characters.
    #[schema(example = "الفني لم يصل", max_length = 120)]
    pub subject: String,
    /// The question, at most 2,000 characters.
    #[schema(example = "مر على الموعد ساعة ولم يصل الفني.", max_length = 2000)]
    pub text: String,
    /// The booking it is about, one of yours.
    #[serde(default)]
    pub booking_id: Option<BookingId>,
}

impl SupportQuestionIn {
    fn parse(self) -> Result<Question, InvalidFields> {
        let mut fields = Fields::new();
        let needed = |text, longest| readable(Some(text), longest)?.ok_or_else(Invalid::required);
        let subject = fields.take("subject", needed(self.subject, LONGEST_SUBJECT));
        let text = fields.take("text", needed(self.text, LONGEST_TEXT));
        fields.finish()?;
        let (subject, text) = (subject.unwrap_or_default(), text.unwrap_or_default());
        Ok(Question { id: self.id, subject, text, booking: self.booking_id })
    }
}

/// Ask the staff. The answers come in the conversation that this opens.
#[utoipa::path(post, path = "/api/v1/conversations", tag = "conversations",
    request_body = SupportQuestionIn,
    responses((status = 201, description = "The conversation is open.", body = ConversationOut),
        (status = 200, description = "It was open already.", body = ConversationOut)))]
pub async fn open_support_conversation(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    Body(body): Body<SupportQuestionIn>,
) -> httpkit::Result<(StatusCode, Json<ConversationOut>)> {
    let question = body.parse()?;
    let (id, user) = (question.id, actor.user_id);
    let is_new = support::open(&app, &actor, question).await?;
    let out = conversations::one(&app.chassis, user, lang_of(&headers), id).await?;
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(out)))
}
