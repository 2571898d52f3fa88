//! What was said in a conversation.

use super::{content, text};
use crate::chat::commands::send::Speaker;
use crate::chat::domain::{LeakKind, Side};
use crate::chat::error::ChatError;
use crate::chat::store::{message_of, seats, side_of};
use chassis::Chassis;
use contracts::chat::ChatMessageKind;
use kernel::ids::{ChatAttachmentId, ChatMessageId, ConversationId, UserId};
use kernel::{DateTime, Instant, Lang, LatLng, Localized};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// A file that was sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatAttachmentOut {
    /// Its id.
    pub id: ChatAttachmentId,
    /// `photo` or `voice`.
    #[schema(example = "photo")]
    pub kind: String,
    /// What it is, by its content.
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    /// How long it is, in bytes.
    pub size_bytes: i64,
    /// How long a voice note plays, in milliseconds.
    pub duration_ms: Option<i64>,
}

/// What the platform tells.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SystemMessageOut {
    /// The stable code: `confirmed`, `provider_left`, `arrived` …
    #[schema(example = "arrived")]
    pub code: String,
}

/// To whoever wrote it: this shows a way around the platform.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactLeakOut {
    /// What was seen.
    pub kinds: Vec<LeakKind>,
    /// What to tell the writer.
    pub hint: Localized,
}

/// A message.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessageOut {
    /// Its id, made by whoever wrote it.
    pub id: ChatMessageId,
    /// Its number: 1, 2, 3 … without gaps.
    #[schema(example = 12)]
    pub seq: i64,
    /// What it is.
    pub kind: ChatMessageKind,
    /// Who speaks.
    pub side: Side,
    /// Whether it is mine.
    pub mine: bool,
    /// The text.
    pub text: Option<String>,
    /// The place.
    pub place: Option<LatLng>,
    /// The file.
    pub attachment: Option<ChatAttachmentOut>,
    /// What the platform tells; `text` says it in the language of the answer.
    pub system: Option<SystemMessageOut>,
    /// Whether contact details were taken out.
    pub masked: bool,
    /// Only in messages of one's own.
    pub contact_leak: Option<ContactLeakOut>,
    /// When.
    pub sent_at: DateTime,
}

/// How far a member heard.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatHeardOut {
    /// Who.
    pub user_id: UserId,
    /// On which side.
    pub side: Side,
    /// The last message that reached the member.
    pub delivered_seq: i64,
    /// The last message the member read.
    pub read_seq: i64,
}

/// A part of a conversation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessagesOut {
    /// The messages, by their number.
    pub items: Vec<ChatMessageOut>,
    /// Whether there are more in the direction that was asked for.
    pub more: bool,
    /// The number of the conversation's last message.
    pub last_seq: i64,
    /// How far the members heard.
    pub receipts: Vec<ChatHeardOut>,
}

/// Which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first ones after a number.
    After(i64),
    /// The last ones before a number.
    Before(i64),
}

