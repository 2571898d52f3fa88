//! Saying something in a conversation whose row is locked, and telling the others that it was
//! said.

use crate::app::App;
use crate::chat::domain::{Conversation, Side, SystemCode};
use crate::chat::jobs::CLOSE;
use crate::chat::store::messages::NewMessage;
use crate::chat::store::{conversations, messages};
use crate::error::TellError;
use chassis::bus::append;
use contracts::chat::{ChatMessageKind, ChatMessageSent, ConversationChanged};
use kernel::ids::ChatMessageId;
use sqlx::PgConnection;

/// Adds the next message and writes the conversation. `new.seq` must be the next number.
pub async fn message_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: &mut Conversation,
    new: &NewMessage<'_>,
) -> Result<(), TellError> {
    let now = app.chassis.world.now();
    messages::insert_in_tx(tx, new, now).await?;
    conversation.last_seq = new.seq;
    let leaks = i32::from(!new.leaks.is_empty());
    conversations::save_in_tx(tx, conversation, leaks, now).await?;
    let sent = ChatMessageSent {
        conversation: conversation.facts(now),
        message_id: new.id,
        seq: new.seq,
        kind: new.kind,
        sender_id: new.sender,
        sent_at: now,
    };
    append(tx, &app.chassis.world, &sent).await?;
    Ok(())
}

/// The platform says something, under an id of the caller's.
pub async fn system_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: &mut Conversation,
    code: SystemCode,
    id: ChatMessageId,
) -> Result<(), TellError> {
    let new = NewMessage {
        conversation: conversation.id,
        seq: conversation.last_seq + 1,
        id,
        kind: ChatMessageKind::System,
        side: Side::System,
        sender: None,
        sealed_body: None,
        body_hash: None,
        attachment: None,
        system_code: Some(code.tag()),
        masked: false,
        leaks: &[],
    };
    message_in_tx(tx, app, conversation, &new).await
}

/// Writes a conversation whose members, state or time changed, and tells of it.
pub async fn changed_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: &Conversation,
) -> Result<(), TellError> {
    let (world, now) = (&app.chassis.world, app.chassis.world.now());
    conversations::save_in_tx(tx, conversation, 0, now).await?;
    if let Some(until) = conversation.open_until.filter(|until| *until > now) {
        let nothing = serde_json::json!({});
        let service = app.chassis.service;
        chassis::jobs::schedule(tx, world, service, CLOSE, conversation.id, until, nothing).await?;
    }
    append(tx, world, &ConversationChanged { conversation: conversation.facts(now) }).await?;
    Ok(())
}
