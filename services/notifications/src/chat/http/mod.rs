//! The endpoints of conversations.

pub mod admin;
pub mod files;
pub mod list_conversations;
pub mod list_messages;
pub mod open_support;
pub mod read_conversation;
pub mod receipts;
pub mod send_message;

use axum::http::{HeaderMap, header};
use kernel::Lang;

/// The language of the answer: that of `Accept-Language`, else Arabic.
fn lang_of(headers: &HeaderMap) -> Lang {
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    wish.map(Lang::from_accept_language).unwrap_or_default()
}
