//! Who shows ways around the platform, for operators. A hint to look, never a verdict.

use chassis::{Chassis, StoreError};
use chrono::TimeDelta;
use httpkit::{Cursor, Page};
use kernel::DateTime;
use kernel::ids::UserId;
use serde::Serialize;

/// How far back is counted.
const WITHIN: TimeDelta = TimeDelta::days(90);

/// Somebody's messages that showed a way around the platform.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactLeaksOut {
    /// Who wrote them.
    pub user_id: UserId,
    /// How many messages, in 90 days.
    #[schema(example = 4)]
    pub messages: i64,
    /// In how many conversations.
    #[schema(example = 3)]
    pub conversations: i64,
    /// The last one.
    pub last_at: DateTime,
}

/// One page, the latest first.
///
/// # Errors
/// When the database is away.
pub async fn page(
    chassis: &Chassis,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Page<ContactLeaksOut>, StoreError> {
    let rows = sqlx::query!(
        r#"select sender_id as "user_id!", count(*) as "messages!",
                  count(distinct conversation_id) as "conversations!",
                  max(created_at) as "last_at!"
           from notifications.chat_messages
           where leaks <> '{}' and sender_id is not null and created_at >= $1
           group by sender_id
           having $2::timestamptz is null or (max(created_at), sender_id) < ($2, $3::uuid)
           order by max(created_at) desc, sender_id desc limit $4"#,
        chassis.world.now() - WITHIN,
        cursor.map(|cursor| cursor.at),
        cursor.map(|cursor| cursor.id),
        limit + 1,
    )
    .fetch_all(chassis.db.pool())
    .await?;
    let items = rows.into_iter().map(|row| ContactLeaksOut {
        user_id: row.user_id.into(),
        messages: row.messages,
        conversations: row.conversations,
        last_at: row.last_at,
    });
    Ok(Page::from_rows(items.collect(), limit, |item: &ContactLeaksOut| Cursor {
        at: item.last_at,
        id: item.user_id.uuid(),
    }))
}