/// A part of a conversation, as a member or the staff may see it.
///
/// # Errors
/// [`ChatError::NotFound`] for somebody without a seat.
pub async fn page(
    chassis: &Chassis,
    reader: Speaker,
    id: ConversationId,
    part: Part,
    limit: i64,
    lang: Lang,
) -> Result<ChatMessagesOut, ChatError> {
    let mut tx = chassis.db.begin().await?;
    let (user, first) = from_seq(&mut tx, reader, id).await?;
    let last_seq = sqlx::query_scalar!(
        "select last_seq from notifications.conversations where id = $1",
        id.uuid(),
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(ChatError::NotFound)?;
    let (from, to) = match part {
        Part::After(seq) => (first.max(seq.saturating_add(1)), last_seq),
        Part::Before(seq) => (first, last_seq.min(seq.saturating_sub(1))),
    };
    // Numbers have no gaps, so a part is a range of them.
    let (from, to, more) = match part {
        Part::After(_) => {
            let end = to.min(from.saturating_add(limit - 1));
            (from, end, end < to)
        }
        Part::Before(_) => {
            let start = from.max(to.saturating_sub(limit - 1));
            (start, to, start > from)
        }
    };
    let mut items = Vec::new();
    for row in rows(&mut tx, id, from, to).await? {
        items.push(shown(chassis, user, lang, row).await?);
    }
    let receipts = receipts(&mut tx, id).await?;
    Ok(ChatMessagesOut { items, more, last_seq, receipts })
}

/// One message.
///
/// # Errors
/// [`ChatError::NotFound`].
pub async fn one(
    chassis: &Chassis,
    reader: Speaker,
    id: ConversationId,
    seq: i64,
    lang: Lang,
) -> Result<ChatMessageOut, ChatError> {
    let page = page(chassis, reader, id, Part::After(seq - 1), 1, lang).await?;
    page.items.into_iter().find(|item| item.seq == seq).ok_or(ChatError::NotFound)
}

/// Who reads, and the first message that may be read.
async fn from_seq(
    tx: &mut PgConnection,
    reader: Speaker,
    id: ConversationId,
) -> Result<(UserId, i64), ChatError> {
    match reader {
        Speaker::Staff(user) => Ok((user, 1)),
        Speaker::Member(user) => {
            let seat = seats::find_in_tx(tx, id, user).await?.ok_or(ChatError::NotFound)?;
            Ok((user, seat.from_seq))
        }
    }
}

struct Row {
    seq: i64,
    id: Uuid,
    kind: String,
    side: String,
    sender_id: Option<Uuid>,
    sealed_body: Option<String>,
    system_code: Option<String>,
    masked: bool,
    leaks: Vec<String>,
    created_at: Instant,
    a_id: Option<Uuid>,
    a_kind: Option<String>,
    a_media: Option<String>,
    a_size: Option<i64>,
    a_ms: Option<i64>,
}

async fn rows(
    tx: &mut PgConnection,
    id: ConversationId,
    from: i64,
    to: i64,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"select m.seq, m.id, m.kind, m.side, m.sender_id, m.sealed_body, m.system_code,
                  m.masked, m.leaks, m.created_at, a.id as "a_id?", a.kind as "a_kind?",
                  a.media_type as "a_media?", a.size_bytes as "a_size?", a.duration_ms as a_ms
           from notifications.chat_messages m
           left join notifications.chat_attachments a
             on a.conversation_id = m.conversation_id and a.id = m.attachment_id
           where m.conversation_id = $1 and m.seq between $2 and $3 order by m.seq"#,
        id.uuid(),
        from,
        to,
    )
    .fetch_all(tx)
    .await
}

async fn shown(
    chassis: &Chassis,
    user: UserId,
    lang: Lang,
    row: Row,
) -> Result<ChatMessageOut, ChatError> {
    let content = content(&chassis.keyring, row.sealed_body).await?;
    let mine = row.sender_id == Some(user.uuid());
    let kinds: Vec<LeakKind> = row.leaks.iter().filter_map(|tag| LeakKind::from_tag(tag)).collect();
    let contact_leak =
        (mine && !kinds.is_empty()).then(|| ContactLeakOut { kinds, hint: hint(row.masked) });
    let attachment = match (row.a_id, row.a_kind, row.a_media, row.a_size) {
        (Some(id), Some(kind), Some(media_type), Some(size_bytes)) => Some(ChatAttachmentOut {
            id: id.into(),
            kind,
            media_type,
            size_bytes,
            duration_ms: row.a_ms,
        }),
        _ => None,
    };
    let place = content.place;
    Ok(ChatMessageOut {
        id: row.id.into(),
        seq: row.seq,
        kind: message_of(&row.kind),
        side: side_of(&row.side)?,
        mine,
        text: text(content, row.system_code.as_deref(), lang),
        place,
        attachment,
        system: row.system_code.map(|code| SystemMessageOut { code }),
        masked: row.masked,
        contact_leak,
        sent_at: row.created_at,
    })
}

fn hint(masked: bool) -> Localized {
    if masked {
        Localized::new(
            "أخفينا وسيلة التواصل لأن الحجز لم يُؤكد بعد. ستتحدثان هنا بعد التأكيد.",
            "We hid the contact detail, because the booking is not confirmed yet. You can talk here after that.",
        )
    } else {
        Localized::new(
            "رسالتك وصلت. تذكّر: ما تتفقان عليه خارج المنصة لا يشمله الضمان ولا الدعم.",
            "Your message went out. Remember: what you agree on outside the platform is not covered by the guarantee or our support.",
        )
    }
}

async fn receipts(
    tx: &mut PgConnection,
    id: ConversationId,
) -> Result<Vec<ChatHeardOut>, ChatError> {
    let rows = sqlx::query!(
        "select user_id, side, delivered_seq, read_seq from notifications.conversation_seats
         where conversation_id = $1 and left_at is null order by created_at, user_id",
        id.uuid(),
    )
    .fetch_all(tx)
    .await?;
    let shown = |row: (Uuid, String, i64, i64)| {
        let side = side_of(&row.1)?;
        let (user_id, delivered_seq, read_seq) = (row.0.into(), row.2, row.3);
        Ok(ChatHeardOut { user_id, side, delivered_seq, read_seq })
    };
    rows.into_iter().map(|r| shown((r.user_id, r.side, r.delivered_seq, r.read_seq))).collect()
}
