//! What was said.

use super::message_tag;
use crate::chat::domain::{LeakKind, Side};
use chassis::crypto::Sealed;
use contracts::chat::ChatMessageKind;
use kernel::Instant;
use kernel::ids::{ChatAttachmentId, ChatMessageId, ConversationId, UserId};
use sqlx::PgConnection;

/// A message to be.
pub struct NewMessage<'a> {
    pub conversation: ConversationId,
    pub seq: i64,
    pub id: ChatMessageId,
    pub kind: ChatMessageKind,
    pub side: Side,
    pub sender: Option<UserId>,
    pub sealed_body: Option<&'a Sealed>,
    pub body_hash: Option<&'a [u8]>,
    pub attachment: Option<ChatAttachmentId>,
    pub system_code: Option<&'static str>,
    pub masked: bool,
    pub leaks: &'a [LeakKind],
}

/// Adds a message.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    new: &NewMessage<'_>,
    now: Instant,
) -> sqlx::Result<()> {
    let leaks: Vec<String> = new.leaks.iter().map(|kind| kind.tag().to_owned()).collect();
    sqlx::query!(
        "insert into notifications.chat_messages
            (conversation_id, seq, id, kind, side, sender_id, sealed_body, body_hash,
             attachment_id, system_code, masked, leaks, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        new.conversation.uuid(),
        new.seq,
        new.id.uuid(),
        message_tag(new.kind),
        new.side.tag(),
        new.sender.map(UserId::uuid),
        new.sealed_body.map(Sealed::as_str),
        new.body_hash,
        new.attachment.map(ChatAttachmentId::uuid),
        new.system_code,
        new.masked,
        &leaks,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whose message has an id, its number and the hash of what it says.
pub async fn by_id_in_tx(
    tx: &mut PgConnection,
    conversation: ConversationId,
    id: ChatMessageId,
) -> sqlx::Result<Option<(Option<UserId>, i64, Option<Vec<u8>>)>> {
    let row = sqlx::query!(
        "select sender_id, seq, body_hash from notifications.chat_messages
         where conversation_id = $1 and id = $2",
        conversation.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| (row.sender_id.map(Into::into), row.seq, row.body_hash)))
}

/// What somebody wrote since a moment, oldest first, at most four messages: still sealed.
pub async fn recent_in_tx(
    tx: &mut PgConnection,
    conversation: ConversationId,
    sender: UserId,
    since: Instant,
) -> sqlx::Result<Vec<String>> {
    let mut rows = sqlx::query_scalar!(
        r#"select sealed_body as "body!" from notifications.chat_messages
           where conversation_id = $1 and sender_id = $2 and created_at >= $3 and kind = 'text'
             and sealed_body is not null
           order by seq desc limit 4"#,
        conversation.uuid(),
        sender.uuid(),
        since,
    )
    .fetch_all(tx)
    .await?;
    rows.reverse();
    Ok(rows)
}

/// How many messages of others somebody has not read. What the platform tells does not count.
pub async fn unread_in_tx(
    tx: &mut PgConnection,
    conversation: ConversationId,
    user: UserId,
    read_seq: i64,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from notifications.chat_messages
           where conversation_id = $1 and seq > $3 and sender_id <> $2"#,
        conversation.uuid(),
        user.uuid(),
        read_seq,
    )
    .fetch_one(tx)
    .await
}
