//! Photos and voice notes.

use kernel::Instant;
use kernel::ids::{ChatAttachmentId, ConversationId, UserId};
use sqlx::PgConnection;

/// A file of a conversation.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub conversation: ConversationId,
    pub id: ChatAttachmentId,
    pub uploaded_by: UserId,
    /// `photo` or `voice`.
    pub kind: String,
    pub media_type: String,
    pub size_bytes: i64,
    pub duration_ms: Option<i64>,
    pub object_key: String,
    pub sha256: Vec<u8>,
    /// The message it was sent with.
    pub seq: Option<i64>,
}

/// Adds a file; `false` when one of that id is there.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    new: &Attachment,
    now: Instant,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into notifications.chat_attachments
            (conversation_id, id, uploaded_by, kind, media_type, size_bytes, duration_ms,
             object_key, sha256, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
        new.conversation.uuid(),
        new.id.uuid(),
        new.uploaded_by.uuid(),
        new.kind,
        new.media_type,
        new.size_bytes,
        new.duration_ms,
        new.object_key,
        new.sha256,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A file.
pub async fn find_in_tx(
    tx: &mut PgConnection,
    conversation: ConversationId,
    id: ChatAttachmentId,
) -> sqlx::Result<Option<Attachment>> {
    let row = sqlx::query!(
        "select uploaded_by, kind, media_type, size_bytes, duration_ms, object_key, sha256, seq
         from notifications.chat_attachments where conversation_id = $1 and id = $2",
        conversation.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Attachment {
        conversation,
        id,
        uploaded_by: row.uploaded_by.into(),
        kind: row.kind,
        media_type: row.media_type,
        size_bytes: row.size_bytes,
        duration_ms: row.duration_ms,
        object_key: row.object_key,
        sha256: row.sha256,
        seq: row.seq,
    }))
}

/// Notes the message a file was sent with.
pub async fn sent_in_tx(
    tx: &mut PgConnection,
    conversation: ConversationId,
    id: ChatAttachmentId,
    seq: i64,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.chat_attachments set seq = $3
         where conversation_id = $1 and id = $2",
        conversation.uuid(),
        id.uuid(),
        seq,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// How many files somebody uploaded to a conversation without sending them.
pub async fn unsent_in_tx(
    tx: &mut PgConnection,
    conversation: ConversationId,
    user: UserId,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from notifications.chat_attachments
           where conversation_id = $1 and uploaded_by = $2 and seq is null"#,
        conversation.uuid(),
        user.uuid(),
    )
    .fetch_one(tx)
    .await
}

/// Forgets files that nobody sent, uploaded before `before`; answers their keys in the store.
pub async fn forget_unsent_in_tx(
    tx: &mut PgConnection,
    before: Instant,
    most: i64,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "delete from notifications.chat_attachments where (conversation_id, id) in
            (select conversation_id, id from notifications.chat_attachments
             where seq is null and created_at < $1 order by created_at limit $2)
         returning object_key",
        before,
        most,
    )
    .fetch_all(tx)
    .await
}
