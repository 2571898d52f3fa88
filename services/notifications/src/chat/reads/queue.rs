//! Conversations as operators see them.

use super::conversations::{ConversationOut, Row, shown};
use crate::chat::error::ChatError;
use crate::chat::store::{kind_tag, state_tag};
use chassis::Chassis;
use contracts::chat::{ConversationKind, ConversationState};
use httpkit::{Cursor, Page};
use kernel::Lang;
use kernel::ids::UserId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Whose support conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConversationAssignment)]
pub enum Assigned {
    /// Mine.
    Me,
    /// Those that nobody looks after.
    Nobody,
}

/// What operators filter by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub kind: Option<ConversationKind>,
    pub state: Option<ConversationState>,
    pub assigned: Option<Assigned>,
    pub leaks: bool,
}

/// A conversation as operators see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationCaseOut {
    /// The conversation.
    pub conversation: ConversationOut,
    /// The operator who looks after it.
    pub assigned_to: Option<UserId>,
    /// How many messages showed a way around the platform.
    #[schema(example = 1)]
    pub contact_leaks: i32,
}

/// One page of conversations, the liveliest first.
///
/// # Errors
/// When the database is away, or something sealed does not open.
pub async fn page(
    chassis: &Chassis,
    operator: UserId,
    lang: Lang,
    filter: Filter,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Page<ConversationCaseOut>, ChatError> {
    let mut tx = chassis.db.begin().await?;
    let ids = sqlx::query!(
        "select id, assigned_to, contact_leaks, updated_at from notifications.conversations
         where ($1::text is null or kind = $1) and ($2::text is null or state = $2)
           and ($3::uuid is null or assigned_to = $3)
           and (not $4 or (assigned_to is null and kind = 'support'))
           and (not $5 or contact_leaks > 0)
           and ($6::timestamptz is null or (updated_at, id) < ($6, $7::uuid))
         order by updated_at desc, id desc limit $8",
        filter.kind.map(kind_tag),
        filter.state.map(state_tag),
        (filter.assigned == Some(Assigned::Me)).then(|| operator.uuid()),
        filter.assigned == Some(Assigned::Nobody),
        filter.leaks,
        cursor.map(|cursor| cursor.at),
        cursor.map(|cursor| cursor.id),
        limit + 1,
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut items = Vec::with_capacity(ids.len());
    for found in ids {
        let row = row(&mut tx, found.id, operator).await?;
        let mut conversation = shown(&mut tx, chassis, operator, lang, row).await?;
        // What two people said is shown only when somebody asks for it, which is noted.
        if conversation.kind == ConversationKind::Booking
            && let Some(last) = &mut conversation.last_message
        {
            last.preview = None;
        }
        items.push(ConversationCaseOut {
            conversation,
            assigned_to: found.assigned_to.map(Into::into),
            contact_leaks: found.contact_leaks,
        });
    }
    Ok(Page::from_rows(items, limit, |item: &ConversationCaseOut| Cursor {
        at: item.conversation.updated_at,
        id: item.conversation.id.uuid(),
    }))
}

async fn row(tx: &mut sqlx::PgConnection, id: Uuid, operator: UserId) -> sqlx::Result<Row> {
    sqlx::query_as!(
        Row,
        r#"select c.id, c.kind, c.state, c.open_until, c.booking_id, c.booking_number,
                  c.service_name_ar, c.service_name_en, c.sealed_subject, c.person_id,
                  c.provider_id, c.last_seq, c.created_at, c.updated_at, 'operator' as "side!",
                  coalesce(s.read_seq, 0) as "read_seq!", u.n as "unread!",
                  m.seq as "m_seq?", m.kind as "m_kind?", m.sender_id as "m_sender?",
                  m.sealed_body as "m_body?", m.system_code as "m_code?",
                  m.created_at as "m_at?"
           from notifications.conversations c
           left join notifications.conversation_seats s
             on s.conversation_id = c.id and s.user_id = $2 and s.left_at is null
           left join notifications.chat_messages m
             on m.conversation_id = c.id and m.seq = c.last_seq
           cross join lateral (
               select count(*) as n from notifications.chat_messages n
               where n.conversation_id = c.id and n.seq > coalesce(s.read_seq, 0)
                 and n.side in ('customer', 'provider')) u
           where c.id = $1"#,
        id,
        operator.uuid(),
    )
    .fetch_one(tx)
    .await
}
