//! Where one is logged in.

use crate::app::App;
use crate::error::AccountError;
use crate::store::sessions;
use httpkit::{Actor, Cursor, Page, PageQuery};
use kernel::DateTime;
use kernel::ids::SessionId;
use serde::Serialize;

/// A place where one is logged in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoginSessionOut {
    /// The session.
    pub id: SessionId,
    /// The program, as it called itself.
    #[schema(example = "Mozilla/5.0 (Linux; Android 15)")]
    pub user_agent: Option<String>,
    /// Whether it is this one.
    pub current: bool,
    /// When it began.
    pub created_at: DateTime,
    /// When it was last used to get a token.
    pub last_used_at: DateTime,
    /// When it ends however often it is used.
    pub expires_at: DateTime,
}

/// The open sessions, the newest first.
///
/// # Errors
/// A wrong limit or cursor.
pub async fn list(
    app: &App,
    actor: Actor,
    query: &PageQuery,
) -> Result<Page<LoginSessionOut>, AccountError> {
    let (limit, cursor) = query.parse()?;
    let before = cursor.map(|c| (c.at, c.id));
    let pool = app.chassis.db.pool();
    let rows = sessions::list(pool, actor.user_id, before, app.now(), limit + 1).await?;
    let items = rows
        .into_iter()
        .map(|row| LoginSessionOut {
            id: row.id.into(),
            user_agent: row.user_agent,
            current: row.id == actor.session_id.uuid(),
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
        })
        .collect();
    Ok(Page::from_rows(items, limit, |s| Cursor { at: s.created_at, id: s.id.uuid() }))
}
