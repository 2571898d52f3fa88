//! A person's inbox.

use crate::domain::Message;
use crate::store::recipients;
use crate::templates;
use chassis::{Db, StoreError};
use httpkit::{Cursor, Page};
use kernel::ids::{BookingId, NotificationId, UserId};
use kernel::{DateTime, Lang};
use serde::Serialize;

/// A notification in the inbox.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationOut {
    /// Its id.
    pub id: NotificationId,
    /// What kind of news: `provider_found`, `estimate_proposed` …
    #[schema(example = "provider_found")]
    pub kind: String,
    /// The heading, in the language of the answer. Inserted values stand between the invisible
    /// direction isolates U+2068 and U+2069.
    #[schema(example = "وجدنا لك فنيًا")]
    pub title: String,
    /// What happened and what to do now.
    #[schema(example = "محمد ع. سيأتي إليك يوم الأحد 22 نوفمبر 2026، 6:30 م.")]
    pub body: String,
    /// The booking it is about.
    pub booking_id: Option<BookingId>,
    /// When it was read.
    pub read_at: Option<DateTime>,
    /// When it was told.
    pub created_at: DateTime,
}

/// A page of the inbox.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InboxOut {
    /// The notifications, newest first.
    pub items: Vec<NotificationOut>,
    /// Where the next page begins; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many are unread in the whole inbox.
    #[schema(example = 3)]
    pub unread_count: i64,
}

/// One page of a person's inbox, in the asked language, or the person's own.
pub async fn page(
    db: &Db,
    user: UserId,
    lang: Option<Lang>,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<InboxOut, StoreError> {
    let mut tx = db.begin().await?;
    let lang = match lang {
        Some(lang) => lang,
        None => recipients::lang(&mut tx, user).await?.unwrap_or_default(),
    };
    let rows = sqlx::query!(
        "select id, kind, lang, title, body, params, booking_id, read_at, created_at
         from notifications.notifications
         where recipient_id = $1
           and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
         order by created_at desc, id desc limit $4",
        user.uuid(),
        cursor.map(|cursor| cursor.at),
        cursor.map(|cursor| cursor.id),
        limit + 1,
    )
    .fetch_all(&mut *tx)
    .await?;
    let unread_count = sqlx::query_scalar!(
        r#"select count(*) as "n!" from notifications.notifications
           where recipient_id = $1 and read_at is null"#,
        user.uuid(),
    )
    .fetch_one(&mut *tx)
    .await?;
    let items = rows.into_iter().map(|row| {
        let (title, body) = if row.lang == lang.tag() {
            (row.title, row.body)
        } else {
            translated(row.params, lang).unwrap_or((row.title, row.body))
        };
        NotificationOut {
            id: row.id.into(),
            kind: row.kind,
            title,
            body,
            booking_id: row.booking_id.map(Into::into),
            read_at: row.read_at,
            created_at: row.created_at,
        }
    });
    let page = Page::from_rows(items.collect(), limit, |item: &NotificationOut| Cursor {
        at: item.created_at,
        id: item.id.uuid(),
    });
    Ok(InboxOut { items: page.items, next_cursor: page.next_cursor, unread_count })
}

/// The same news in another language; nothing when this version can't read it any more.
fn translated(params: serde_json::Value, lang: Lang) -> Option<(String, String)> {
    let message: Message = serde_json::from_value(params).ok()?;
    let text = templates::text(&message, lang);
    Some((text.title, text.body))
}
