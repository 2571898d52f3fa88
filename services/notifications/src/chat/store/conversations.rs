//! Conversations.

use super::{kind_of, kind_tag, state_of, state_tag};
use crate::chat::domain::Conversation;
use chassis::crypto::Sealed;
use kernel::ids::{BookingId, ConversationId, UserId};
use kernel::{Instant, Localized};
use sqlx::PgConnection;

/// What a conversation about a booking says of it.
pub struct About<'a> {
    pub number: Option<&'a str>,
    pub service: Option<&'a Localized>,
    pub sealed_subject: Option<&'a Sealed>,
}

/// Adds a conversation; `false` when there is one of that id, or of that booking.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    new: &Conversation,
    about: &About<'_>,
    now: Instant,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into notifications.conversations
            (id, kind, booking_id, booking_number, service_name_ar, service_name_en, person_id,
             provider_id, provider_from_seq, sealed_subject, state, open_until, last_seq,
             created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
         on conflict do nothing",
        new.id.uuid(),
        kind_tag(new.kind),
        new.booking.map(BookingId::uuid),
        about.number,
        about.service.map(|name| name.ar.as_str()),
        about.service.map(|name| name.en.as_str()),
        new.person.uuid(),
        new.provider.map(UserId::uuid),
        new.provider_from,
        about.sealed_subject.map(Sealed::as_str),
        state_tag(new.state),
        new.open_until,
        new.last_seq,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A conversation, locked until the commit: whoever holds the lock numbers the next message.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    id: ConversationId,
) -> sqlx::Result<Option<Conversation>> {
    let row = sqlx::query!(
        "select kind, booking_id, person_id, provider_id, provider_from_seq, assigned_to, state,
                open_until, last_seq
         from notifications.conversations where id = $1 for update",
        id.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Conversation {
        id,
        kind: kind_of(&row.kind),
        booking: row.booking_id.map(Into::into),
        person: row.person_id.into(),
        provider: row.provider_id.map(Into::into),
        provider_from: row.provider_from_seq,
        assigned_to: row.assigned_to.map(Into::into),
        state: state_of(&row.state),
        open_until: row.open_until,
        last_seq: row.last_seq,
    }))
}

/// The conversation of a booking.
pub async fn of_booking_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
) -> sqlx::Result<Option<ConversationId>> {
    let id = sqlx::query_scalar!(
        "select id from notifications.conversations where booking_id = $1 and kind = 'booking'",
        booking.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(id.map(Into::into))
}

/// Writes what can change of a conversation; `leaks` is added to their count.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    conversation: &Conversation,
    leaks: i32,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.conversations
         set provider_id = $2, provider_from_seq = $3, assigned_to = $4, state = $5,
             open_until = $6, updated_at = case when last_seq < $7 then $8 else updated_at end,
             last_seq = $7, contact_leaks = contact_leaks + $9
         where id = $1",
        conversation.id.uuid(),
        conversation.provider.map(UserId::uuid),
        conversation.provider_from,
        conversation.assigned_to.map(UserId::uuid),
        state_tag(conversation.state),
        conversation.open_until,
        conversation.last_seq,
        now,
        leaks,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// How many support conversations of a person are open.
pub async fn open_of_person_in_tx(tx: &mut PgConnection, person: UserId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from notifications.conversations
           where person_id = $1 and kind = 'support' and state <> 'closed'"#,
        person.uuid(),
    )
    .fetch_one(tx)
    .await
}

/// Forgets conversations that closed before `before`, at most `most`; answers how many, and the
/// files that stay behind.
pub async fn forget_in_tx(
    tx: &mut PgConnection,
    before: Instant,
    most: i64,
) -> sqlx::Result<(u64, Vec<String>)> {
    let files = sqlx::query_scalar!(
        "select a.object_key from notifications.chat_attachments a
         where a.conversation_id in
            (select id from notifications.conversations
             where state = 'closed' and updated_at < $1 order by updated_at, id limit $2)",
        before,
        most,
    )
    .fetch_all(&mut *tx)
    .await?;
    let done = sqlx::query!(
        "delete from notifications.conversations where id in
            (select id from notifications.conversations
             where state = 'closed' and updated_at < $1 order by updated_at, id limit $2)",
        before,
        most,
    )
    .execute(tx)
    .await?;
    Ok((done.rows_affected(), files))
}
