//! A person's conversations.

use super::{content, text};
use crate::chat::domain::Side;
use crate::chat::error::ChatError;
use crate::chat::store::{SUBJECT_CONTEXT, kind_of, message_of, side_of, state_of};
use crate::store::{providers, recipients};
use chassis::Chassis;
use chassis::crypto::Sealed;
use contracts::chat::{ChatMessageKind, ConversationKind, ConversationState};
use httpkit::{Cursor, Page};
use kernel::ids::{BookingId, ConversationId, UserId};
use kernel::{DateTime, Instant, Lang, Localized};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// Longest preview, in characters.
const PREVIEW: usize = 80;

/// Somebody one talks with.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatPartnerOut {
    /// Who; absent for the staff.
    pub user_id: Option<UserId>,
    /// On which side.
    pub side: Side,
    /// The name one may see.
    #[schema(example = "محمد ع.")]
    pub name: Option<String>,
}

/// The end of a conversation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LastMessageOut {
    /// Its number.
    pub seq: i64,
    /// What it is.
    pub kind: ChatMessageKind,
    /// Whether it is mine.
    pub mine: bool,
    /// How it begins.
    pub preview: Option<String>,
    /// When.
    pub sent_at: DateTime,
}

/// A conversation as a member sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationOut {
    /// Its id.
    pub id: ConversationId,
    /// What it is about.
    pub kind: ConversationKind,
    /// Whether somebody may write.
    pub state: ConversationState,
    /// From when on nobody writes, when that is known.
    pub open_until: Option<DateTime>,
    /// The booking.
    pub booking_id: Option<BookingId>,
    /// Its number.
    #[schema(example = "OS-7K2M4Q")]
    pub booking_number: Option<String>,
    /// Its service.
    pub service: Option<Localized>,
    /// What one asked the staff about.
    pub subject: Option<String>,
    /// On which side I am.
    pub my_side: Side,
    /// With whom.
    pub with: Vec<ChatPartnerOut>,
    /// The last message I may read.
    pub last_message: Option<LastMessageOut>,
    /// The number of the last message.
    #[schema(example = 12)]
    pub last_seq: i64,
    /// The last one I read.
    #[schema(example = 10)]
    pub read_seq: i64,
    /// How many of the others' I have not read.
    #[schema(example = 2)]
    pub unread_count: i64,
    /// When something was last said.
    pub updated_at: DateTime,
    /// When it began.
    pub created_at: DateTime,
}

/// A page of conversations.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationsOut {
    /// The conversations, the liveliest first.
    pub items: Vec<ConversationOut>,
    /// Where the next page begins; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many messages are unread in all of my conversations.
    #[schema(example = 3)]
    pub unread_count: i64,
}

/// A conversation and its end, as stored.
pub(super) struct Row {
    pub id: Uuid,
    pub kind: String,
    pub state: String,
    pub open_until: Option<Instant>,
    pub booking_id: Option<Uuid>,
    pub booking_number: Option<String>,
    pub service_name_ar: Option<String>,
    pub service_name_en: Option<String>,
    pub sealed_subject: Option<String>,
    pub person_id: Uuid,
    pub provider_id: Option<Uuid>,
    pub last_seq: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub side: String,
    pub read_seq: i64,
    pub unread: i64,
    pub m_seq: Option<i64>,
    pub m_kind: Option<String>,
    pub m_sender: Option<Uuid>,
    pub m_body: Option<String>,
    pub m_code: Option<String>,
    pub m_at: Option<Instant>,
}

/// One page of somebody's conversations.
///
/// # Errors
/// When the database is away, or something sealed does not open.
pub async fn page(
    chassis: &Chassis,
    user: UserId,
    lang: Lang,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<ConversationsOut, ChatError> {
    let mut tx = chassis.db.begin().await?;
    let rows = rows(&mut tx, user, None, limit + 1, cursor).await?;
    let unread_count = sqlx::query_scalar!(
        r#"select count(*) as "n!" from notifications.conversation_seats s
           join notifications.chat_messages m on m.conversation_id = s.conversation_id
           where s.user_id = $1 and s.left_at is null and m.seq > s.read_seq
             and m.sender_id <> $1"#,
        user.uuid(),
    )
    .fetch_one(&mut *tx)
    .await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        items.push(shown(&mut tx, chassis, user, lang, row).await?);
    }
    let page = Page::from_rows(items, limit, |item: &ConversationOut| Cursor {
        at: item.updated_at,
        id: item.id.uuid(),
    });
    Ok(ConversationsOut { items: page.items, next_cursor: page.next_cursor, unread_count })
}

/// One of somebody's conversations.
///
/// # Errors
/// [`ChatError::NotFound`] for somebody without a seat.
pub async fn one(
    chassis: &Chassis,
    user: UserId,
    lang: Lang,
    id: ConversationId,
) -> Result<ConversationOut, ChatError> {
    let mut tx = chassis.db.begin().await?;
    let row = rows(&mut tx, user, Some(id), 1, None).await?.pop();
    shown(&mut tx, chassis, user, lang, row.ok_or(ChatError::NotFound)?).await
}

