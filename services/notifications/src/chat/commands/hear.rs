//! Messages reached somebody, or were read.

use crate::app::App;
use crate::chat::domain::Seat;
use crate::chat::error::ChatError;
use crate::chat::store::{conversations, messages, seats};
use chassis::bus::append;
use contracts::chat::ChatReceipt;
use kernel::ids::{ConversationId, UserId};
use serde::Serialize;

/// How far somebody heard.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatReceiptOut {
    /// The last message that reached me.
    #[schema(example = 12)]
    pub delivered_seq: i64,
    /// The last message I read.
    #[schema(example = 10)]
    pub read_seq: i64,
    /// How many of the others' I have not read.
    #[schema(example = 2)]
    pub unread_count: i64,
}

/// Notes how far a member heard. Numbers never go back, and end at the last message.
///
/// # Errors
/// [`ChatError::NotFound`] for somebody without a seat.
pub async fn run(
    app: &App,
    user: UserId,
    id: ConversationId,
    delivered: Option<i64>,
    read: Option<i64>,
) -> Result<ChatReceiptOut, ChatError> {
    let now = app.chassis.world.now();
    let mut tx = app.chassis.db.begin().await?;
    let conversation = conversations::lock_in_tx(&mut tx, id).await?.ok_or(ChatError::NotFound)?;
    let before = seats::find_in_tx(&mut tx, id, user).await?.ok_or(ChatError::NotFound)?;
    let reach = |seq: Option<i64>| seq.unwrap_or(0).clamp(0, conversation.last_seq);
    let read_seq = before.read_seq.max(reach(read));
    let delivered_seq = before.delivered_seq.max(reach(delivered)).max(read_seq);
    let after = Seat { read_seq, delivered_seq, ..before };
    if after != before {
        seats::heard_in_tx(&mut tx, id, &after).await?;
        let receipt = ChatReceipt {
            conversation_id: id,
            user_id: user,
            members: conversation.members(),
            delivered_seq,
            read_seq,
            at: now,
        };
        append(&mut tx, &app.chassis.world, &receipt).await?;
    }
    let unread_count = messages::unread_in_tx(&mut tx, id, user, read_seq).await?;
    tx.commit().await?;
    Ok(ChatReceiptOut { delivered_seq, read_seq, unread_count })
}
