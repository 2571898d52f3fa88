//! What a message says.

use contracts::chat::ChatMessageKind;
use kernel::ids::{ChatAttachmentId, ChatMessageId};
use kernel::{Fields, Invalid, InvalidFields, LatLng};
use serde::{Deserialize, Serialize};

/// Longest text, in characters.
pub const LONGEST_TEXT: usize = 2_000;

/// A message to be.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ChatMessageIn, example = json!({
    "id": "0190b1f2-7c3e-7a10-8d5b-2f6a9c4e1b77", "kind": "text", "text": "أنا أمام العمارة",
}))]
pub struct MessageIn {
    /// A UUID of your own. Sent again with the same content it changes nothing and is answered
    /// with the stored message.
    pub id: ChatMessageId,
    /// `text`, `photo`, `voice` or `place`.
    pub kind: ChatMessageKind,
    /// The text; what a photo or place may have too. At most 2,000 characters.
    #[serde(default)]
    #[schema(example = "أنا أمام العمارة", max_length = 2000)]
    pub text: Option<String>,
    /// The place, for `place`.
    #[serde(default)]
    pub place: Option<LatLng>,
    /// The uploaded file, for `photo` and `voice`.
    #[serde(default)]
    pub attachment_id: Option<ChatAttachmentId>,
}

/// What is sealed of a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Content {
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<LatLng>,
}

/// A checked message.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub id: ChatMessageId,
    pub kind: ChatMessageKind,
    pub content: Content,
    pub attachment: Option<ChatAttachmentId>,
}

impl Draft {
    /// The bytes by which a retry is told from another message.
    #[must_use]
    pub fn fingerprint(&self) -> Vec<u8> {
        let attachment = self.attachment.map(ChatAttachmentId::uuid);
        serde_json::to_vec(&(self.kind, &self.content, attachment)).unwrap_or_default()
    }
}

impl MessageIn {
    /// The checked message.
    ///
    /// # Errors
    /// All wrong fields at once.
    pub fn parse(self) -> Result<Draft, InvalidFields> {
        use ChatMessageKind as Kind;
        let mut fields = Fields::new();
        let text = readable(self.text, LONGEST_TEXT);
        let is_there = !matches!(text, Ok(None));
        let text = fields.take("text", text).flatten();
        fields.check(self.kind != Kind::System, "kind", || {
            Invalid::new(
                "unknown_value",
                "هذا النوع للمنصة وحدها. اختر text أو photo أو voice أو place.",
                "This kind is the platform's own. Choose text, photo, voice or place.",
            )
        });
        let is_file = matches!(self.kind, Kind::Photo | Kind::Voice);
        fields.check(self.kind != Kind::Text || is_there, "text", Invalid::required);
        fields.check(self.kind != Kind::Voice || text.is_none(), "text", not_here);
        fields.check(self.kind != Kind::Place || self.place.is_some(), "place", Invalid::required);
        fields.check(self.kind == Kind::Place || self.place.is_none(), "place", not_here);
        let attachment = self.attachment_id;
        fields.check(!is_file || attachment.is_some(), "attachmentId", Invalid::required);
        fields.check(is_file || attachment.is_none(), "attachmentId", not_here);
        fields.finish()?;
        let content = Content { text, place: self.place };
        Ok(Draft { id: self.id, kind: self.kind, content, attachment })
    }
}

/// A text without blanks around it and without characters that only confuse; nothing when
/// nothing is left.
///
/// # Errors
/// When it is longer than `longest` characters.
pub fn readable(text: Option<String>, longest: usize) -> Result<Option<String>, Invalid> {
    // PostgreSQL and screens don't bear control characters; line breaks and tabs stay.
    let keep = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text: String = text.unwrap_or_default().chars().filter(keep).collect();
    let text = text.trim().to_owned();
    if text.chars().count() > longest {
        return Err(Invalid::new(
            "too_long",
            format!("النص أطول من {longest} حرف. اختصره أو أرسله على رسالتين."),
            format!("The text is longer than {longest} characters. Shorten it or send it in two."),
        ));
    }
    Ok((!text.is_empty()).then_some(text))
}

fn not_here() -> Invalid {
    Invalid::new(
        "not_here",
        "هذه الخانة لا تخص هذا النوع من الرسائل. احذفها.",
        "This field does not belong to this kind of message. Remove it.",
    )
}

#[cfg(test)]
mod tests {
    use super::{ChatMessageKind as Kind, LONGEST_TEXT, MessageIn};
    use kernel::LatLng;
    use uuid::Uuid;

    fn message(kind: Kind) -> MessageIn {
        let id = Uuid::from_u128(1).into();
        MessageIn { id, kind, text: None, place: None, attachment_id: None }
    }

    fn wrong(message: MessageIn) -> Vec<String> {
        message.parse().unwrap_err().0.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn each_kind_needs_its_own_and_takes_nothing_else() {
        assert_eq!(wrong(message(Kind::Text)), ["text"]);
        assert_eq!(wrong(message(Kind::Place)), ["place"]);
        assert_eq!(wrong(message(Kind::Photo)), ["attachmentId"]);
        assert_eq!(wrong(message(Kind::System)), ["kind"]);
        let all = |kind| MessageIn {
            text: Some("x".into()),
            place: LatLng::parse(30.0, 31.0).ok(),
            attachment_id: Some(Uuid::from_u128(2).into()),
            ..message(kind)
        };
        assert_eq!(wrong(all(Kind::Text)), ["place", "attachmentId"]);
        assert_eq!(wrong(all(Kind::Voice)), ["text", "place"]);
        assert_eq!(wrong(all(Kind::Photo)), ["place"]);
    }

    #[test]
    fn texts_are_trimmed_and_bounded_in_characters() {
        let text = |text: String| MessageIn { text: Some(text), ..message(Kind::Text) };
        let draft = text(" \u{0}مرحبا\n ".into()).parse().unwrap();
        assert_eq!(draft.content.text.as_deref(), Some("مرحبا"));
        assert!(text("ع".repeat(LONGEST_TEXT)).parse().is_ok());
        assert_eq!(wrong(text("ع".repeat(LONGEST_TEXT + 1))), ["text"]);
        assert_eq!(wrong(text(" \u{7}".into())), ["text"]);
    }

    #[test]
    fn another_content_has_another_fingerprint() {
        let text = |t: &str| {
            MessageIn { text: Some(t.into()), ..message(Kind::Text) }.parse().unwrap().fingerprint()
        };
        assert_eq!(text("a"), text("a"));
        assert_ne!(text("a"), text("b"));
    }
}
