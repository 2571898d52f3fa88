//! Who may hear a conversation.

use super::side_of;
use crate::chat::domain::{Seat, Side};
use crate::error::TellError;
use kernel::Instant;
use kernel::ids::{ConversationId, UserId};
use sqlx::PgConnection;

/// Somebody's seat, if the person holds one now.
pub async fn find_in_tx(
    tx: &mut PgConnection,
    conversation: ConversationId,
    user: UserId,
) -> Result<Option<Seat>, TellError> {
    let row = sqlx::query!(
        "select side, from_seq, delivered_seq, read_seq, nudged_seq
         from notifications.conversation_seats
         where conversation_id = $1 and user_id = $2 and left_at is null",
        conversation.uuid(),
        user.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        Ok(Seat {
            user,
            side: side_of(&row.side)?,
            from_seq: row.from_seq,
            delivered_seq: row.delivered_seq,
            read_seq: row.read_seq,
            nudged_seq: row.nudged_seq,
        })
    })
    .transpose()
}

/// Gives somebody a seat from a message on. Whoever comes back begins anew.
pub async fn take_in_tx(
    tx: &mut PgConnection,
    conversation: ConversationId,
    user: UserId,
    side: Side,
    from_seq: i64,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into notifications.conversation_seats as s
            (conversation_id, user_id, side, from_seq, delivered_seq, read_seq, nudged_seq,
             created_at)
         values ($1, $2, $3, $4::bigint, $4::bigint - 1, $4::bigint - 1, $4::bigint - 1, $5)
         on conflict (conversation_id, user_id) do update
         set left_at = null, side = excluded.side,
             from_seq = case when s.left_at is null then s.from_seq else excluded.from_seq end,
             delivered_seq = greatest(s.delivered_seq, excluded.delivered_seq),
             read_seq = greatest(s.read_seq, excluded.read_seq)",
        conversation.uuid(),
        user.uuid(),
        side.tag(),
        from_seq,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a seat away, at once.
pub async fn leave_in_tx(
    tx: &mut PgConnection,
    conversation: ConversationId,
    user: UserId,
    now: Instant,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.conversation_seats set left_at = $3
         where conversation_id = $1 and user_id = $2 and left_at is null",
        conversation.uuid(),
        user.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes how far somebody heard.
pub async fn heard_in_tx(
    tx: &mut PgConnection,
    conversation: ConversationId,
    seat: &Seat,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.conversation_seats
         set delivered_seq = greatest(delivered_seq, $3), read_seq = greatest(read_seq, $4),
             nudged_seq = greatest(nudged_seq, $5)
         where conversation_id = $1 and user_id = $2",
        conversation.uuid(),
        seat.user.uuid(),
        seat.delivered_seq,
        seat.read_seq,
        seat.nudged_seq,
    )
    .execute(tx)
    .await?;
    Ok(())
}
