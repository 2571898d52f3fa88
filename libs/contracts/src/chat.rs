//! Chat: who may hear which conversation, and that something was said in it. What was said never
//! leaves the service: who is told of a message reads it there.

use kernel::DateTime;
use kernel::ids::{BookingId, ChatMessageId, ConversationId, UserId};
use serde::{Deserialize, Serialize};

/// What a conversation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationKind {
    /// A booking: its customer and its provider.
    Booking,
    /// A person and the staff.
    Support,
}

/// Whether somebody may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationState {
    /// Both sides may write.
    Open,
    /// The provider left and another one is looked for. The customer may write; contact details
    /// are masked.
    Waiting,
    /// Nobody writes any more; members may read.
    Closed,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatMessageKind {
    /// Text.
    Text,
    /// A picture, maybe with a text.
    Photo,
    /// A voice note.
    Voice,
    /// A place on the map, maybe with a text.
    Place,
    /// The platform tells both what happened.
    System,
}

/// A conversation as it is now: enough to know who hears what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationFacts {
    /// The conversation.
    pub id: ConversationId,
    /// What it is about.
    pub kind: ConversationKind,
    /// The booking it is about, if any.
    pub booking_id: Option<BookingId>,
    /// Who may hear it now, the operator it is assigned to included. Somebody who is not in here
    /// any more must be cut off at once.
    pub members: Vec<UserId>,
    /// Whether all staff may hear it (support conversations).
    pub staff: bool,
    /// Whether somebody may write.
    pub state: ConversationState,
    /// From when on nobody may write, when that is known.
    pub open_until: Option<DateTime>,
    /// The number of the last message; messages are numbered 1, 2, 3 … without gaps.
    pub last_seq: i64,
}

/// A conversation began, or its members, state or time changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationChanged {
    /// The conversation as it is now.
    pub conversation: ConversationFacts,
}
crate::event!(ConversationChanged, "chat.conversation_changed", "conversation", |e| e
    .conversation
    .id);

/// Somebody said something. Not what: members read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessageSent {
    /// The conversation as it is now.
    pub conversation: ConversationFacts,
    /// The message.
    pub message_id: ChatMessageId,
    /// Its number.
    pub seq: i64,
    /// What it is.
    pub kind: ChatMessageKind,
    /// Who wrote it; none for the platform.
    pub sender_id: Option<UserId>,
    /// When.
    pub sent_at: DateTime,
}
crate::event!(ChatMessageSent, "chat.message_sent", "conversation", |e| e.conversation.id);

/// Messages reached a member, or were read. Numbers only grow.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatReceipt {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Who received or read.
    pub user_id: UserId,
    /// Who else may hear it now.
    pub members: Vec<UserId>,
    /// The last message that reached the member.
    pub delivered_seq: i64,
    /// The last message the member read.
    pub read_seq: i64,
    /// When.
    pub at: DateTime,
}
crate::event!(ChatReceipt, "chat.read", "conversation", |e| e.conversation_id);