async fn rows(
    tx: &mut PgConnection,
    user: UserId,
    only: Option<ConversationId>,
    limit: i64,
    cursor: Option<Cursor>,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"select c.id, c.kind, c.state, c.open_until, c.booking_id, c.booking_number,
                  c.service_name_ar, c.service_name_en, c.sealed_subject, c.person_id,
                  c.provider_id, c.last_seq, c.created_at, c.updated_at, s.side, s.read_seq,
                  u.n as "unread!", m.seq as "m_seq?", m.kind as "m_kind?",
                  m.sender_id as "m_sender?", m.sealed_body as "m_body?",
                  m.system_code as "m_code?", m.created_at as "m_at?"
           from notifications.conversation_seats s
           join notifications.conversations c on c.id = s.conversation_id
           left join lateral (
               select l.seq, l.kind, l.sender_id, l.sealed_body, l.system_code, l.created_at
               from notifications.chat_messages l
               where l.conversation_id = c.id and l.seq >= s.from_seq
               order by l.seq desc limit 1) m on true
           cross join lateral (
               select count(*) as n from notifications.chat_messages n
               where n.conversation_id = c.id and n.seq > s.read_seq and n.sender_id <> $1) u
           where s.user_id = $1 and s.left_at is null
             and ($2::uuid is null or c.id = $2)
             and ($3::timestamptz is null or (c.updated_at, c.id) < ($3, $4::uuid))
           order by c.updated_at desc, c.id desc limit $5"#,
        user.uuid(),
        only.map(ConversationId::uuid),
        cursor.map(|cursor| cursor.at),
        cursor.map(|cursor| cursor.id),
        limit,
    )
    .fetch_all(tx)
    .await
}

pub(super) async fn shown(
    tx: &mut PgConnection,
    chassis: &Chassis,
    user: UserId,
    lang: Lang,
    row: Row,
) -> Result<ConversationOut, ChatError> {
    let (kind, my_side) = (kind_of(&row.kind), side_of(&row.side)?);
    let with = partners(tx, chassis, kind, my_side, &row).await?;
    let last_message = last(chassis, user, lang, &row).await?;
    let subject = match row.sealed_subject {
        Some(sealed) => {
            let sealed = Sealed::parse(sealed)?;
            let plain = chassis.keyring.open_any(SUBJECT_CONTEXT, &sealed).await?;
            Some(String::from_utf8_lossy(&plain).into_owned())
        }
        None => None,
    };
    let is_over = row.open_until.is_some_and(|until| chassis.world.now() >= until);
    let state = if is_over { ConversationState::Closed } else { state_of(&row.state) };
    Ok(ConversationOut {
        id: row.id.into(),
        kind,
        state,
        open_until: row.open_until,
        booking_id: row.booking_id.map(Into::into),
        booking_number: row.booking_number,
        service: row.service_name_ar.zip(row.service_name_en).map(|(ar, en)| Localized { ar, en }),
        subject,
        my_side,
        with,
        last_message,
        last_seq: row.last_seq,
        read_seq: row.read_seq,
        unread_count: row.unread,
        updated_at: row.updated_at,
        created_at: row.created_at,
    })
}

async fn last(
    chassis: &Chassis,
    user: UserId,
    lang: Lang,
    row: &Row,
) -> Result<Option<LastMessageOut>, ChatError> {
    let (Some(seq), Some(kind), Some(sent_at)) = (row.m_seq, &row.m_kind, row.m_at) else {
        return Ok(None);
    };
    let content = content(&chassis.keyring, row.m_body.clone()).await?;
    let preview =
        text(content, row.m_code.as_deref(), lang).map(|text| text.chars().take(PREVIEW).collect());
    let mine = row.m_sender == Some(user.uuid());
    Ok(Some(LastMessageOut { seq, kind: message_of(kind), mine, preview, sent_at }))
}

/// The others, by the names that one may see: a customer's first name, a provider's shown name.
async fn partners(
    tx: &mut PgConnection,
    chassis: &Chassis,
    kind: ConversationKind,
    my_side: Side,
    row: &Row,
) -> Result<Vec<ChatPartnerOut>, ChatError> {
    let person = UserId::from(row.person_id);
    if kind == ConversationKind::Support && my_side != Side::Operator {
        return Ok(vec![ChatPartnerOut { user_id: None, side: Side::Operator, name: None }]);
    }
    let mut with = Vec::new();
    if my_side != Side::Customer {
        let found = recipients::find_in_tx(tx, &chassis.keyring, person).await?;
        let name = found.map(|found| found.contact.first_name).filter(|name| !name.is_empty());
        with.push(ChatPartnerOut { user_id: Some(person), side: Side::Customer, name });
    }
    if my_side != Side::Provider
        && let Some(provider) = row.provider_id
    {
        let name = providers::name_in_tx(tx, provider.into()).await?;
        with.push(ChatPartnerOut { user_id: Some(provider.into()), side: Side::Provider, name });
    }
    Ok(with)
}
