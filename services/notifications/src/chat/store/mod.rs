//! All SQL of conversations that changes something.

pub mod attachments;
pub mod conversations;
pub mod messages;
pub mod seats;

use crate::chat::domain::Side;
use crate::error::TellError;
use contracts::chat::{ChatMessageKind, ConversationKind, ConversationState};

/// The context under which what was said is sealed.
pub const BODY_CONTEXT: &str = "notifications.chat_messages.sealed_body";
/// The context under which the subject of a support conversation is sealed.
pub const SUBJECT_CONTEXT: &str = "notifications.conversations.sealed_subject";
/// The context under which files are sealed.
pub const FILE_CONTEXT: &str = "notifications.chat_attachments.file";
/// The context of the keyed hash that tells a retry from another message.
pub const HASH_CONTEXT: &str = "notifications.chat_messages.body_hash";

/// The stored name of a kind.
pub fn kind_tag(kind: ConversationKind) -> &'static str {
    match kind {
        ConversationKind::Booking => "booking",
        ConversationKind::Support => "support",
    }
}

/// The stored name of a state.
pub fn state_tag(state: ConversationState) -> &'static str {
    match state {
        ConversationState::Open => "open",
        ConversationState::Waiting => "waiting",
        ConversationState::Closed => "closed",
    }
}

/// The stored name of a message's kind.
pub fn message_tag(kind: ChatMessageKind) -> &'static str {
    match kind {
        ChatMessageKind::Text => "text",
        ChatMessageKind::Photo => "photo",
        ChatMessageKind::Voice => "voice",
        ChatMessageKind::Place => "place",
        ChatMessageKind::System => "system",
    }
}

/// Reads a stored kind.
pub fn kind_of(tag: &str) -> ConversationKind {
    if tag == "support" { ConversationKind::Support } else { ConversationKind::Booking }
}

/// Reads a stored state; what can't be read is closed.
pub fn state_of(tag: &str) -> ConversationState {
    match tag {
        "open" => ConversationState::Open,
        "waiting" => ConversationState::Waiting,
        _ => ConversationState::Closed,
    }
}

/// Reads a stored message's kind.
pub fn message_of(tag: &str) -> ChatMessageKind {
    match tag {
        "photo" => ChatMessageKind::Photo,
        "voice" => ChatMessageKind::Voice,
        "place" => ChatMessageKind::Place,
        "system" => ChatMessageKind::System,
        _ => ChatMessageKind::Text,
    }
}

/// Reads a stored side.
pub fn side_of(tag: &str) -> Result<Side, TellError> {
    let table = "notifications.conversation_seats";
    Side::from_tag(tag).ok_or(TellError::Unreadable { table, column: "side" })
}
