//! What screens show of conversations.

pub mod conversations;
pub mod leaks;
pub mod messages;
pub mod queue;

use crate::chat::domain::{Content, SystemCode};
use crate::chat::store::BODY_CONTEXT;
use crate::error::TellError;
use chassis::crypto::{Keyring, Sealed};
use kernel::Lang;

/// Opens what was said.
pub async fn content(keyring: &Keyring, sealed: Option<String>) -> Result<Content, TellError> {
    let Some(sealed) = sealed else { return Ok(Content::default()) };
    let json = keyring.open_any(BODY_CONTEXT, &Sealed::parse(sealed)?).await?;
    let table = "notifications.chat_messages";
    serde_json::from_slice(&json)
        .map_err(|_| TellError::Unreadable { table, column: "sealed_body" })
}

/// The text of a message: what somebody wrote, or what the platform tells, in a language.
pub fn text(content: Content, system_code: Option<&str>, lang: Lang) -> Option<String> {
    match system_code {
        Some(code) => SystemCode::render(code, lang),
        None => content.text,
    }
}
